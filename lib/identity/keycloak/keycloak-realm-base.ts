import { createHash } from 'node:crypto';
import { Duration } from 'cdk8s';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { addressByName } from './addresses';
import { addressOf, Granted, handedOutBy } from './handouts';
import { KeycloakClient } from './keycloak-client';
import { KeycloakGroup, KeycloakGroupOptions } from './keycloak-group';
import { KeycloakRole, KeycloakRoleOptions } from './keycloak-role';
import { KeycloakRoleClient } from './keycloak-role-client';
import { KeycloakUser, KeycloakUserOptions } from './keycloak-user';
import { KubernetesClient, KubernetesClientOptions } from './kubernetes-client';
import { ProxyClient } from './proxy-client';
import { keycloakUrl, realmName } from './realm-place';
import { below, providerOf, stackOf } from './terraform';
import { claimOfRole, GROUPS_CLAIM, OWN_GROUPS, TokenClient } from './token-client';
import { IdentityKind, IIdentity } from '../../access/identity';
import { describe, refuse } from '../../errors';
import { GroupMemberships } from '../../provider-keycloak/group-memberships';
import type { KeycloakProvider } from '../../provider-keycloak/provider';
import { syntax } from '../../syntax';
import { IIdentityProvider, RelyingParty, RelyingPartyOptions } from '../identity-provider';

/** The clients that every realm has. */
const OF_KEYCLOAK = ['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'];
const EVERYONE_ROLE = 'monitoring-sso-signed-in';
const TO_OTHERS = {
  allowed: 'groups and roles that an administrator gives to people',
  fix:
    'grant another group or role, or, where a mapper of a broker or directory may decide, set givenByMappers: ' +
    'true on it',
};

/** Where a realm is, and how long its tokens and sessions live. */
export interface KeycloakRealmBaseProps {
  /**
   * Address of Keycloak as browsers and the proxy see it: `https://keycloak.example.com`, with the relative path if it
   * has one.
   */
  readonly url: string;
  /** Name of the realm. */
  readonly realm: string;
  /**
   * How long an access token lives. A withdrawn right can live as long, where a refresh fails without ending the
   * session.
   * @default Duration.minutes(2)
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * How long a session lives without use.
   * @default Duration.hours(1)
   */
  readonly sessionIdle?: Duration;
  /**
   * How long a session lives at most: the one absolute limit, since the proxy's own session is prolonged at each
   * refresh.
   * @default Duration.hours(8)
   */
  readonly sessionMax?: Duration;
  /**
   * Version of the client secret. Terraform cannot see a secret that it does not keep: change this whenever the secret
   * changes, or the change is not made.
   * @default "1"
   */
  readonly clientSecretVersion?: string;
  /**
   * Version constraint of the Terraform provider keycloak/keycloak.
   * @default ">= 5.9.0, < 6.0.0"
   */
  readonly providerVersion?: string;
}

/** What a realm that the library manages and one that it refers to have in common. */
export abstract class KeycloakRealmBase extends Construct implements IIdentityProvider {
  public readonly issuerUrl: string;
  /** The Terraform id of the realm, for resources of your own. */
  public abstract readonly realmId: string;
  /** Lifetimes in seconds. @internal */
  public readonly _lifetimes: { readonly accessToken: number; readonly idle: number; readonly max: number };
  /** @internal */
  public readonly _provider: KeycloakProvider;

  private readonly realmProps: KeycloakRealmBaseProps;
  private readonly groups = new Map<string, KeycloakGroup>();
  private readonly roles = new Map<string, KeycloakRole>();
  private readonly people = new Map<string, IIdentity>();
  private readonly users = new Map<string, KeycloakUser>();
  private readonly clients = new Map<string, TokenClient>();
  private readonly audiences = new Set<string>();
  private readonly givenByMappers: string[] = [];
  /** Whom something is granted to. */
  private readonly granted = new Map<string, IIdentity>();
  private everyone?: { identity: IIdentity; role: KeycloakRole };

  protected constructor(scope: Construct, id: string, props: KeycloakRealmBaseProps) {
    super(scope, id);
    const path = this.node.path;
    const stack = stackOf(this);
    this.issuerUrl = `${keycloakUrl(path, props.url)}/realms/${realmName(path, props.realm)}`;
    this.realmProps = props;
    this._lifetimes = {
      accessToken: syntax.duration(
        path,
        'accessTokenLifespan',
        props.accessTokenLifespan ?? Duration.minutes(2),
        30,
        3600,
      ),
      idle: syntax.duration(path, 'sessionIdle', props.sessionIdle ?? Duration.hours(1), 60, 30 * 86400),
      max: syntax.duration(path, 'sessionMax', props.sessionMax ?? Duration.hours(8), 60, 30 * 86400),
    };
    const { accessToken, idle, max } = this._lifetimes;
    if (!(accessToken < idle && idle <= max)) {
      refuse({
        path,
        what: 'the lifetimes of the realm contradict each other',
        got: { accessTokenLifespan: `${accessToken} s`, sessionIdle: `${idle} s`, sessionMax: `${max} s` },
        allowed: 'accessTokenLifespan < sessionIdle <= sessionMax',
        fix: 'put them in this order',
      });
    }
    addressByName(stack, this, props.realm);
    this._provider = providerOf(stack, props.url, props.providerVersion);
    // The other half checks it too; but each may be synthesized without the other.
    this.node.addValidation({ validate: () => this.validateGranted() });
  }

  /**
   * A group of the realm, made by Terraform.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options roles of its members
   */
  public addGroup(name: string, options: KeycloakGroupOptions = {}): KeycloakGroup {
    this.refuseOwnGroup(`/${name}`);
    return this._addGroup(this, name, options);
  }

  /**
   * A realm role, made by Terraform.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options description and included roles
   */
  public addRole(name: string, options: KeycloakRoleOptions = {}): KeycloakRole {
    this.checkRoleName(name);
    if (this.roleNamed(name)) {
      refuse({
        path: this.node.path,
        what: 'the role is defined twice',
        got: name,
        allowed: 'each role once',
        fix: 'use the role that addRole or role() returned',
      });
    }
    return new KeycloakRole(below(this, 'roles'), this, name, options);
  }

  protected checkRoleName(name: string): void {
    const path = this.node.path;
    // Without colons: "client:x" would read like the role x of a client.
    syntax.groupName(path, 'the name of the role', name);
    if (name === EVERYONE_ROLE) {
      refuse({
        path,
        what: 'the library gives this role to everyone who signs in',
        got: name,
        allowed: 'any other name',
        fix: 'use everyoneSignedIn(), or another name',
      });
    }
    if (name === this.defaultRolesName) {
      refuse({
        path,
        what: 'every new account gets this role',
        got: name,
        allowed: 'roles that somebody gives to people',
        fix: 'use another role',
      });
    }
  }

  /** A realm role that the program defines or refers to. */
  protected roleNamed(name: string): KeycloakRole | undefined {
    return this.roles.get(claimOfRole(name));
  }

  /** The role that includes whatever every new account gets; Keycloak names it so when it makes a realm. */
  protected get defaultRolesName(): string {
    return `default-roles-${this.realmProps.realm.toLowerCase()}`;
  }

  /**
   * A client that does nothing but hold roles.
   * @param clientId letters, digits, dots, underscores and hyphens
   */
  public addRoleClient(clientId: string): KeycloakRoleClient {
    this.refuseKnownClient(this.node.path, syntax.clientId(this.node.path, 'clientId', clientId));
    return new KeycloakRoleClient(below(this, 'clients'), this, clientId);
  }

  /**
   * A public client by which people sign in to Kubernetes API servers with kubectl. Its ID tokens prove the same
   * identities in the same words as those of a sign-on, and are worth nothing there. Give its id to the API servers,
   * and to `MonitoringResourceAccess`.
   * @param clientId letters, digits, dots, underscores and hyphens
   * @param options where kubectl waits for codes
   */
  public addKubernetesClient(clientId: string, options: KubernetesClientOptions = {}): KeycloakClient {
    this.refuseKnownClient(this.node.path, syntax.clientId(this.node.path, 'clientId', clientId));
    return this.addClient(clientId, new KubernetesClient(below(this, 'clients'), this, clientId, options));
  }

  /**
   * A client by which people sign in, that a sign-on or `addKubernetesClient()` made in this realm.
   * @param clientId the client id
   */
  public client(clientId: string): KeycloakClient {
    const found = this.clients.get(clientId);
    if (found === undefined) {
      refuse({
        path: this.node.path,
        what: 'the program makes no client of this id by which people sign in',
        got: clientId,
        allowed: [...this.clients.keys()].join(', ') || 'none yet',
        fix: 'create MonitoringSso, or call registerRelyingParty() or addKubernetesClient(), before client()',
      });
    }
    return found.client;
  }

  /**
   * A user without a password, for demonstrations and small teams.
   * @param username in lower case
   * @param options e-mail address, name and groups
   */
  public addUser(username: string, options: KeycloakUserOptions): KeycloakUser {
    syntax.username(this.node.path, 'the user name', username);
    if (this.users.has(username)) {
      refuse({
        path: this.node.path,
        what: 'the user is defined twice',
        got: username,
        allowed: 'each user once',
        fix: 'use the user that addUser returned',
      });
    }
    const user = new KeycloakUser(below(this, 'users'), this, username, options);
    this.users.set(username, user);
    return user;
  }

  /**
   * One person, by way of a group that the library owns and that has this person as its only member. The user must
   * exist when Terraform is applied, or be added before. An e-mail address would not do: people can change it, and
   * brokers can choose it. Beside an identity broker the user has to be one that the program makes (`addUser`):
   * people who sign in by a broker choose their user name, and a stranger could take that of a person who has left.
   * @param username user name in Keycloak, in lower case
   */
  public person(username: string): IIdentity {
    const path = this.node.path;
    syntax.username(path, 'the user name', username);
    const existing = this.people.get(username);
    if (existing) return existing;
    // Different user names must not meet in one group: "a+b" and "a_b" both read a_b.
    const digest = createHash('sha256').update(username).digest('hex').slice(0, 8);
    const slug = `${username.replace(/[^a-z0-9.-]/g, '_')}-${digest}`;
    const group = this._ownGroup(OWN_GROUPS.people, slug);
    new GroupMemberships(group, 'Members', {
      provider: this._provider,
      realmId: this.realmId,
      groupId: group.groupId,
      members: Lazy.listValue({ produce: () => [this.users.get(username)?.username ?? username] }),
    });
    const identity = {
      identityKind: IdentityKind.PERSON,
      displayName: username,
      claimValue: group.claimValue,
      claimName: GROUPS_CLAIM,
      issuerUrl: this.issuerUrl,
    };
    this.people.set(username, identity);
    return identity;
  }

  /**
   * Everyone who can sign in to the realm, by way of a role that the proxy's client gives to all. With an identity
   * broker that lets strangers in, this is the world.
   */
  public everyoneSignedIn(): IIdentity {
    if (!this.everyone) {
      const role = new KeycloakRole(below(this, 'roles'), this, EVERYONE_ROLE, {
        description: 'Held by everyone who signs in to the monitoring system',
      });
      const identity = {
        identityKind: IdentityKind.EVERYONE,
        displayName: 'everyone signed in',
        claimValue: role.claimValue,
        claimName: GROUPS_CLAIM,
        issuerUrl: this.issuerUrl,
      };
      this.everyone = { role, identity };
      for (const client of this.clients.values()) client.giveEveryone(role.roleId);
    }
    return this.everyone.identity;
  }

  public registerRelyingParty(options: RelyingPartyOptions): RelyingParty {
    this.refuseKnownClient(options.path, options.clientId);
    this.addClient(
      options.clientId,
      new ProxyClient(below(this, 'clients'), this, options, this.realmProps.clientSecretVersion ?? '1'),
    );
    return {
      issuerUrl: this.issuerUrl,
      clientId: options.clientId,
      scopes: ['openid', 'profile', 'email'],
      groupsClaim: GROUPS_CLAIM,
      signingAlgorithms: ['RS256'],
      endSessionUrl: `${this.issuerUrl}/protocol/openid-connect/logout?id_token_hint={id_token}`,
      accessTokenLifespan: Duration.seconds(this._lifetimes.accessToken),
      sessionIdle: Duration.seconds(this._lifetimes.idle),
      sessionMax: Duration.seconds(this._lifetimes.max),
    };
  }

  public registerIdentities(clientId: string, identities: IIdentity[]): void {
    for (const identity of identities) {
      const { identityKind, claimValue, displayName } = identity;
      this.granted.set(claimValue, identity);
      // Groups stand in every token, and everyoneSignedIn() has seen to itself.
      if (identityKind !== IdentityKind.ROLE) continue;
      const [client, role] = [this.clients.get(clientId), this.roles.get(claimValue)];
      if (!client || !role) {
        refuse({
          path: this.node.path,
          what: client
            ? 'a role is granted that the realm cannot put into tokens'
            : 'a role is granted to people who sign in by a client that the program does not make',
          got: client ? displayName : clientId,
          allowed: client ? 'roles of this realm' : [...this.clients.keys()].join(', ') || 'no client yet',
          fix: 'use what addRole() or role() of this realm return',
        });
      }
      client.putRole(role);
    }
  }

  private validateGranted(): string[] {
    return [...this.granted.values()]
      .filter(({ automatic }) => automatic)
      .map(({ identityKind, displayName, automaticBy }) =>
        describe({
          path: this.node.path,
          got: displayName,
          ...TO_OTHERS,
          what:
            `a ${identityKind} is granted something, and people get it without an administrator who gives it to ` +
            `them: ${automaticBy}`,
        }),
      );
  }

  /** @internal */
  public _knowRole(role: KeycloakRole): void {
    this.roles.set(role.claimValue, role);
  }

  /** How people get a group or a role that no administrator gives them, in words; nothing if they do not. @internal */
  public _handedOut(granted: Granted): string | undefined {
    const addresses = this.givenByMappers.map((id) => addressOf(this, id));
    const accepted = (address: string) => addresses.includes(address);
    const handout = handedOutBy(granted, { scope: this, realm: this.realmProps.realm, accepted });
    return handout && `${handout.path} ${handout.how}`;
  }

  /** Takes down that mappers may give the group or role of this Terraform id. @internal */
  public _acceptMappers(id: string): void {
    this.givenByMappers.push(id);
  }

  /** The Terraform id of the group that proves an identity of this realm. @internal */
  public _groupIdOf(identity: IIdentity): string | undefined {
    return identity?.issuerUrl === this.issuerUrl ? this.groups.get(identity.claimValue)?.groupId : undefined;
  }

  /** @internal */
  public _addGroup(
    scope: Construct,
    name: string,
    options: KeycloakGroupOptions,
    parent?: KeycloakGroup,
  ): KeycloakGroup {
    syntax.groupName(this.node.path, 'the name of the group', name);
    const fullPath = `${parent?.claimValue ?? ''}/${name}`;
    if (this.groups.has(fullPath)) {
      refuse({
        path: this.node.path,
        what: 'the group is defined twice',
        got: fullPath,
        allowed: 'each group once',
        fix: 'use the group that addGroup returned',
      });
    }
    const group = new KeycloakGroup(below(scope, 'groups'), this, name, options, parent);
    this.groups.set(fullPath, group);
    if (options.defaultGroup) this.addDefaultGroup(group);
    return group;
  }

  /** Refuses what belongs to another realm. @internal */
  public _requireOwn(
    kind: string,
    things: readonly { readonly issuerUrl: string; readonly node: { readonly path: string } }[],
  ): void {
    for (const thing of things) {
      if (thing.issuerUrl !== this.issuerUrl) {
        refuse({
          path: this.node.path,
          what: `a ${kind} of another realm`,
          got: thing.node.path,
          allowed: `${kind}s of this realm`,
          fix: `add the ${kind} to this realm`,
        });
      }
    }
  }

  private addClient(clientId: string, client: TokenClient): KeycloakClient {
    this.clients.set(clientId, client);
    if (this.everyone) client.giveEveryone(this.everyone.role.roleId);
    return client.client;
  }

  /** Scope of a client whose id no other has. @internal */
  public _claimClient(path: string, clientId: string): Construct {
    this.refuseKnownClient(path, clientId);
    return below(this, 'clients');
  }

  /** A group that the library owns, below one of its own. @internal */
  public _ownGroup(kind: string, name: string): KeycloakGroup {
    const parent = this.groups.get(`/${kind}`) ?? this._addGroup(this, kind, {});
    return this._addGroup(parent, name, {}, parent);
  }

  /** Keeps an audience to machines: tokens of people have the ids of clients as theirs. @internal */
  public _reserveAudience(path: string, audience: string): void {
    if (OF_KEYCLOAK.includes(audience) || audience === this.issuerUrl) {
      refuse({
        path,
        what: 'the audience is one that Keycloak gives to tokens of people',
        got: audience,
        allowed: "an audience of the machines' own",
        fix: 'choose another audience',
      });
    }
    if (this.audiences.has(audience)) {
      refuse({
        path,
        what: 'other machines of the realm have this audience',
        got: audience,
        allowed: 'an audience for each KeycloakMachines',
        fix: 'let one KeycloakMachines have all clients, or, for another sign-on, name another audience',
      });
    }
    this.refuseKnownClient(path, audience);
    this.audiences.add(audience);
  }

  private refuseKnownClient(path: string, clientId: string): void {
    if (this.audiences.has(clientId)) {
      refuse({
        path,
        what: 'the client id is the audience of machines',
        got: clientId,
        allowed: 'an id that is no audience',
        fix: 'choose another client id',
      });
    }
    // Keycloak calls the account of a client by its id in lower case.
    const same = (id: string) => id.toLowerCase() === clientId.toLowerCase();
    const known = [...OF_KEYCLOAK, ...below(this, 'clients').node.children.map(({ node: { id } }) => id)].find(same);
    if (known !== undefined) {
      refuse({
        path,
        what: `the realm has a client of this id already${known === clientId ? '' : `, as ${known}`}`,
        got: clientId,
        allowed: "ids of which no two differ in upper and lower case alone, and none of Keycloak's own",
        fix: 'choose another client id',
      });
    }
  }

  /** Refuses a group that the library owns, which is granted as the person or the machine that it stands for. */
  protected refuseOwnGroup(path: string): void {
    const own = Object.values(OWN_GROUPS).find((name) => `${path}/`.startsWith(`/${name}/`));
    if (own === undefined) return;
    refuse({
      path: this.node.path,
      what: `the library keeps the group ${own} for itself`,
      got: path,
      allowed: 'any other group',
      fix: 'choose another name; grants name what person() and addClient() return',
    });
  }

  /** Whether something may be granted to everyone signed in. */
  protected get grantsEveryone(): boolean {
    return this.everyone !== undefined;
  }

  /** The user names that something is granted to, but for users that the program makes: Terraform knows those by id. */
  protected get peopleByNameAlone(): string[] {
    return [...this.people.keys()].filter((username) => !this.users.has(username));
  }

  protected get realmName(): string {
    return this.realmProps.realm;
  }

  /** Makes a group one that new users join. */
  protected abstract addDefaultGroup(group: KeycloakGroup): void;

  /** Paths of the groups that the program defines. */
  protected get definedGroups(): string[] {
    return [...this.groups.keys()];
  }

  /** A group that the program defines, by its full path. */
  protected definedGroup(path: string): KeycloakGroup | undefined {
    return this.groups.get(path);
  }
}

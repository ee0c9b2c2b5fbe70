import { createHash } from 'node:crypto';
import { Aspects, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { addressByName } from './addresses';
import { checkedSecretName } from './client-secret';
import { claimOfRole, EVERYONE_ROLE, GROUPS_CLAIM } from './groups-claim';
import { KeycloakClient } from './keycloak-client';
import { KeycloakGroup, KeycloakGroupOptions } from './keycloak-group';
import { KeycloakRole, KeycloakRoleOptions } from './keycloak-role';
import { KeycloakRoleClient } from './keycloak-role-client';
import { KeycloakUser, KeycloakUserOptions } from './keycloak-user';
import { KUBELOGIN_URIS, KubernetesClientOptions } from './kubernetes-client';
import { UsersLast } from './order';
import { ownGroup } from './own-group';
import { below } from './places';
import { RealmRegistry } from './realm-registry';
import { KeycloakRealmBaseProps, realmSettings } from './realm-settings';
import { providerOf, providerProblems, stackOf } from './terraform';
import { CheckRun } from '../access/check-run';
import { IdentityKind, IIdentity } from '../access/identity';
import { describe, refuse } from '../errors';
import { IIdentityProvider, RelyingParty, RelyingPartyOptions } from '../identity/identity-provider';
import { GroupMemberships } from '../provider-keycloak/group-memberships';
import { syntax } from '../syntax';

/** What a realm that the library manages and a realm that it refers to have in common. */
export abstract class KeycloakRealmBase extends Construct implements IIdentityProvider {
  public readonly issuerUrl: string;
  /** @internal */
  public readonly _registry: RealmRegistry;

  private readonly people = new Map<string, IIdentity>();
  private everyone?: IIdentity;

  protected constructor(scope: Construct, id: string, props: KeycloakRealmBaseProps) {
    super(scope, id);
    const stack = stackOf(this);
    const settings = realmSettings(this.node.path, props);
    addressByName(stack, this, props.realm);
    const provider = providerOf(stack, props.url, props.providerVersion);
    this._registry = new RealmRegistry(this, provider, settings);
    this.issuerUrl = settings.issuerUrl;
    Aspects.of(this).add(new UsersLast(this, props.realm));
    this.node.addValidation({ validate: () => providerProblems(stack).map(describe) });
    // The manifests are checked for this, too. But each half of a program may be synthesized without the other.
    this.node.addValidation({ validate: () => new CheckRun('complete').during(() => this.validateGranted()) });
  }

  /** The Terraform id of the realm, for resources of your own. */
  public get realmId(): string {
    return this._registry.realmId;
  }

  /**
   * A group of the realm, which Terraform creates.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options roles of its members
   */
  public addGroup(name: string, options: KeycloakGroupOptions = {}): KeycloakGroup {
    return new KeycloakGroup(below(this, 'groups'), name, { ...options, name });
  }

  /**
   * A realm role, which Terraform creates.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options description and included roles
   */
  public addRole(name: string, options: KeycloakRoleOptions = {}): KeycloakRole {
    return new KeycloakRole(below(this, 'roles'), name, { ...options, name });
  }

  /**
   * A client that only holds roles.
   * @param clientId letters, digits, dots, underscores and hyphens
   */
  public addRoleClient(clientId: string): KeycloakRoleClient {
    return new KeycloakRoleClient(below(this, 'clients'), clientId, { clientId });
  }

  /**
   * A public client by which people sign in to Kubernetes API servers with kubectl. Its ID tokens contain the same
   * groups and roles as those of a sign-on, but a sign-on does not accept them. Give the client id to the API servers,
   * and to `MonitoringResourceAccess`.
   * @param clientId letters, digits, dots, underscores and hyphens
   * @param options the addresses on which kubectl waits for codes
   */
  public addKubernetesClient(clientId: string, options: KubernetesClientOptions = {}): KeycloakClient {
    const redirectUris = options.redirectUris ?? KUBELOGIN_URIS;
    return new KeycloakClient(below(this, 'clients'), clientId, { clientId, redirectUris, publicClient: true });
  }

  /**
   * A client of this realm by which people sign in, that the program created before.
   * @param clientId the client id
   */
  public client(clientId: string): KeycloakClient {
    const { clients } = this._registry;
    const found = clients.get(clientId);
    if (!(found instanceof KeycloakClient)) {
      refuse({
        path: this.node.path,
        what: 'the program creates no client of this id by which people sign in',
        got: clientId,
        allowed: [...clients.keys()].join(', ') || 'none yet',
        fix: 'create MonitoringSso or a KeycloakClient, or call addKubernetesClient(), before client()',
      });
    }
    return found;
  }

  /**
   * A user without a password, for demonstrations and small teams.
   * @param username in lower case
   * @param options e-mail address, name and groups
   */
  public addUser(username: string, options: KeycloakUserOptions): KeycloakUser {
    return new KeycloakUser(below(this, 'users'), username, { ...options, username });
  }

  /**
   * One person, as the only member of a group that the library owns. The user must exist when Terraform is applied, or
   * the program must create it before. An e-mail address cannot identify a person: people can change it, and brokers
   * can choose it. If the program has an identity broker, the program must create the user (`addUser`): people who sign
   * in by a broker choose their user name, and a stranger could take that of a person who has left.
   * @param username user name in Keycloak, in lower case
   */
  public person(username: string): IIdentity {
    syntax.username(this.node.path, 'the user name', username);
    const existing = this.people.get(username);
    if (existing) return existing;
    // Two user names need two groups: without the digest, "a+b" and "a_b" would both become a_b.
    const digest = createHash('sha256').update(username).digest('hex').slice(0, 8);
    const slug = `${username.replace(/[^a-z0-9.-]/g, '_')}-${digest}`;
    const group = ownGroup(this._registry, 'people', slug);
    new GroupMemberships(group, 'Members', {
      ...this._registry.place,
      groupId: group.groupId,
      members: Lazy.listValue({ produce: () => [this._registry.users.get(username) ?? username] }),
    });
    const identity = this.identity(IdentityKind.PERSON, username, group.claimValue);
    this.people.set(username, identity);
    return identity;
  }

  /**
   * Everyone who can sign in to the realm. Each client gives a role to everyone who signs in by it. If the realm has an
   * identity broker that accepts strangers, this is the whole world.
   */
  public everyoneSignedIn(): IIdentity {
    if (this.everyone) return this.everyone;
    const registry = this._registry;
    const role = registry.own(
      claimOfRole(EVERYONE_ROLE),
      () =>
        new KeycloakRole(below(this, 'roles'), EVERYONE_ROLE, {
          description: 'Held by everyone who signs in to the monitoring system',
        }),
    );
    registry.everyoneRole = role;
    for (const client of registry.clients.values()) client._giveEveryone(role.roleId);
    this.everyone = this.identity(IdentityKind.EVERYONE, 'everyone signed in', role.claimValue);
    return this.everyone;
  }

  /**
   * Creates the client of a proxy: a `KeycloakClient`.
   * @param options client id and addresses
   */
  public registerRelyingParty(options: RelyingPartyOptions): RelyingParty {
    const { path, clientId, redirectUri, postLogoutRedirectUris } = options;
    this._registry.clientIds.check(path, clientId);
    checkedSecretName(this, path, clientId);
    return new KeycloakClient(below(this, 'clients'), clientId, {
      clientId,
      redirectUris: [redirectUri],
      postLogoutRedirectUris,
    }).relyingParty;
  }

  public registerIdentities(clientId: string, identities: IIdentity[]): void {
    this._registry.grant(this.node.path, clientId, identities);
  }

  /** Whether something may be granted to everyone signed in. */
  protected get grantsEveryone(): boolean {
    return this.everyone !== undefined;
  }

  /** User names that something is granted to and that the program does not create. Terraform knows others by id. */
  protected get peopleByNameAlone(): string[] {
    return [...this.people.keys()].filter((username) => !this._registry.users.has(username));
  }

  /** A realm role that the program creates or refers to. @internal */
  protected _roleNamed(name: string): KeycloakRole | undefined {
    return this._registry.roles.get(claimOfRole(name)) as KeycloakRole | undefined;
  }

  private identity(identityKind: IdentityKind, displayName: string, claimValue: string): IIdentity {
    return { identityKind, displayName, claimValue, claimName: GROUPS_CLAIM, issuerUrl: this.issuerUrl };
  }

  private validateGranted(): string[] {
    return [...this._registry.granted.values()]
      .filter(({ automatic }) => automatic)
      .map(({ identityKind, displayName, automaticBy }) =>
        describe({
          path: this.node.path,
          what:
            `a ${identityKind} is granted something, and people get it without an administrator who gives it to ` +
            `them: ${automaticBy}`,
          got: displayName,
          allowed: 'groups and roles that an administrator gives to people',
          fix:
            'grant another group or role, or, where a mapper of a broker or directory may decide, set ' +
            'givenByMappers: true on it',
        }),
      );
  }
}

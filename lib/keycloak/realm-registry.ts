import { Construct, IConstruct } from 'constructs';
import { ClientIds } from './client-ids';
import { claimOfRole, EVERYONE_ROLE, OWN_GROUPS } from './groups-claim';
import { HandoutSearch } from './handout-search';
import { Carrier } from './handouts';
import { RealmLifetimes, RealmSettings } from './realm-settings';
import { addressOf } from './terraform-blocks';
import { IdentityKind, IIdentity } from '../access/identity';
import { refuse } from '../errors';
import type { KeycloakProvider } from '../provider-keycloak/provider';
import { syntax } from '../syntax';

/** A group of a realm, as the other constructs of the realm use it. */
export interface RealmGroup extends IConstruct, IIdentity {
  readonly groupId: string;
}

/** A role of a realm, as the other constructs of the realm use it. */
export interface RealmRole extends IConstruct, IIdentity {
  readonly roleName: string;
  readonly clientId?: string;
  readonly roleId: string;
}

/** A group or a role that something is granted to. */
export interface Granted extends Omit<Carrier, 'address'> {
  /** Its Terraform id, as the program refers to it. */
  readonly id: string;
}

/** A client that holds roles. */
export interface RoleClient {
  readonly clientId: string;
  readonly clientResourceId: string;
}

/** A client by which people sign in, as the realm uses it. */
export interface SignInClient {
  readonly clientId: string;
  /** Gives a realm role to everyone who signs in by this client. */
  _giveEveryone(roleId: string): void;
  /** Puts a role into the tokens of the people who have it. */
  _putRole(role: RealmRole): void;
}

/** The group at the top that the library owns and that a path is in. */
const ownGroupOf = (fullPath: string): string | undefined =>
  Object.values(OWN_GROUPS).find((name) => `${fullPath}/`.startsWith(`/${name}/`));

/** The property of a realm that holds its registry. */
const REGISTRY = Symbol('registry of a realm');

/**
 * What the constructs of one realm share: its settings, its names, and what is granted to its groups and roles. Each
 * construct of the realm finds the registry by its scope, so that the checks are the same for a construct that a
 * method of the realm creates and for one that a program creates with `new`.
 */
export class RealmRegistry {
  /**
   * The registry of the realm that a scope belongs to.
   * @param scope a realm, or a construct below one
   * @param what class of the construct that needs the realm, for errors
   */
  public static of(scope: Construct, what: string): RealmRegistry {
    const scopes = Construct.isConstruct(scope) ? [...scope.node.scopes].reverse() : [];
    const realm = scopes.find((node) => REGISTRY in node) as { readonly [REGISTRY]?: RealmRegistry } | undefined;
    return (
      realm?.[REGISTRY] ??
      refuse({
        path: scopes[0]?.node.path || '/',
        what: `a ${what} belongs to a Keycloak realm`,
        got: scope?.constructor.name,
        allowed: 'a KeycloakRealm or an ExistingKeycloakRealm as scope, or a construct below one',
        fix: `write new ${what}(realm, …)`,
      })
    );
  }

  /** Groups that the program creates, by their full path. */
  public readonly groups = new Map<string, RealmGroup>();
  /** Groups that are managed elsewhere, by their full path. */
  public readonly referencedGroups = new Map<string, { readonly identity: IIdentity; readonly groupId: string }>();
  /** Roles that the program creates or refers to, by their claim. */
  public readonly roles = new Map<string, RealmRole>();
  /** Clients that hold roles, by their construct. */
  public readonly roleClients = new Map<IConstruct, RoleClient>();
  /** Clients by which people sign in, by their id. */
  public readonly clients = new Map<string, SignInClient>();
  /** Users that the program creates: the Terraform reference to the user name, by user name. */
  public readonly users = new Map<string, string>();
  /** Identities that something is granted to, by their claim. */
  public readonly granted = new Map<string, IIdentity>();
  /** Ids of all clients, and audiences of machines. */
  public readonly clientIds: ClientIds;
  /** The role of everyone who signs in, if something is granted to it. */
  public everyoneRole?: RealmRole;
  /** Whether Terraform refuses to destroy the groups of the realm. The class of the realm may set it. */
  public preventDestruction = true;
  /** Makes a group one that each new user joins. The class of the realm sets it. */
  public addDefaultGroup?: (group: RealmGroup) => void;

  private terraformId?: string;
  /** Full paths of groups, by the ids of their Terraform address. */
  private readonly groupAddresses = new Map<string, string>();
  private readonly handouts: HandoutSearch;
  /** Ids of groups and roles that mappers may give to people, until their address is known. */
  private readonly givenByMappers: string[] = [];
  private readonly acceptedAddresses = new Set<string>();
  private readonly allowedNames = new Set<string>();

  constructor(
    public readonly realm: Construct,
    public readonly provider: KeycloakProvider,
    private readonly settings: RealmSettings,
  ) {
    this.clientIds = new ClientIds(settings.issuerUrl);
    this.handouts = new HandoutSearch(realm, settings.realmName);
    Object.defineProperty(realm, REGISTRY, { value: this });
  }

  public get issuerUrl(): string {
    return this.settings.issuerUrl;
  }

  public get realmName(): string {
    return this.settings.realmName;
  }

  public get lifetimes(): RealmLifetimes {
    return this.settings.lifetimes;
  }

  public get clientSecretVersion(): string {
    return this.settings.clientSecretVersion;
  }

  /** The Terraform id of the realm. */
  public get realmId(): string {
    if (this.terraformId === undefined) throw new Error(`${this.realm.node.path} has no Terraform resource yet`);
    return this.terraformId;
  }

  public set realmId(id: string) {
    this.terraformId = id;
  }

  /** The arguments of each resource of the realm. */
  public get place() {
    return { provider: this.provider, realmId: this.realmId };
  }

  /** The role that includes what each new account gets. Keycloak creates it with the realm, and gives it this name. */
  public get defaultRolesName(): string {
    return `default-roles-${this.realmName.toLowerCase()}`;
  }

  /** The client that the roles below a scope belong to. */
  public roleClientOf(scope: Construct): RoleClient | undefined {
    return [...scope.node.scopes].reverse().flatMap((node) => this.roleClients.get(node) ?? [])[0];
  }

  /** Creates a group or a role whose name the library keeps for itself. */
  public own<T>(claim: string, create: () => T): T {
    this.allowedNames.add(claim);
    const created = create();
    this.allowedNames.delete(claim);
    return created;
  }

  /** Checks the name of a new group, and its full path. */
  public checkGroup(path: string, name: string, fullPath: string): void {
    syntax.groupName(path, 'the name of the group', name);
    if (!this.allowedNames.has(fullPath)) this.refuseOwnGroup(path, fullPath);
    if (this.groups.has(fullPath)) {
      refuse({
        path,
        what: 'the group is defined twice',
        got: fullPath,
        allowed: 'each group once',
        fix: 'use the group that addGroup() returned, or that new KeycloakGroup() created',
      });
    }
  }

  /** Checks that no other group has the Terraform address of a group, and keeps others from having it. */
  public claimGroupAddress(path: string, fullPath: string, ids: readonly string[]): void {
    const address = ids.join('/');
    const other = this.groupAddresses.get(address);
    if (other !== undefined) {
      refuse({
        path,
        what: `the Terraform address of the group is that of ${other}, which has been renamed`,
        got: fullPath,
        allowed: 'a different createdAs for each group',
        fix: `write createdAs: '${fullPath}-2', or another path that no group had`,
      });
    }
    this.groupAddresses.set(address, fullPath);
  }

  /** Whether Terraform refuses to destroy a group, because people are members that the program does not name. */
  public protectsGroup(fullPath: string): boolean {
    return this.preventDestruction && ownGroupOf(fullPath) === undefined;
  }

  /** Refuses a group of the library: grants name the person or the machine that is its member. */
  public refuseOwnGroup(path: string, fullPath: string): void {
    const own = ownGroupOf(fullPath);
    if (own === undefined) return;
    refuse({
      path,
      what: `the library keeps the group ${own} for itself`,
      got: fullPath,
      allowed: 'any other group',
      fix: 'choose another name; to grant a person or a machine, use what person() or addClient() returns',
    });
  }

  /** Checks the name of a new role of the realm or of a client. */
  public checkRole(path: string, name: string, clientId: string | undefined): void {
    if (clientId === undefined) this.checkRealmRoleName(path, name);
    else syntax.groupName(path, 'the name of the role', name);
    if (this.roles.has(claimOfRole(name, clientId))) {
      refuse({
        path,
        what: 'the role is defined twice',
        got: name,
        allowed: 'each role once',
        fix: 'use the role that addRole() or role() returned, or that new KeycloakRole() created',
      });
    }
  }

  /** Checks the name of a realm role, also of one that is managed elsewhere. */
  public checkRealmRoleName(path: string, name: string): void {
    // No colons: "client:x" could be confused with the role x of a client.
    syntax.groupName(path, 'the name of the role', name);
    if (name === EVERYONE_ROLE && !this.allowedNames.has(claimOfRole(name))) {
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
        allowed: 'roles that an administrator gives to people',
        fix: 'use another role',
      });
    }
  }

  /** Refuses groups or roles of another realm. */
  public requireOwn(path: string, kind: 'group' | 'role', members: readonly (RealmGroup | RealmRole)[]): void {
    for (const { issuerUrl, node } of members) {
      if (issuerUrl === this.issuerUrl) continue;
      refuse({
        path,
        what: `a ${kind} of another realm`,
        got: node.path,
        allowed: `${kind}s of this realm`,
        fix: `add the ${kind} to this realm`,
      });
    }
  }

  /** The Terraform id of the group that proves an identity of this realm. */
  public groupIdOf(identity: IIdentity): string | undefined {
    if (identity?.issuerUrl !== this.issuerUrl) return undefined;
    const { claimValue } = identity;
    return (this.groups.get(claimValue) ?? this.referencedGroups.get(claimValue))?.groupId;
  }

  /** Records that mappers may give the group or the role with this Terraform id to people. */
  public acceptMappers(id: string): void {
    this.givenByMappers.push(id); // the program may still choose the address
  }

  /** How people get a group or a role that no administrator gives them, in words. Undefined if they do not. */
  public handedOut({ id, ...granted }: Granted): string | undefined {
    const carrier = { ...granted, address: addressOf(this.realm, id) };
    for (const each of this.givenByMappers.splice(0)) this.acceptedAddresses.add(addressOf(this.realm, each));
    const handout = this.handouts.of(carrier, (address) => this.acceptedAddresses.has(address));
    return handout && `${handout.path} ${handout.how}`;
  }

  /** Records that something is granted to identities, and puts their roles into the tokens of a client. */
  public grant(path: string, clientId: string, identities: readonly IIdentity[]): void {
    for (const identity of identities) {
      const { identityKind, claimValue, displayName } = identity;
      this.granted.set(claimValue, identity);
      // Every token contains groups, and everyoneSignedIn() adds its role to every client.
      if (identityKind !== IdentityKind.ROLE) continue;
      const [client, role] = [this.clients.get(clientId), this.roles.get(claimValue)];
      if (!client || !role) {
        refuse({
          path,
          what: client
            ? 'a role is granted that the realm cannot put into tokens'
            : 'a role is granted to people who sign in by a client that the program does not create',
          got: client ? displayName : clientId,
          allowed: client ? 'roles of this realm' : [...this.clients.keys()].join(', ') || 'no client yet',
          fix: 'use what addRole() or role() of this realm returns',
        });
      }
      client._putRole(role);
    }
  }
}

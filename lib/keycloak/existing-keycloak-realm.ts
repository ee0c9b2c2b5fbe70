import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { GROUPS_CLAIM } from './groups-claim';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole } from './keycloak-role';
import { below } from './places';
import { KeycloakRealmBaseProps } from './realm-settings';
import { ReferencedRole } from './referenced-role';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { DataKeycloakGroup } from '../provider-keycloak/data-keycloak-group';
import { DataKeycloakRealm } from '../provider-keycloak/data-keycloak-realm';
import { goDuration, syntax } from '../syntax';

/** A setting of a realm that is managed elsewhere, which the sign-on demands unless the program accepts it. */
export enum RealmDemand {
  /** People cannot register. */
  NO_REGISTRATION = 'no-registration',
  /** Two people cannot have one e-mail address. */
  UNIQUE_EMAILS = 'unique-emails',
  /** People sign in over TLS. */
  TLS = 'tls',
  /** E-mail addresses are verified. */
  VERIFIED_EMAILS = 'verified-emails',
  /** People cannot change their user name. */
  FIXED_USERNAMES = 'fixed-usernames',
  /** Sessions end at their limit: "remember me" is off. */
  NO_REMEMBER_ME = 'no-remember-me',
}

/** A demand that a realm does not meet, and that the program accepts. */
export interface AcceptedRealmSetting {
  /** The demand. */
  readonly demand: RealmDemand;
  /** Why it is acceptable, for readers of the program. */
  readonly reason: string;
}

/** What the sign-on demands of a realm, with the consequence and the fix. */
const DEMANDS: readonly { readonly setting: RealmDemand; readonly condition: string; readonly message: string }[] = [
  {
    setting: RealmDemand.NO_REGISTRATION,
    condition: '!self.registration_allowed',
    message: 'The realm lets anyone register, so that everyone signed in would be the whole world.',
  },
  {
    setting: RealmDemand.UNIQUE_EMAILS,
    condition: '!self.duplicate_emails_allowed',
    message: 'The realm lets two people have one e-mail address.',
  },
  {
    setting: RealmDemand.TLS,
    condition: 'self.ssl_required != "none"',
    message: 'The realm lets people sign in without TLS.',
  },
  {
    setting: RealmDemand.VERIFIED_EMAILS,
    condition: 'self.verify_email',
    message: 'The realm does not verify e-mail addresses.',
  },
  {
    setting: RealmDemand.FIXED_USERNAMES,
    condition: '!self.edit_username_allowed',
    message: 'The realm lets people change their own user name.',
  },
  {
    setting: RealmDemand.NO_REMEMBER_ME,
    condition: '!self.remember_me',
    message: 'The realm lets sessions outlive their limit (remember me).',
  },
].map(({ setting, condition, message }) => ({
  setting,
  condition: `self.internal_id == "" || ${condition}`,
  message:
    `${message} Change the setting where the realm is managed, or accept it: acceptedSettings: ` +
    `[{ demand: RealmDemand.${Object.entries(RealmDemand).find(([, value]) => value === setting)![0]}, reason: '…' }].`,
}));

/**
 * Props of an ExistingKeycloakRealm. Give the lifetimes of the realm: the plan fails if they differ. The defaults of
 * Keycloak are 5 minutes for access tokens, 30 minutes for idle sessions and 10 hours for sessions.
 */
export interface ExistingKeycloakRealmProps extends KeycloakRealmBaseProps {
  /**
   * Demands that the realm need not meet, each with a reason.
   * @default - the plan fails if the realm does not meet a demand
   */
  readonly acceptedSettings?: AcceptedRealmSetting[];
}

/** Options of a role that is managed elsewhere. */
export interface ExistingRoleOptions {
  /**
   * Whether you have checked that no new account gets the role: neither the default roles of the realm, nor roles that
   * they include, nor a default group may give it. Terraform cannot check this, because its provider (5.9.0) reads a
   * role without the roles that it includes.
   * @default false, which is refused
   */
  readonly notDefault?: boolean;
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may give the role to people. The
   * administrators of the broker or directory then decide who has what is granted to the role. Mappers that are made
   * elsewhere are not seen.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/** Options of a group that is managed elsewhere. */
export interface ExistingGroupOptions {
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may make people members. The
   * administrators of the broker or directory then decide who has what is granted to the group. Mappers that are made
   * elsewhere are not seen.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/**
 * A Keycloak realm that is managed elsewhere. Terraform creates clients, groups and roles of the program in it. It does
 * not change the settings of the realm, but the plan fails if a setting would make the sign-on unsafe.
 *
 * `node.defaultChild` is the Terraform data source `keycloak_realm`.
 *
 * @example
 *
 * const realm = new ExistingKeycloakRealm(stack, 'realm', {
 *   url: 'https://keycloak.example.com',
 *   realm: 'corporate',
 *   accessTokenLifespan: Duration.minutes(5),
 *   sessionIdle: Duration.minutes(30),
 *   sessionMax: Duration.hours(10),
 * });
 * const operators = realm.group('/platform/operators');
 */
export class ExistingKeycloakRealm extends KeycloakRealmBase {
  /**
   * @param scope a TerraformStack, or a construct below one
   * @param id id of the construct
   * @param props address, name and lifetimes of the realm
   */
  constructor(scope: Construct, id: string, props: ExistingKeycloakRealmProps) {
    checkNew('ExistingKeycloakRealm', scope, id, props);
    super(scope, id, props);
    const registry = this._registry;
    const { accessToken, idle, max } = registry.lifetimes;
    const { path } = this.node;
    const accepted = acceptedDemands(path, props.acceptedSettings ?? []);
    const demand = (condition: string, errorMessage: string) => ({
      condition: `\${${condition}}`,
      errorMessage: `[${path}] ${errorMessage}`,
    });
    const lifetime = (attribute: string, seconds: number, prop: string) =>
      demand(
        `self.${attribute} == "${goDuration(seconds)}"`,
        `${prop} differs: the realm says \${self.${attribute}}, the program ` +
          `${goDuration(seconds)}. Give the program the value of the realm, as ${prop}.`,
      );
    const data = new DataKeycloakRealm(this, 'Resource', { provider: registry.provider, realm: props.realm });
    data.addOverride('lifecycle', {
      postcondition: [
        // Keycloak answers with the name alone, without an error, if the right is missing.
        demand(
          'self.internal_id != ""',
          'The realm could not be read. Give the client of Terraform the role view-realm of the client ' +
            `\${self.realm}-realm of the realm master, or of realm-management in the realm.`,
        ),
        demand('self.internal_id == "" || self.enabled', 'The realm is disabled. Enable it where it is managed.'),
        ...DEMANDS.filter(({ setting }) => !accepted.has(setting)).map(({ condition, message }) =>
          demand(condition, message),
        ),
        lifetime('access_token_lifespan', accessToken, 'accessTokenLifespan'),
        lifetime('sso_session_idle_timeout', idle, 'sessionIdle'),
        lifetime('sso_session_max_lifespan', max, 'sessionMax'),
      ].map(({ condition, errorMessage }) => ({ condition, error_message: errorMessage })),
    });
    registry.realmId = data.id;
    registry.addDefaultGroup = (group) => this.refuseDefaultGroup(group.displayName);
  }

  /**
   * A group that is managed elsewhere. The plan fails if the realm does not have it.
   * @param path its full path, for example `/platform/operators`
   * @param options whether mappers may give it to people
   */
  public group(path: string, options: ExistingGroupOptions = {}): IIdentity {
    const registry = this._registry;
    registry.refuseOwnGroup(this.node.path, path);
    const own = registry.groups.get(path) ?? registry.referencedGroups.get(path)?.identity;
    if (own) return own;
    const names = path.split('/');
    if (names[0] !== '' || names.length < 2) {
      refuse({
        path: this.node.path,
        what: 'the path of a group starts with a slash',
        got: path,
        allowed: 'full paths such as /platform/operators',
        fix: `write /${path}`,
      });
    }
    for (const name of names.slice(1)) syntax.groupName(this.node.path, 'the path of the group', name);
    const { id: groupId } = new DataKeycloakGroup(
      this,
      `group-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`,
      { ...registry.place, groupPath: path },
    );
    if (options.givenByMappers) registry.acceptMappers(groupId);
    const handedOut = () => registry.handedOut({ kind: 'group', name: path, id: groupId });
    const identity: IIdentity = {
      identityKind: IdentityKind.GROUP,
      displayName: path,
      claimValue: path,
      claimName: GROUPS_CLAIM,
      issuerUrl: this.issuerUrl,
      get automatic() {
        return handedOut() !== undefined;
      },
      get automaticBy() {
        return handedOut();
      },
    };
    registry.referencedGroups.set(path, { identity, groupId });
    return identity;
  }

  /**
   * A realm role that is managed elsewhere. The plan fails if the realm does not have it. A program cannot refer to
   * roles of clients, because Terraform would store the secret of the client: use a realm role that includes them.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options what you have checked, because Terraform cannot
   */
  public role(name: string, options: ExistingRoleOptions = {}): KeycloakRole {
    this._registry.checkRealmRoleName(this.node.path, name);
    const known = this._roleNamed(name);
    if (known) return known;
    if (!options.notDefault) {
      refuse({
        path: this.node.path,
        what: `whether every new account gets the role ${name} is not known`,
        got: options.notDefault,
        allowed: 'notDefault: true, if neither the default roles of the realm nor a default group gives it',
        fix:
          'check the default roles and default groups of the realm, and set notDefault: true, or use a role of ' +
          'addRole()',
      });
    }
    return new ReferencedRole(below(this, 'roles'), name, { givenByMappers: options.givenByMappers });
  }

  /**
   * Refused: the program cannot know whether strangers can choose user names in the realm.
   * @param username user name
   */
  public person(username: string): IIdentity {
    return refuse({
      path: this.node.path,
      what: 'single people are granted in realms that the program manages',
      got: username,
      allowed: 'groups of the realm',
      fix: 'grant a group that has this person as its only member',
    });
  }

  /** Refused: the program cannot know whether strangers can sign in to the realm by an identity broker. */
  public everyoneSignedIn(): IIdentity {
    return refuse({
      path: this.node.path,
      what: 'who everyone is in a realm that is managed elsewhere is not known',
      got: 'everyoneSignedIn()',
      allowed: 'groups of the realm',
      fix: 'grant a group',
    });
  }

  private refuseDefaultGroup(group: string): void {
    refuse({
      path: this.node.path,
      what: 'the default groups of a realm are one list, which is managed elsewhere',
      got: group,
      allowed: 'default groups of a KeycloakRealm',
      fix: 'make it a default group where the realm is managed',
    });
  }
}

/** The demands that a program accepts. */
function acceptedDemands(path: string, settings: readonly AcceptedRealmSetting[]): Set<RealmDemand> {
  const known = Object.entries(RealmDemand);
  for (const setting of settings) {
    if (!known.some(([, value]) => value === setting?.demand)) {
      refuse({
        path,
        what: 'acceptedSettings names no demand on the realm',
        got: setting?.demand,
        allowed: known.map(([name]) => `RealmDemand.${name}`).join(', '),
        fix: "write { demand: RealmDemand.NO_REMEMBER_ME, reason: '…' }",
      });
    }
    if (typeof setting.reason !== 'string' || setting.reason.trim() === '') {
      refuse({
        path,
        what: `acceptedSettings accepts ${setting.demand} without a reason`,
        got: setting.reason,
        allowed: 'a reason in words',
        fix: "write reason: 'the directory verifies addresses'",
      });
    }
  }
  return new Set(settings.map(({ demand }) => demand));
}

import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { GROUPS_CLAIM } from './groups-claim';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole } from './keycloak-role';
import { below } from './places';
import { KeycloakRealmBaseProps } from './realm-settings';
import { ReferencedRole } from './referenced-role';
import { IdentityKind, IIdentity } from '../access/identity';
import { refuse } from '../errors';
import { DataKeycloakGroup } from '../provider-keycloak/data-keycloak-group';
import { DataKeycloakRealm } from '../provider-keycloak/data-keycloak-realm';
import { goDuration, syntax } from '../syntax';

/**
 * A realm that is managed elsewhere. Name its lifetimes as they are: the plan fails where they differ. Keycloak's own
 * are 5 minutes for access tokens, 30 minutes for idle sessions and 10 hours for sessions.
 */
export interface ExistingKeycloakRealmProps extends KeycloakRealmBaseProps {}

/** A role that is managed elsewhere. */
export interface ExistingRoleOptions {
  /**
   * Whether you have looked that neither the default roles of the realm, nor what those include, nor a default group
   * gives the role to every new account. Terraform cannot: its provider (5.9.0) reads a role without those that it
   * includes.
   * @default false, which is refused
   */
  readonly notDefault?: boolean;
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may give the role to people,
   * whose administrators then decide who has it. Mappers that are made elsewhere are not looked at.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/** A group that is managed elsewhere. */
export interface ExistingGroupOptions {
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may make people members, and
   * their administrators then decide who that is. Mappers that are made elsewhere are not looked at.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/**
 * A Keycloak realm that is managed elsewhere. Client, groups of your own and memberships are made in it; its settings
 * are not touched, but the plan fails where they would make the sign-on unsafe.
 */
export class ExistingKeycloakRealm extends KeycloakRealmBase {
  /**
   * @param scope a TerraformStack, or a construct below one
   * @param id id of the construct
   * @param props where the realm is, and its lifetimes
   */
  constructor(scope: Construct, id: string, props: ExistingKeycloakRealmProps) {
    super(scope, id, props);
    const registry = this._registry;
    const { accessToken, idle, max } = registry.lifetimes;
    const demand = (condition: string, errorMessage: string) => ({ condition: `\${${condition}}`, errorMessage });
    const lifetime = (attribute: string, seconds: number, prop: string) =>
      demand(
        `self.${attribute} == "${goDuration(seconds)}"`,
        `[${this.node.path}] ${prop} differs: the realm says \${self.${attribute}}, the program ` +
          `${goDuration(seconds)}. Give the program the value of the realm, as ${prop}.`,
      );
    const data = new DataKeycloakRealm(this, 'Resource', { provider: registry.provider, realm: props.realm });
    data.addOverride('lifecycle', {
      postcondition: [
        demand('self.enabled', 'The realm is disabled.'),
        demand(
          '!self.registration_allowed',
          'The realm lets anybody register: whoever is granted to everyone signed in is open to the world.',
        ),
        demand('!self.duplicate_emails_allowed', 'The realm lets two people have one e-mail address.'),
        demand('self.ssl_required != "none"', 'The realm lets people sign in without TLS.'),
        demand('self.verify_email', 'The realm does not verify e-mail addresses.'),
        demand('!self.edit_username_allowed', 'The realm lets people change their own user name.'),
        demand('!self.remember_me', 'The realm lets sessions outlive their limit (remember me).'),
        demand(
          'self.default_signature_algorithm == "" || self.default_signature_algorithm == "RS256"',
          'The realm signs with another algorithm than RS256, which the proxy would refuse.',
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
   * @param options who may give it to people
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
   * A realm role that is managed elsewhere. The plan fails if the realm does not have it. Roles of clients cannot be
   * referred to, since Terraform would keep the secret of the client: refer to a realm role that includes them.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options what Terraform cannot see of the role
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
          'look at the default roles and default groups of the realm, and set notDefault, or use a role of ' +
          'addRole()',
      });
    }
    return new ReferencedRole(below(this, 'roles'), name, { givenByMappers: options.givenByMappers });
  }

  /**
   * Refused: whether user names can be chosen there by strangers is not known.
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

  /** Refused: whether the realm lets strangers in by an identity broker is not known. */
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

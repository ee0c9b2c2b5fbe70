import { Duration } from 'cdk8s';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { belongsTo, blocksOf } from './handouts';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole } from './keycloak-role';
import { RealmGroup } from './realm-registry';
import { KeycloakRealmBaseProps } from './realm-settings';
import { protectFromDestruction } from './terraform';
import { IIdentity } from '../access/identity';
import { describe, Problem, refuse } from '../errors';
import { DefaultGroups } from '../provider-keycloak/default-groups';
import { Realm } from '../provider-keycloak/realm';
import { RealmEvents } from '../provider-keycloak/realm-events';
import { RealmUserProfile } from '../provider-keycloak/realm-user-profile';
import { RequiredAction } from '../provider-keycloak/required-action';
import { goDuration, syntax } from '../syntax';

// Settings that a realm for monitoring has no opinion on; the provider would set them to its own defaults.
const ADOPTED_AS_FOUND = [
  'display_name',
  'offline_session_max_lifespan',
  'offline_session_max_lifespan_enabled',
  'offline_session_idle_timeout',
  'organizations_enabled',
  'admin_permissions_enabled',
  'refresh_token_max_reuse',
];

/** A realm that the library manages. */
export interface KeycloakRealmProps extends KeycloakRealmBaseProps {
  /**
   * Name of the realm for people.
   * @default - the name of the realm, or as it is in a realm that is adopted
   */
  readonly displayName?: string;
  /**
   * Whether the realm exists already and is to be managed from now on, without being made anew. Themes, e-mail, flows
   * and the user profile stay as they are; attributes must be named (`attributes`).
   * @default false
   */
  readonly adoptExisting?: boolean;
  /**
   * Attributes of the realm, for example `frontendUrl`. The Terraform provider replaces them all: name those of a realm
   * that is adopted, or they are lost.
   * @default - none
   */
  readonly attributes?: { [name: string]: string };
  /**
   * Password policy, in Keycloak's notation.
   * @default "length(12) and notUsername and notEmail and passwordHistory(3)"
   */
  readonly passwordPolicy?: string;
  /**
   * Whether new users must set up a one-time password at their first sign-in.
   * @default true
   */
  readonly secondFactor?: boolean;
  /**
   * How long login and administration events are kept.
   * @default Duration.days(90)
   */
  readonly eventsRetention?: Duration;
  /**
   * What events are sent to. Terraform replaces the list of a realm that is adopted.
   * @default ["jboss-logging"]
   */
  readonly eventsListeners?: string[];
  /**
   * Whether Terraform refuses to destroy the realm: in the plan (`prevent_destroy`), and, where the realm is no
   * longer in the program, when it is applied (`terraform_deletion_protection`). To destroy it, set this to false,
   * apply, and only then take the realm out of the program.
   * @default true
   */
  readonly preventDestruction?: boolean;
}

/**
 * A Keycloak realm for monitoring, made or adopted by Terraform: registration off, brute-force detection on, TLS
 * required, lifetimes that agree with the proxy's, events kept. docs/security.md gives the reason for each setting.
 */
export class KeycloakRealm extends KeycloakRealmBase {
  private readonly adopted: boolean;
  private defaultGroups?: RealmGroup[];

  /**
   * @param scope a TerraformStack, or a construct below one
   * @param id id of the construct
   * @param props where the realm is, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: KeycloakRealmProps) {
    super(scope, id, props);
    const seconds = (value: number) => goDuration(value);
    const registry = this._registry;
    const { accessToken, idle, max } = registry.lifetimes;
    const realm = new Realm(this, 'Resource', {
      provider: registry.provider,
      realm: props.realm,
      enabled: true,
      displayName: props.displayName ?? (props.adoptExisting ? undefined : props.realm),
      registrationAllowed: false,
      registrationEmailAsUsername: false,
      editUsernameAllowed: false,
      duplicateEmailsAllowed: false,
      loginWithEmailAllowed: true,
      attributes: props.attributes,
      verifyEmail: true,
      rememberMe: false,
      userManagedAccess: false,
      sslRequired: 'all', // `external` trusts private addresses, which every pod has
      passwordPolicy: props.passwordPolicy ?? 'length(12) and notUsername and notEmail and passwordHistory(3)',
      defaultSignatureAlgorithm: 'RS256',
      // Stands in the state, and holds without the program.
      terraformDeletionProtection: props.preventDestruction ?? true,
      // Two replicas may refresh the same session at once; a token used twice would sign the user out.
      revokeRefreshToken: false,
      accessTokenLifespan: seconds(accessToken),
      ssoSessionIdleTimeout: seconds(idle),
      ssoSessionMaxLifespan: seconds(max),
      offlineSessionMaxLifespanEnabled: true,
      offlineSessionMaxLifespan: seconds(max),
      offlineSessionIdleTimeout: seconds(idle),
      securityDefenses: {
        bruteForceDetection: {
          maxLoginFailures: 10,
          waitIncrementSeconds: 60,
          maxFailureWaitSeconds: 900,
          failureResetTimeSeconds: 43200,
          quickLoginCheckMilliSeconds: 1000,
          minimumQuickLoginWaitSeconds: 60,
          permanentLockout: false,
        },
        headers: {
          xFrameOptions: 'DENY',
          contentSecurityPolicy: "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
          xContentTypeOptions: 'nosniff',
          xRobotsTag: 'none',
          referrerPolicy: 'no-referrer',
          strictTransportSecurity: 'max-age=31536000; includeSubDomains',
        },
      },
    });
    realm.addOverride('lifecycle.ignore_changes', [
      ...(props.adoptExisting ? ADOPTED_AS_FOUND : []),
      'smtp_server',
      'login_theme',
      'account_theme',
      'admin_theme',
      'email_theme',
      'internationalization',
      'display_name_html',
      'otp_policy',
    ]);
    if (props.preventDestruction ?? true) protectFromDestruction(realm);
    if (props.adoptExisting) realm.importFrom(props.realm);
    registry.realmId = realm.id;
    registry.addDefaultGroup = (group) => this.addDefaultGroup(group);
    this.adopted = props.adoptExisting ?? false;

    const { place } = registry;
    const retention = syntax.duration(
      this.node.path,
      'eventsRetention',
      props.eventsRetention ?? Duration.days(90),
      3600,
      3650 * 86400,
    );
    new RealmEvents(this, 'Events', {
      ...place,
      eventsEnabled: true,
      eventsExpiration: retention,
      eventsListeners: props.eventsListeners ?? ['jboss-logging'],
      adminEventsEnabled: true,
      adminEventsDetailsEnabled: true,
    });
    new RequiredAction(this, 'SecondFactor', {
      ...place,
      alias: 'CONFIGURE_TOTP',
      name: 'Configure OTP',
      enabled: true,
      defaultAction: props.secondFactor ?? true,
      priority: 10,
    });
    // The profile of a realm that is adopted may have attributes of others.
    if (!this.adopted) this.userProfile();
    this.node.addValidation({ validate: () => this.validateBrokers() });
  }

  /**
   * What people may change about themselves. The proxy and Keycloak know people by their e-mail address, so that is the
   * administrator's.
   */
  private userProfile(): void {
    const names = ['up-username-not-idn-homograph', 'person-name-prohibited-characters'];
    const everybody = ['admin', 'user'];
    const attribute = (
      name: string,
      displayName: string,
      edit: string[],
      required: boolean,
      validator: { name: string; config?: { [key: string]: string } }[],
    ) => ({
      name,
      displayName: `$\${${displayName}}`, // a message of Keycloak's own, escaped for Terraform
      multiValued: false,
      requiredForRoles: required ? ['user'] : undefined,
      permissions: { view: everybody, edit },
      validator,
    });
    new RealmUserProfile(this, 'UserProfile', {
      ...this._registry.place,
      attribute: [
        attribute('username', 'username', everybody, false, [
          { name: 'length', config: { min: '3', max: '255' } },
          { name: 'username-prohibited-characters' },
          { name: names[0] },
        ]),
        attribute('email', 'email', ['admin'], true, [{ name: 'email' }, { name: 'length', config: { max: '255' } }]),
        attribute('firstName', 'firstName', everybody, true, [
          { name: 'length', config: { max: '255' } },
          { name: names[1] },
        ]),
        attribute('lastName', 'lastName', everybody, true, [
          { name: 'length', config: { max: '255' } },
          { name: names[1] },
        ]),
      ],
    });
  }

  /**
   * An identity broker decides who everyone is, and what their user names and e-mail addresses are. A Kubernetes
   * cluster vouches for clients, and no one signs in by it. Brokers of every stack of the program count; those that
   * are made elsewhere are not seen.
   */
  private validateBrokers(): string[] {
    const isBroker = (type: string) => /^keycloak_(?!kubernetes_).*identity_provider$/.test(type);
    const blocks = blocksOf(this, (type) => isBroker(type) || /^(data\.)?keycloak_realm$/.test(type));
    const brokers = blocks.filter(
      (block) => isBroker(block.type) && belongsTo(this._registry.realmName, block, blocks),
    );
    const problems = brokers
      .filter(({ values }) => values.trust_email === true && values.sync_mode !== 'IMPORT')
      .map(({ path, values }): Problem => ({
        path,
        what: 'the identity broker may change e-mail addresses at each sign-in, and they count as verified',
        got: { trustEmail: true, syncMode: values.sync_mode },
        allowed: 'trustEmail false, or syncMode IMPORT',
        fix: 'set trustEmail to false',
      }));
    if (this.grantsEveryone && brokers.length > 0) {
      problems.push({
        path: this.node.path,
        what: 'everyone signed in is granted something, and an identity broker decides who that is',
        got: brokers.map(({ path }) => path),
        allowed: 'everyoneSignedIn() without brokers in the program',
        fix: 'grant a group',
      });
    }
    const [stranger] = this.peopleByNameAlone;
    if (stranger !== undefined && brokers.length > 0) {
      problems.push({
        path: this.node.path,
        got: this.peopleByNameAlone,
        what:
          'a person is known by the user name alone, and people who sign in by an identity broker choose theirs: ' +
          `when ${stranger} has left, a stranger of that name would have the rights`,
        allowed: 'person() for users that the program makes, or without brokers in the program',
        fix:
          `make the user: addUser('${stranger}', { email: '…' }); or grant a group that an administrator puts ` +
          'people into',
      });
    }
    return problems.map((problem) => describe(problem));
  }

  /**
   * A group that this program defines, by its full path.
   * @param path for example `/platform/operators`
   */
  public group(path: string): IIdentity {
    const { groups } = this._registry;
    this._registry.refuseOwnGroup(this.node.path, path);
    const group = groups.get(path);
    if (!group) {
      refuse({
        path: this.node.path,
        what: 'the realm does not define the group',
        got: path,
        allowed: [...groups.keys()].join(', ') || 'none yet',
        fix: 'define it with addGroup, and use what that returns',
      });
    }
    return group;
  }

  /**
   * A realm role that this program defines, by its name.
   * @param name for example `editor`
   */
  public role(name: string): KeycloakRole {
    return (
      this._roleNamed(name) ??
      refuse({
        path: this.node.path,
        what: 'the realm does not define the role',
        got: name,
        allowed: 'what addRole returned',
        fix: 'define it with addRole, and use what that returns',
      })
    );
  }

  private addDefaultGroup(group: RealmGroup): void {
    if (this.adopted) {
      refuse({
        path: this.node.path,
        what: 'the default groups of a realm are one list, and Terraform would remove those that the realm has',
        got: group.displayName,
        allowed: 'default groups of a realm that the program makes',
        fix: 'make it a default group by hand',
      });
    }
    if (!this.defaultGroups) {
      const groups: RealmGroup[] = [];
      this.defaultGroups = groups;
      new DefaultGroups(this, 'DefaultGroups', {
        ...this._registry.place,
        groupIds: Lazy.listValue({ produce: () => groups.map(({ groupId }) => groupId) }),
      });
    }
    this.defaultGroups.push(group);
  }
}

import { Duration } from 'cdk8s';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { idOf } from './addresses';
import { keep, KeptSetting, keptSettings, requireNamed } from './adopted-settings';
import { brokerProblems } from './identity-brokers';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRealmProps } from './keycloak-realm-props';
import { KeycloakRole } from './keycloak-role';
import { browserHeaders, bruteForceDetection } from './realm-defenses';
import { RealmGroup } from './realm-registry';
import { StateBlocks } from './state-blocks';
import { protectFromDestruction, stackOf } from './terraform';
import { userProfile } from './user-profile';
import { IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { describe, refuse } from '../errors';
import { DefaultGroups } from '../provider-keycloak/default-groups';
import { Realm } from '../provider-keycloak/realm';
import { RealmEvents } from '../provider-keycloak/realm-events';
import { RequiredAction } from '../provider-keycloak/required-action';
import { goDuration, syntax } from '../syntax';

// Settings that the program cannot name, and that a realm that is adopted keeps. The provider would set them to its own
// defaults.
const ADOPTED_AS_FOUND = [
  'login_with_email_allowed',
  'registration_email_as_username',
  'revoke_refresh_token',
  'user_managed_access',
  'offline_session_max_lifespan',
  'offline_session_max_lifespan_enabled',
  'offline_session_idle_timeout',
  'organizations_enabled',
  'admin_permissions_enabled',
  'refresh_token_max_reuse',
];

// Settings that administrators change in Keycloak.
const IGNORED = [
  'smtp_server',
  'login_theme',
  'account_theme',
  'admin_theme',
  'email_theme',
  'internationalization',
  'display_name_html',
  'otp_policy',
];

/**
 * A Keycloak realm for monitoring, which Terraform creates or adopts: people cannot register, brute-force detection is
 * on, TLS is required, lifetimes agree with those of the proxy, and Keycloak keeps events. docs/security.md gives the
 * reason for each setting.
 *
 * Terraform addresses are made from the name of the realm: another id of the construct changes nothing.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_realm`.
 *
 * @example
 *
 * const stack = new TerraformStack(terraform, 'identity');
 * const realm = new KeycloakRealm(stack, 'realm', { url: 'https://keycloak.example.com', realm: 'platform' });
 * const developers = realm.addGroup('developers');
 * const editor = realm.addRole('editor');
 * editor.addMember(developers);
 */
export class KeycloakRealm extends KeycloakRealmBase {
  /**
   * Settings of a realm that is adopted for which the library has a safe default, and which stay as they are because no
   * prop names them. Empty for a realm that the program creates.
   */
  public readonly asFound: string[];
  private readonly adopted: boolean;
  private defaultGroups?: RealmGroup[];

  /**
   * @param scope a TerraformStack, or a construct below one
   * @param id id of the construct
   * @param props address and name of the realm, and settings that differ from the defaults
   */
  constructor(scope: Construct, id: string, props: KeycloakRealmProps) {
    checkNew('KeycloakRealm', scope, id, props);
    super(scope, id, props);
    if (props.adoptExisting) requireNamed(this.node.path, props);
    const found = keptSettings(props);
    this.asFound = found.flatMap(({ setting }) => setting ?? []);
    const retention = syntax.duration(
      this.node.path,
      'eventsRetention',
      props.eventsRetention ?? Duration.days(90),
      3600,
      3650 * 86400,
    );
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
      attributes: attributesOf(props, retention),
      verifyEmail: true,
      rememberMe: false,
      userManagedAccess: false,
      sslRequired: 'all', // `external` trusts private addresses, and every pod has one
      passwordPolicy: props.passwordPolicy ?? 'length(12) and notUsername and notEmail and passwordHistory(3)',
      defaultSignatureAlgorithm: 'RS256',
      // The state contains this, so that it holds without the program.
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
        bruteForceDetection: bruteForceDetection(this.node.path, props.bruteForceDetection ?? {}),
        headers: browserHeaders(this.node.path, props.browserHeaders ?? {}),
      },
    });
    realm.addOverride('lifecycle.ignore_changes', ignored(props, found));
    registry.preventDestruction = props.preventDestruction ?? true;
    if (registry.preventDestruction) protectFromDestruction(realm);
    if (props.adoptExisting) this.adopt(realm, props);
    registry.realmId = realm.id;
    registry.addDefaultGroup = (group) => this.addDefaultGroup(group);
    this.adopted = props.adoptExisting ?? false;

    this.keepEvents(props, retention);
    this.secondFactor(props);
    // The profile of a realm that is adopted may have further attributes.
    if (!this.adopted) userProfile(this, registry);
    this.node.addValidation({
      validate: () => brokerProblems(registry, this.grantsEveryone, this.peopleByNameAlone).map(describe),
    });
  }

  /**
   * A group that the program creates, by its full path. A path that the program does not create is refused.
   * @param path full path of the group, for example `/platform/operators`
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
        fix: 'define it with addGroup(), and use what that returns',
      });
    }
    return group;
  }

  /**
   * A realm role that the program creates, by its name. A name that the program does not create is refused.
   * @param name name of the role, for example `editor`
   */
  public role(name: string): KeycloakRole {
    return (
      this._roleNamed(name) ??
      refuse({
        path: this.node.path,
        what: 'the realm does not define the role',
        got: name,
        allowed: 'what addRole() returned',
        fix: 'define it with addRole(), and use what that returns',
      })
    );
  }

  /** Stores events. A realm that is adopted keeps its settings, because the provider cannot import them. */
  private keepEvents(props: KeycloakRealmProps, retention: number): void {
    const { eventsRetention, eventsListeners } = props;
    if (this.adopted && eventsRetention === undefined && eventsListeners === undefined) {
      // In the state of an older version. Terraform would reset the events of the realm.
      StateBlocks.of(stackOf(this)).forget(`keycloak_realm_events.${idOf(props.realm, ['Events'])}`);
      return;
    }
    if (this.adopted && (eventsRetention === undefined || eventsListeners === undefined)) {
      refuse({
        path: this.node.path,
        what: 'the provider replaces all settings of events of a realm that is adopted, and one is not named',
        got: eventsListeners === undefined ? { eventsRetention: 'named' } : { eventsListeners },
        allowed: 'both eventsRetention and eventsListeners, or neither',
        fix:
          "write eventsRetention: Duration.days(365), eventsListeners: ['jboss-logging'], with the values of the " +
          'realm',
      });
    }
    new RealmEvents(this, 'Events', {
      ...this._registry.place,
      eventsEnabled: true,
      eventsExpiration: retention,
      eventsListeners: eventsListeners ?? ['jboss-logging'],
      adminEventsEnabled: true,
      adminEventsDetailsEnabled: true,
    });
  }

  private secondFactor(props: KeycloakRealmProps): void {
    const secondFactor = new RequiredAction(this, 'SecondFactor', {
      ...this._registry.place,
      alias: 'CONFIGURE_TOTP',
      name: 'Configure OTP',
      enabled: true,
      defaultAction: props.secondFactor ?? true,
      priority: 10,
    });
    if (this.adopted) {
      keep(secondFactor, [
        'name',
        'priority',
        ...(props.secondFactor === undefined ? ['enabled', 'default_action'] : []),
      ]);
      StateBlocks.of(stackOf(this)).import(secondFactor, `${props.realm}/CONFIGURE_TOTP`);
    }
  }

  /** Imports the realm. The plan fails before it changes a lifetime that the program does not name. */
  private adopt(realm: Realm, props: KeycloakRealmProps): void {
    StateBlocks.of(stackOf(this)).import(realm, props.realm);
    const { accessToken, idle, max } = this._registry.lifetimes;
    const demands = [
      { prop: 'accessTokenLifespan', attribute: 'access_token_lifespan', value: accessToken },
      { prop: 'sessionIdle', attribute: 'sso_session_idle_timeout', value: idle },
      { prop: 'sessionMax', attribute: 'sso_session_max_lifespan', value: max },
    ] as const;
    const open = demands.filter(({ prop }) => props[prop] === undefined);
    if (open.length === 0) return;
    const postcondition = open.map(({ prop, attribute, value }) => ({
      condition: `\${self.${attribute} == "${goDuration(value)}"}`,
      error_message:
        `[${this.node.path}] ${prop} is not named: the realm has \${self.${attribute}}, and the default is ` +
        `${goDuration(value)}. Write ${prop} with the value of the realm to keep it, or with ` +
        'another value to change it.',
    }));
    realm.addOverride('lifecycle.postcondition', postcondition);
  }

  private addDefaultGroup(group: RealmGroup): void {
    if (this.adopted) {
      refuse({
        path: this.node.path,
        what: 'the default groups of a realm are one list, and Terraform would remove those that the realm has',
        got: group.displayName,
        allowed: 'default groups of a realm that the program creates',
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

/** The arguments of a realm that Terraform leaves as they are. */
function ignored(props: KeycloakRealmProps, found: readonly KeptSetting[]): string[] {
  const adopted = props.adoptExisting ? ADOPTED_AS_FOUND : [];
  const displayName = props.adoptExisting && props.displayName === undefined ? ['display_name'] : [];
  return [...adopted, ...displayName, ...IGNORED, ...found.flatMap(({ realm }) => realm)];
}

/** The attributes of a realm. Keycloak reads the retention of administration events from one of them. */
function attributesOf(props: KeycloakRealmProps, retention: number): { [name: string]: string } | undefined {
  if (props.adoptExisting && props.eventsRetention === undefined) return props.attributes;
  return { adminEventsExpiration: String(retention), ...props.attributes };
}

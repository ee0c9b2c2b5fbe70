import { Duration } from 'cdk8s';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { brokerProblems } from './identity-brokers';
import { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole } from './keycloak-role';
import { RealmGroup } from './realm-registry';
import { KeycloakRealmBaseProps } from './realm-settings';
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

// Settings that do not matter for monitoring. The provider would set them to its own defaults.
const ADOPTED_AS_FOUND = [
  'display_name',
  'offline_session_max_lifespan',
  'offline_session_max_lifespan_enabled',
  'offline_session_idle_timeout',
  'organizations_enabled',
  'admin_permissions_enabled',
  'refresh_token_max_reuse',
];

/** Props of a KeycloakRealm. */
export interface KeycloakRealmProps extends KeycloakRealmBaseProps {
  /**
   * Name of the realm that people see.
   * @default - the name of the realm. A realm that is adopted keeps its display name.
   */
  readonly displayName?: string;
  /**
   * Whether the realm exists already. Terraform then imports it and manages it from now on. Themes, e-mail settings,
   * flows and the user profile stay as they are. Name the attributes of the realm in `attributes`.
   * @default false
   */
  readonly adoptExisting?: boolean;
  /**
   * Attributes of the realm, for example `frontendUrl`. The Terraform provider replaces all of them: name all
   * attributes of a realm that is adopted, or they are lost.
   * @default - none
   */
  readonly attributes?: { [name: string]: string };
  /**
   * Password policy, in the notation of Keycloak
   * (https://www.keycloak.org/docs/latest/server_admin/#_password-policies).
   * @default "length(12) and notUsername and notEmail and passwordHistory(3)"
   */
  readonly passwordPolicy?: string;
  /**
   * Whether new users must set up a one-time password at their first sign-in.
   * @default true
   */
  readonly secondFactor?: boolean;
  /**
   * How long Keycloak keeps login and administration events: one hour to 3,650 days.
   * @default Duration.days(90)
   */
  readonly eventsRetention?: Duration;
  /**
   * Listeners that Keycloak sends events to. Terraform replaces the list of a realm that is adopted.
   * @default ["jboss-logging"]
   */
  readonly eventsListeners?: string[];
  /**
   * Whether Terraform refuses to destroy the realm: in the plan (`prevent_destroy`), and, if the realm is no longer in
   * the program, when the plan is applied (`terraform_deletion_protection`). To destroy the realm, first set this to
   * false and apply. Then remove the realm from the program.
   * @default true
   */
  readonly preventDestruction?: boolean;
}

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
    if (props.adoptExisting) StateBlocks.of(stackOf(this)).import(realm, props.realm);
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

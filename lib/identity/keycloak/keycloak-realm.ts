import { Duration } from 'cdk8s';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { KeycloakGroup } from './keycloak-group';
import { KeycloakRealmBase, KeycloakRealmBaseProps } from './keycloak-realm-base';
import { protectFromDestruction } from './terraform';
import { IIdentity } from '../../access/identity';
import { refuse } from '../../errors';
import { DefaultGroups } from '../../provider-keycloak/default-groups';
import { Realm } from '../../provider-keycloak/realm';
import { RealmEvents } from '../../provider-keycloak/realm-events';
import { RequiredAction } from '../../provider-keycloak/required-action';
import { goDuration, syntax } from '../../syntax';

/** A realm that the library manages. */
export interface KeycloakRealmProps extends KeycloakRealmBaseProps {
  /**
   * Name of the realm for people.
   * @default - the name of the realm
   */
  readonly displayName?: string;
  /**
   * Whether the realm exists already and is to be managed from now on, without being made anew. Themes, e-mail, flows and
   * attributes stay as they are.
   * @default false
   */
  readonly adoptExisting?: boolean;
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
   * Whether Terraform refuses to destroy the realm.
   * @default true
   */
  readonly preventDestruction?: boolean;
}

/**
 * A Keycloak realm for monitoring, made or adopted by Terraform: registration off, brute-force detection on, TLS required,
 * lifetimes that agree with the proxy's, events kept. docs/security.md gives the reason for each setting.
 */
export class KeycloakRealm extends KeycloakRealmBase {
  public readonly realmId: string;
  private defaultGroups?: KeycloakGroup[];

  /**
   * @param scope a TerraformStack, or a construct below one
   * @param id id of the construct
   * @param props where the realm is, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: KeycloakRealmProps) {
    super(scope, id, props);
    const seconds = (value: number) => goDuration(value);
    const { accessToken, idle, max } = this._lifetimes;
    const realm = new Realm(this, 'Resource', {
      provider: this._provider,
      realm: props.realm,
      enabled: true,
      displayName: props.displayName ?? props.realm,
      registrationAllowed: false,
      registrationEmailAsUsername: false,
      editUsernameAllowed: false,
      duplicateEmailsAllowed: false,
      loginWithEmailAllowed: true,
      verifyEmail: true,
      rememberMe: false,
      userManagedAccess: false,
      sslRequired: 'all', // `external` trusts private addresses, which every pod has
      passwordPolicy: props.passwordPolicy ?? 'length(12) and notUsername and notEmail and passwordHistory(3)',
      defaultSignatureAlgorithm: 'RS256',
      revokeRefreshToken: false, // two replicas may refresh the same session at once; a token used twice would sign the user out
      accessTokenLifespan: seconds(accessToken),
      ssoSessionIdleTimeout: seconds(idle),
      ssoSessionMaxLifespan: seconds(max),
      offlineSessionMaxLifespanEnabled: true,
      offlineSessionMaxLifespan: seconds(max),
      offlineSessionIdleTimeout: seconds(idle),
      securityDefenses: {
        bruteForceDetection: { maxLoginFailures: 10, waitIncrementSeconds: 60, maxFailureWaitSeconds: 900, failureResetTimeSeconds: 43200, quickLoginCheckMilliSeconds: 1000, minimumQuickLoginWaitSeconds: 60, permanentLockout: false },
        headers: { xFrameOptions: 'DENY', contentSecurityPolicy: "frame-src 'self'; frame-ancestors 'self'; object-src 'none';", xContentTypeOptions: 'nosniff', xRobotsTag: 'none', referrerPolicy: 'no-referrer', strictTransportSecurity: 'max-age=31536000; includeSubDomains' },
      },
    });
    realm.addOverride('lifecycle.ignore_changes', [
      'smtp_server', 'login_theme', 'account_theme', 'admin_theme', 'email_theme', 'internationalization', 'attributes', 'display_name_html', 'otp_policy',
    ]);
    if (props.preventDestruction ?? true) protectFromDestruction(realm);
    if (props.adoptExisting) realm.importFrom(props.realm);
    this.realmId = realm.id;

    const place = { provider: this._provider, realmId: realm.id };
    const retention = syntax.duration(this.node.path, 'eventsRetention', props.eventsRetention ?? Duration.days(90), 3600, 3650 * 86400);
    new RealmEvents(this, 'Events', {
      ...place, eventsEnabled: true, eventsExpiration: retention, eventsListeners: ['jboss-logging'],
      adminEventsEnabled: true, adminEventsDetailsEnabled: true,
    });
    new RequiredAction(this, 'SecondFactor', {
      ...place, alias: 'CONFIGURE_TOTP', name: 'Configure OTP', enabled: true, defaultAction: props.secondFactor ?? true, priority: 10,
    });
  }

  /**
   * A group that this program defines, by its full path.
   * @param path for example `/platform/operators`
   */
  public group(path: string): IIdentity {
    const group = this.definedGroup(path);
    if (!group) {
      refuse({
        path: this.node.path, what: 'the realm does not define the group', got: path,
        allowed: this.definedGroups.join(', ') || 'none yet', fix: 'define it with addGroup, and use what that returns',
      });
    }
    return group;
  }

  protected addDefaultGroup(group: KeycloakGroup): void {
    if (!this.defaultGroups) {
      const groups: KeycloakGroup[] = [];
      this.defaultGroups = groups;
      new DefaultGroups(this, 'DefaultGroups', {
        provider: this._provider, realmId: this.realmId, groupIds: Lazy.listValue({ produce: () => groups.map(({ groupId }) => groupId) }),
      });
    }
    this.defaultGroups.push(group);
  }
}

import { Duration } from 'cdk8s';
import { KeycloakBrowserHeaders, KeycloakBruteForceDetection } from './realm-defenses';
import { KeycloakRealmBaseProps } from './realm-settings';

/** Props of a KeycloakRealm. */
export interface KeycloakRealmProps extends KeycloakRealmBaseProps {
  /**
   * Name of the realm that people see.
   * @default - the name of the realm. A realm that is adopted keeps its display name.
   */
  readonly displayName?: string;
  /**
   * Whether the realm exists already. Terraform then imports it and manages it from now on. What no prop names stays
   * as it is: password policy, events, second factor, themes,
   * e-mail settings, flows and the user profile. `asFound` lists what is therefore not enforced.
   * The provider (5.9) cannot read brute-force detection, browser headers and attributes, and would reset them: the
   * program must name `bruteForceDetection`, `browserHeaders` and `attributes`, with the values of the realm.
   * The plan fails if a lifetime is not named and the realm has another one than the default.
   *
   * These settings are always made strict, because the sign-on depends on them: people cannot register, change their
   * user name, share an e-mail address or be remembered; e-mail addresses are verified, TLS is required, and tokens
   * are signed with RS256.
   * @default false
   */
  readonly adoptExisting?: boolean;
  /**
   * Attributes of the realm, for example `frontendUrl`. The Terraform provider replaces all of them: for a realm that
   * is adopted, name all of them, or `{}` if it has none.
   * @default - `adminEventsExpiration`, from eventsRetention. Needed for a realm that is adopted.
   */
  readonly attributes?: { [name: string]: string };
  /**
   * Password policy, in the notation of Keycloak
   * (https://www.keycloak.org/docs/latest/server_admin/#_password-policies).
   * @default "length(12) and notUsername and notEmail and passwordHistory(3)". A realm that is adopted keeps its
   * policy.
   */
  readonly passwordPolicy?: string;
  /**
   * Brute-force detection. The provider cannot read it from a realm that is adopted: name it then, `{}` for the
   * defaults.
   * @default - the defaults of its members. Needed for a realm that is adopted.
   */
  readonly bruteForceDetection?: KeycloakBruteForceDetection;
  /**
   * Security headers for browsers. The provider cannot read them from a realm that is adopted: name them then, `{}` for
   * the defaults.
   * @default - the defaults of its members. Needed for a realm that is adopted.
   */
  readonly browserHeaders?: KeycloakBrowserHeaders;
  /**
   * Whether new users must set up a one-time password at their first sign-in.
   * @default true. A realm that is adopted keeps its setting.
   */
  readonly secondFactor?: boolean;
  /**
   * How long Keycloak keeps login and administration events: one hour to 3,650 days. For a realm that is adopted, name
   * it together with `eventsListeners`. The provider has no argument for
   * administration events: the library sets the attribute `adminEventsExpiration` of the realm.
   * @default Duration.days(90). A realm that is adopted keeps its setting.
   */
  readonly eventsRetention?: Duration;
  /**
   * Listeners that Keycloak sends events to.
   * @default ["jboss-logging"]. A realm that is adopted keeps its listeners.
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

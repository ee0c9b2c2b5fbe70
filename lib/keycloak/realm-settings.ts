import { Duration } from 'cdk8s';
import { keycloakUrl, realmName } from './realm-place';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** The address of a realm, and the lifetimes of its tokens and sessions. */
export interface KeycloakRealmBaseProps {
  /**
   * Address of Keycloak as browsers and the proxy use it: `https://keycloak.example.com`, with the relative path if
   * Keycloak has one.
   */
  readonly url: string;
  /** Name of the realm. */
  readonly realm: string;
  /**
   * Lifetime of an access token. A person who loses a right can keep it for this long, if a refresh fails without
   * ending the session.
   * @default Duration.minutes(2)
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * Time after which a session ends if it is not used.
   * @default Duration.hours(1)
   */
  readonly sessionIdle?: Duration;
  /**
   * Maximum lifetime of a session. This is the only absolute limit, because each refresh extends the session of the
   * proxy.
   * @default Duration.hours(8)
   */
  readonly sessionMax?: Duration;
  /**
   * Version of the client secrets. Terraform does not store a client secret and cannot see that it changed: change
   * this version whenever the secret changes. Otherwise Terraform does not update the secret.
   * @default "1"
   */
  readonly clientSecretVersion?: string;
  /**
   * Version constraint of the Terraform provider keycloak/keycloak.
   * @default ">= 5.9.0, < 6.0.0"
   */
  readonly providerVersion?: string;
}

/** Lifetimes of a realm, in seconds. */
export interface RealmLifetimes {
  readonly accessToken: number;
  readonly idle: number;
  readonly max: number;
}

/** What the props of a realm say, checked. */
export interface RealmSettings {
  readonly realmName: string;
  readonly issuerUrl: string;
  readonly lifetimes: RealmLifetimes;
  readonly clientSecretVersion: string;
}

/** Checks the address and the lifetimes of a realm. */
export function realmSettings(path: string, props: KeycloakRealmBaseProps): RealmSettings {
  return {
    issuerUrl: `${keycloakUrl(path, props.url)}/realms/${realmName(path, props.realm)}`,
    realmName: props.realm,
    lifetimes: lifetimesOf(path, props),
    clientSecretVersion: props.clientSecretVersion ?? '1',
  };
}

function lifetimesOf(path: string, props: KeycloakRealmBaseProps): RealmLifetimes {
  const accessTokenLifespan = props.accessTokenLifespan ?? Duration.minutes(2);
  const accessToken = syntax.duration(path, 'accessTokenLifespan', accessTokenLifespan, 30, 3600);
  const idle = syntax.duration(path, 'sessionIdle', props.sessionIdle ?? Duration.hours(1), 60, 30 * 86400);
  const max = syntax.duration(path, 'sessionMax', props.sessionMax ?? Duration.hours(8), 60, 30 * 86400);
  if (!(accessToken < idle && idle <= max)) {
    refuse({
      path,
      what: 'the lifetimes of the realm contradict each other',
      got: { accessTokenLifespan: `${accessToken} s`, sessionIdle: `${idle} s`, sessionMax: `${max} s` },
      allowed: 'accessTokenLifespan < sessionIdle <= sessionMax',
      fix: 'put them in this order',
    });
  }
  return { accessToken, idle, max };
}

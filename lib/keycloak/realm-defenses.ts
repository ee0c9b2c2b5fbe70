import { Duration } from 'cdk8s';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** How Keycloak slows down people who guess passwords. It is always on. */
export interface KeycloakBruteForceDetection {
  /**
   * Number of failures after which a user has to wait: 1 to 100.
   * @default 10
   */
  readonly maxLoginFailures?: number;
  /**
   * Time that is added to the wait at each failure after that: one second to one day.
   * @default Duration.minutes(1)
   */
  readonly waitIncrement?: Duration;
  /**
   * Maximum wait: one second to 30 days.
   * @default Duration.minutes(15)
   */
  readonly maxWait?: Duration;
  /**
   * Time after which failures are forgotten: one minute to 30 days.
   * @default Duration.hours(12)
   */
  readonly failureReset?: Duration;
  /**
   * Whether a user who fails too often is locked until an administrator enables the user. Then strangers can lock
   * people out.
   * @default false
   */
  readonly permanentLockout?: boolean;
  /**
   * Number of waits before a user is locked, if permanentLockout is true: 0 to 100.
   * @default - not set; 0 in Keycloak
   */
  readonly maxTemporaryLockouts?: number;
}

/** Headers that Keycloak sends to browsers with its pages. */
export interface KeycloakBrowserHeaders {
  /**
   * `X-Frame-Options`.
   * @default "DENY"
   */
  readonly xFrameOptions?: string;
  /**
   * `Content-Security-Policy`.
   * @default "frame-src 'self'; frame-ancestors 'self'; object-src 'none';"
   */
  readonly contentSecurityPolicy?: string;
  /**
   * `Strict-Transport-Security`.
   * @default "max-age=31536000; includeSubDomains"
   */
  readonly strictTransportSecurity?: string;
  /**
   * `Referrer-Policy`.
   * @default "no-referrer"
   */
  readonly referrerPolicy?: string;
  /**
   * `X-Robots-Tag`.
   * @default "none"
   */
  readonly xRobotsTag?: string;
}

/** The arguments of brute-force detection, checked. */
export function bruteForceDetection(path: string, props: KeycloakBruteForceDetection) {
  const seconds = (name: 'waitIncrement' | 'maxWait' | 'failureReset', byDefault: Duration, min: number, max: number) =>
    syntax.duration(path, `bruteForceDetection.${name}`, props[name] ?? byDefault, min, max);
  const day = 86400;
  const { maxLoginFailures = 10, maxTemporaryLockouts } = props;
  checkNumber(path, 'maxLoginFailures', maxLoginFailures, 1);
  if (maxTemporaryLockouts !== undefined) checkNumber(path, 'maxTemporaryLockouts', maxTemporaryLockouts, 0);
  return {
    maxLoginFailures,
    waitIncrementSeconds: seconds('waitIncrement', Duration.minutes(1), 1, day),
    maxFailureWaitSeconds: seconds('maxWait', Duration.minutes(15), 1, 30 * day),
    failureResetTimeSeconds: seconds('failureReset', Duration.hours(12), 60, 30 * day),
    quickLoginCheckMilliSeconds: 1000,
    minimumQuickLoginWaitSeconds: 60,
    permanentLockout: props.permanentLockout ?? false,
    maxTemporaryLockouts,
  };
}

/** The arguments of the headers, checked. */
export function browserHeaders(path: string, props: KeycloakBrowserHeaders) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) && !/[$%]\{/.test(value))) {
      continue;
    }
    refuse({
      path,
      what: `browserHeaders.${name} is no value of a header`,
      got: value,
      allowed: 'printable ASCII characters in one line',
      fix: `correct browserHeaders.${name}, or leave it out`,
    });
  }
  return {
    xFrameOptions: props.xFrameOptions ?? 'DENY',
    contentSecurityPolicy:
      props.contentSecurityPolicy ?? "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
    xContentTypeOptions: 'nosniff',
    xRobotsTag: props.xRobotsTag ?? 'none',
    referrerPolicy: props.referrerPolicy ?? 'no-referrer',
    strictTransportSecurity: props.strictTransportSecurity ?? 'max-age=31536000; includeSubDomains',
  };
}

function checkNumber(path: string, name: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min && value <= 100) return;
  refuse({
    path,
    what: `bruteForceDetection.${name} is out of range`,
    got: value,
    allowed: `a whole number from ${min} to 100`,
    fix: `correct bruteForceDetection.${name}`,
  });
}

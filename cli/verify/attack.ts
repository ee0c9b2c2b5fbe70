import { Target } from './target';

/** The topic of an attack. */
export enum Family {
  IDENTITY_HEADERS = 'identity headers',
  FORWARDED_HEADERS = 'forwarded headers',
  PATHS = 'paths',
  HOSTS = 'hosts',
  METHODS = 'methods',
  AUTHORIZATION_REQUEST = 'authorization request',
  RETURN_ADDRESSES = 'return addresses',
  COOKIES = 'cookies',
  TOKENS = 'tokens',
  SMUGGLING = 'smuggling',
  WEBSOCKETS = 'websockets',
  CACHES = 'caches',
  LEAKS = 'leaks',
  FORGERY = 'cross-site request forgery',
  AROUND_THE_EDGE = 'around the edge',
  SIGN_INS = 'sign-ins',
  IDENTITY_PROVIDER = 'identity provider',
  GROUPS = 'groups',
  TENANCY = 'tenancy',
}

/** An attack on a deployment. */
export interface Attack<T = Target> {
  /** Stable, for reports: `identity-headers-with-underscores`. */
  readonly id: string;
  readonly family: Family;
  /** The property that holds if the attack fails. */
  readonly title: string;
  /** Why it could succeed: the program and its behavior. */
  readonly reason: string;
  /** The source: a finding of docs/security.md, an advisory or a specification. */
  readonly reference: string;
  /**
   * Whether it sends methods that are not safe (RFC 9110, 9.2.1). They go to unused paths alone, and only if the user
   * asked for them.
   *
   * @default false
   */
  readonly unsafe?: boolean;
  /** Run the attack. Throws `Opened` if it succeeds; any other error means that the result is unknown. */
  run(target: T): Promise<Held | Known | NotTried>;
}

/** Thrown when an attack has succeeded. */
export class Opened extends Error {}

/** The attack failed. */
export interface Held {
  readonly result: 'held';
  /** What was tried, in a few words or figures. */
  readonly detail: string;
}

/** The attack succeeds as documented: the cause is in a program upstream, and no configuration prevents it. */
export interface Known {
  readonly result: 'known';
  readonly detail: string;
}

/** The attack does not apply to this deployment, or no suitable credential was given. */
export interface NotTried {
  readonly result: 'not-tried';
  readonly detail: string;
}

export const held = (detail: string): Held => ({ result: 'held', detail });
export const known = (detail: string): Known => ({ result: 'known', detail });
export const notTried = (detail: string): NotTried => ({ result: 'not-tried', detail });

/** Throw `Opened` unless the list of successes is empty. */
export function nothingOpened(opened: readonly string[]): void {
  if (opened.length > 0) throw new Opened(opened.join('; '));
}

import { Target } from './target';

/** What an attack is about. */
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

/** Something that would be open if a known way in worked. */
export interface Attack<T = Target> {
  /** Stable, for reports: `identity-headers-with-underscores`. */
  readonly id: string;
  readonly family: Family;
  /** What holds as long as the attack does not succeed. */
  readonly title: string;
  /** Why it could succeed: what which program does. */
  readonly reason: string;
  /** Where it is known from: a finding of docs/security.md, an advisory, a specification. */
  readonly reference: string;
  /** Whether it sends methods that are not safe (RFC 9110, 9.2.1): to places of no meaning alone, and to nobody who did not ask for it. @default false */
  readonly unsafe?: boolean;
  /** Throws `Opened` when the attack succeeds; whatever else it throws says that it could not be tried. */
  run(target: T): Promise<Held | Known | NotTried>;
}

/** Thrown when an attack has succeeded. */
export class Opened extends Error {}

/** The attack failed. */
export interface Held {
  readonly result: 'held';
  /** What was tried, in figures or a few words. */
  readonly detail: string;
}

/** The attack succeeds as the documents say: a program upstream is at fault, and no configuration helps. */
export interface Known {
  readonly result: 'known';
  readonly detail: string;
}

/** The deployment has nothing that it could be tried on, or nobody was given who could try it. */
export interface NotTried {
  readonly result: 'not-tried';
  readonly detail: string;
}

export const held = (detail: string): Held => ({ result: 'held', detail });
export const known = (detail: string): Known => ({ result: 'known', detail });
export const notTried = (detail: string): NotTried => ({ result: 'not-tried', detail });

/** Says that an attack has succeeded, unless the list of what it opened is empty. */
export function nothingOpened(opened: readonly string[]): void {
  if (opened.length > 0) throw new Opened(opened.join('; '));
}

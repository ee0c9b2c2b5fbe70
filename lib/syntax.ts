import { isIP } from 'node:net';
import { Duration } from 'cdk8s';
import { refuse } from './errors';

/** The syntax of a kind of name: a description for errors, a regular expression and a maximum length. */
interface Syntax {
  readonly allowed: string;
  readonly expression: RegExp;
  readonly maxLength: number;
}

const DNS_LABEL: Syntax = {
  // RFC 1123, as Kubernetes applies it
  allowed: 'lower-case letters, digits and hyphens, starting and ending with a letter or digit, at most 63 characters',
  expression: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  maxLength: 63,
};
const DNS_SUBDOMAIN: Syntax = {
  allowed:
    'lower-case letters, digits, hyphens and dots, each part starting and ending with a letter or digit, at ' +
    'most 253 characters',
  expression: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  maxLength: 253,
};
const HOST: Syntax = {
  allowed:
    'a DNS name of at least two parts, in lower case, without scheme, port, path or wildcard, at most 253 ' +
    'characters and 63 a part',
  expression: /^(?=.*[a-z])([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  maxLength: 253,
};
// The characters that every edge of the library accepts in a path, without dot segments.
const URL_PATH: Syntax = {
  allowed:
    '"/", or segments of letters, digits, dots, underscores and hyphens that each start with a slash, none of ' +
    'them "." or ".."',
  expression: /^(\/|(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+)$/,
  maxLength: 1024,
};
// Group names are written into the auth-url annotation, which accepts no percent-encoding, and into a claim whose
// values are joined with commas.
const GROUP_NAME: Syntax = {
  allowed: 'letters, digits, dots, underscores and hyphens, at most 255 characters',
  expression: /^[A-Za-z0-9._-]+$/,
  maxLength: 255,
};
const CLAIM_VALUE: Syntax = {
  allowed: 'letters, digits and ". _ ~ / : -", not starting with "role:"',
  expression: /^(?!role:)[A-Za-z0-9._~/:-]+$/,
  maxLength: 255,
};
const CLAIM: Syntax = {
  allowed: 'letters, digits, underscores and hyphens, with dots between the parts of a nested claim',
  expression: /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
  maxLength: 255,
};
const COOKIE_NAME: Syntax = {
  // RFC 6265 allows more. Variables of edges and key patterns of Redis do not.
  // The proxy adds `_csrf` to the name of the cookie of a sign-in, which edges tell from a session by it.
  allowed: 'letters, digits and underscores, at most 64 characters, without _csrf at the end',
  expression: /^(?!.*_csrf$)[A-Za-z0-9_]{1,64}$/,
  maxLength: 64,
};
const CLIENT_ID: Syntax = {
  allowed: 'letters, digits, dots, underscores and hyphens, at most 255 characters',
  expression: /^[A-Za-z0-9._-]+$/,
  maxLength: 255,
};
const SECRET_KEY: Syntax = {
  allowed: 'letters, digits, hyphens, underscores and dots, at most 253 characters',
  expression: /^(?!\.{1,2}$)[-._A-Za-z0-9]+$/,
  maxLength: 253,
};
const IMAGE: Syntax = {
  allowed: 'registry/name:tag, or with a digest, without blanks',
  expression: /^[a-zA-Z0-9]([a-zA-Z0-9._:@/-]*[a-zA-Z0-9])?$/,
  maxLength: 512,
};
const USERNAME: Syntax = {
  allowed:
    'lower-case letters, digits and ". _ @ + -", not starting with "service-account-" as the accounts of ' +
    "Keycloak's clients do, at most 255 characters",
  expression: /^(?!service-account-)[a-z0-9._@+-]+$/,
  maxLength: 255,
};

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Checks of single values. Each returns the value, or throws a `ConfigurationError` that names the property. */
export const syntax = {
  dnsLabel: check(DNS_LABEL),
  dnsSubdomain: check(DNS_SUBDOMAIN),
  host: check(HOST),
  urlPath: check(URL_PATH),
  groupName: check(GROUP_NAME),
  claimValue: check(CLAIM_VALUE),
  claim: check(CLAIM),
  cookieName: check(COOKIE_NAME),
  clientId: check(CLIENT_ID),
  secretKey: check(SECRET_KEY),
  image: check(IMAGE),
  username: check(USERNAME),

  /** Checks an https address without query, fragment and user. A path is allowed. Returns the address unchanged. */
  httpsUrl(
    path: string,
    property: string,
    value: string,
    slashAtEnd: 'refused' | 'kept' = 'refused',
    hosts: 'names' | 'names and IP addresses' = 'names',
  ): string {
    const problem = {
      path,
      what: `${property} is not usable as an https address`,
      got: value,
      allowed: `https://host[:port][/path] in lower case, without user, query${slashAtEnd === 'kept' ? ' or fragment' : ', fragment or slash at the end'}`,
    };
    if (typeof value !== 'string' || !URL.canParse(value)) {
      refuse({ ...problem, fix: 'write the whole address, for example https://keycloak.example.com' });
    }
    const url = new URL(value);
    if (url.protocol !== 'https:') {
      refuse({ ...problem, fix: 'serve it with TLS and write https://; http sends tokens and cookies in clear text' });
    }
    const plain = `https://${url.host}${url.pathname}`;
    const bare = plain.replace(/\/+$/, '');
    if (value !== bare && !(slashAtEnd === 'kept' && value === plain)) refuse({ ...problem, fix: `write ${bare}` });
    if (value.includes('$')) refuse({ ...problem, fix: 'write the address itself' });
    if (isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0) {
      syntax.host(path, `the host of ${property}`, url.hostname);
    } else if (hosts === 'names') {
      refuse({
        ...problem,
        what: `the host of ${property} is an IP address`,
        allowed: 'a DNS name as the host',
        fix: 'give the host a DNS name and write that name',
      });
    }
    return value;
  },

  /** Checks signature algorithms: only asymmetric ones are allowed (RFC 7518, 3.1; RFC 8037). */
  signingAlgorithms(path: string, algorithms: readonly string[]): string[] {
    if (
      !Array.isArray(algorithms) ||
      algorithms.length === 0 ||
      !algorithms.every((algorithm) => /^(RS|ES|PS)(256|384|512)$|^EdDSA$/.test(algorithm))
    ) {
      refuse({
        path,
        what: 'signingAlgorithms is empty or has an algorithm that is not asymmetric',
        got: algorithms,
        allowed: 'RS, ES and PS with 256, 384 or 512, and EdDSA',
        fix: "name the algorithm of the issuer's signing key",
      });
    }
    return [...algorithms];
  },

  /**
   * Checks labels of a selector or of pods (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
   */
  labels(
    path: string,
    property: string,
    labels: { [label: string]: string },
    needed: 'any' | 'some' = 'any',
  ): { [label: string]: string } {
    const problem = {
      path,
      allowed: 'keys like example.com/name and values of letters, digits, ". _ -", at most 63 characters',
      fix: `correct ${property}`,
    };
    for (const [key, value] of Object.entries(labels)) {
      if (!LABEL_KEY.test(key)) refuse({ ...problem, what: `${property} has a malformed key`, got: key });
      if (typeof value !== 'string' || !/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value)) {
        refuse({ ...problem, what: `${property} has a malformed value for ${key}`, got: value });
      }
    }
    if (needed === 'some' && Object.keys(labels).length === 0) {
      refuse({
        path,
        what: `${property} are empty`,
        got: labels,
        allowed: 'at least one label',
        fix: 'name the labels of the pods; an empty selector selects every pod of the namespace',
      });
    }
    return { ...labels };
  },

  /** Checks the keys of annotations. Their values are not restricted. */
  annotationKeys(path: string, property: string, annotations: { [key: string]: string }): void {
    for (const key of Object.keys(annotations)) {
      if (!LABEL_KEY.test(key)) {
        refuse({
          path,
          what: `${property} has a malformed key`,
          got: key,
          allowed: 'keys like example.com/name',
          fix: `correct ${property}`,
        });
      }
    }
  },

  /** Checks a Kubernetes quantity of memory, storage or CPU, such as `128Mi`. */
  quantity(path: string, property: string, value: string): string {
    if (!/^([0-9]+(\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.test(String(value)) || Number.parseFloat(value) <= 0) {
      refuse({
        path,
        what: `${property} is not a quantity`,
        got: value,
        allowed: 'a number with one of m, k, M, G, T, Ki, Mi, Gi, Ti or nothing, such as 128Mi',
        fix: `correct ${property}`,
      });
    }
    return value;
  },

  /** Checks a TCP port. */
  port(path: string, property: string, value: number): number {
    if (!Number.isInteger(value) || value < 1 || value > 65535) {
      refuse({
        path,
        what: `${property} is not a port`,
        got: value,
        allowed: 'a whole number from 1 to 65535',
        fix: 'give the port of the Service',
      });
    }
    return value;
  },

  /** Checks that a duration is a whole number of seconds within bounds. Returns seconds. */
  duration(path: string, property: string, value: Duration, minimum: number, maximum: number): number {
    const seconds = value.toMilliseconds() / 1000;
    if (!Number.isInteger(seconds) || seconds < minimum || seconds > maximum) {
      refuse({
        path,
        what: `${property} is out of bounds`,
        got: `${seconds} s`,
        allowed: `whole seconds from ${minimum} to ${maximum}`,
        fix: 'choose a duration within the bounds',
      });
    }
    return seconds;
  },
};

function check(rule: Syntax) {
  return (path: string, property: string, value: string): string => {
    if (
      typeof value !== 'string' ||
      value.length > rule.maxLength ||
      !rule.expression.test(value) ||
      /[\r\n]/.test(value)
    ) {
      refuse({ path, what: `${property} is malformed`, got: value, allowed: rule.allowed, fix: `correct ${property}` });
    }
    return value;
  };
}

/** Whether a value is a `Duration` of cdk8s, from any installed copy of the package. */
export const isDuration = (value: unknown): value is Duration =>
  typeof (value as Duration | undefined)?.toMilliseconds === 'function';

/** Formats seconds as a Go duration, such as `2m0s`. */
export function goDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${rest}s`;
}

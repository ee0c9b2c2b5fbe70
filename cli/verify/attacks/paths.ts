import {
  clientRequest,
  someCredentials,
  deniedEntries,
  revealsNothing,
  product,
  productOf,
  sendAll,
} from './attack-requests';
import type { DeniedEntry } from './denied-entry';
import { pathsIn, rawRequest } from './raw-requests';
import { Attack, Family } from '../attack';
import { allowedFor, deniedFor } from '../entry-points';
import { Target } from '../target';

/** The path of an entry point in two parts: the path of the application, and the rest. */
interface Parts {
  readonly base: string;
  readonly rest: string;
  readonly path: string;
  readonly host: string;
}
type Spelling = (parts: Parts) => string;

const hex = (text = '') => text && `%${text.charCodeAt(0).toString(16).padStart(2, '0')}`;

const SPELLINGS: Readonly<
  Record<string, Pick<Attack, 'title' | 'reason' | 'reference'> & { readonly spellings: readonly Spelling[] }>
> = {
  'encoded-slashes': {
    title: 'a path with an encoded slash does not open a route that is closed without the encoding',
    reason: 'Traefik routes on the undecoded path, which the application decodes: -%2Freload',
    reference: 'finding 4',
    spellings: [
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%2F')}`,
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%2f')}`,
      ({ base, rest }) => `${base}${rest.replace(/\//g, '%2F')}`,
      ({ path }) => `/${path.slice(1).replace(/\//g, '%2F')}`,
      ({ base, rest }) => `${base}/%2F${rest.slice(1)}`,
    ],
  },
  'encoded-letters': {
    title: 'a path with encoded letters and signs does not open a closed route',
    reason: 'an edge that compares undecoded paths does not see the prefix that the application sees',
    reference: 'finding 4; RFC 3986, 6.2.2.2',
    spellings: [
      ({ base, rest }) => `${base}/${hex(rest[1])}${rest.slice(2)}`,
      ({ base, rest }) => `${base}${rest.slice(0, -1)}${hex(rest.slice(-1))}`,
      ({ base, rest }) => base + rest.replace(/[^/]/g, hex),
      ({ path }) => path.replace(/[^/]/g, hex),
      ({ path }) => path.replace(/[a-z]/g, (letter) => hex(letter).toUpperCase()),
    ],
  },
  'dot-segments': {
    title: 'dot segments do not lead from an open path to a closed one',
    reason: 'edge and application may resolve them at different times, and some clients send them',
    reference: 'RFC 3986, 5.2.4',
    spellings: [
      ({ base, rest }) => `${base}/x/..${rest}`,
      ({ base, rest }) => `${base}/.${rest}`,
      ({ base, rest }) => `${base}/x/y/../..${rest}`,
      ({ path }) => `/oauth2/sign_in/../..${path}`,
      ({ path }) => `/oauth2/start/..${path}`,
      ({ path }) => `/.well-known/acme-challenge/../..${path}`,
      ({ base, rest }) => `${base}${rest}/x/..`,
    ],
  },
  'encoded-dots': {
    title: 'encoded dot segments do not lead from an open path to a closed one',
    reason: 'a program that decodes after it has resolved dot segments finds new ones',
    reference: 'CVE-2021-41773',
    spellings: [
      ({ base, rest }) => `${base}/x/%2e%2e${rest}`,
      ({ base, rest }) => `${base}/%2e${rest}`,
      ({ base, rest }) => `${base}/x/.%2e${rest}`,
      ({ base, rest }) => `${base}/x/..%2f${rest.slice(1)}`,
      ({ base, rest }) => `${base}/x%2f..${rest}`,
      ({ path }) => `/oauth2/start/%2e%2e/%2e%2e${path}`,
      ({ path }) => `/oauth2/start%2f..%2f..${path}`,
    ],
  },
  'double-encoding': {
    title: 'a path that is encoded twice is decoded once at most',
    reason: 'the edge and the application may each decode once',
    reference: 'CWE-174',
    spellings: [
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%252F')}`,
      ({ base, rest }) => `${base}/x/%252e%252e${rest}`,
      ({ base, rest }) => `${base}/%25${hex(rest[1]).slice(1)}${rest.slice(2)}`,
      ({ base, rest }) => `${base}/x%252f..%252f${rest.slice(1)}`,
      ({ path }) => `/oauth2/start/%252e%252e/%252e%252e${path}`,
    ],
  },
  'overlong-utf8': {
    title: 'overlong and foreign encodings of slash and dot are not decoded as these signs',
    reason: 'decoders that do not check lengths decode %C0%AF as a slash; others fold full-width characters',
    reference: 'RFC 3629, 10; CVE-2000-0884',
    spellings: [
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%c0%af')}`,
      ({ base, rest }) => `${base}/x/%c0%ae%c0%ae${rest}`,
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%e0%80%af')}`,
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%ef%bc%8f')}`,
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%u2215')}`,
    ],
  },
  'semicolons': {
    title: 'path parameters after semicolons are compared as a part of the name',
    reason: 'Java servers remove them before they compare a path, and take ..; for a dot segment',
    reference: 'RFC 3986, 3.3; Orange Tsai, breaking parser logic (2018)',
    spellings: [
      ({ base, rest }) => `${base}/x/..;${rest}`,
      ({ base, rest }) => `${base};x${rest}`,
      ({ base, rest }) => `${base}${rest.replace(/\/([^/]*)/, '/$1;x=1')}`,
      ({ base, rest }) => `${base}${rest};x`,
      ({ base, rest }) => `${base}/;${rest}`,
      ({ base, rest }) => `${base}/..;${base}${rest}`,
      ({ path }) => `/oauth2/start;/..${path}`,
    ],
  },
  'double-slashes': {
    title: 'double slashes open no path that one slash does not',
    reason:
      'nginx merges them before it compares a path, other programs do not, and applications clean the path ' +
      'afterwards',
    reference: 'nginx, merge_slashes',
    spellings: [
      ({ path }) => `/${path}`,
      ({ base, rest }) => `${base}/${rest}`,
      ({ base, rest }) => `${base}//${rest}`,
      ({ path }) => path.replace(/\//g, '//'),
      ({ base, rest }) => base + rest.replace(/(.)\//, '$1//'),
    ],
  },
  'ends': {
    title: 'a dot, blank, slash or question mark at the end of a path does not open it',
    reason: 'an exact comparison does not see what the application trims',
    reference: 'CWE-162',
    spellings: [
      '/',
      '//',
      '.',
      '/.',
      '%20',
      '%09',
      '%0a',
      '%2e',
      '?',
      '??',
      '%3f',
      '~',
      ',',
      '&',
      '/..;/',
      '.json',
    ].map(
      (end): Spelling =>
        ({ path }) =>
          path + end,
    ),
  },
  'case': {
    title: 'another case of letters does not open a path',
    reason: 'one Ingress with regular expressions makes the whole host ignore case',
    reference: 'ingress-nginx, use-regex',
    spellings: [
      ({ base, rest }) => base.toUpperCase() + rest,
      ({ base, rest }) => base + rest.toUpperCase(),
      ({ path }) => path.toUpperCase(),
      ({ base, rest }) => `${base}${rest.slice(0, 2)}${rest.slice(2, 3).toUpperCase()}${rest.slice(3)}`,
    ],
  },
  'backslashes': {
    title: 'backslashes are not slashes',
    reason: 'browsers and servers on Windows take them for slashes',
    reference: 'WHATWG URL, path state',
    spellings: [
      ({ base, rest }) => base + rest.replace(/\//g, '\\'),
      ({ base, rest }) => `${base}/x\\..${rest}`,
      ({ base, rest }) => `${base}/${rest.slice(1).replace(/\//g, '%5C')}`,
      ({ base, rest }) => `${base}/x%5c..${rest}`,
      ({ base, rest }) => `${base}\\${rest.slice(1)}`,
    ],
  },
  'prefix-boundaries': {
    title: 'a name that only begins like an open path is not open',
    reason: 'a comparison of strings takes /oauth2/start-anything for /oauth2/start',
    reference: 'ingress-nginx, no-auth-locations',
    spellings: [
      '/oauth2',
      '/oauth2/',
      '/oauth2/start/',
      '/oauth2/startx',
      '/oauth2/callback/',
      '/.well-known/acme-challenge',
      '/ping',
      '/ready',
    ].map(
      (open): Spelling =>
        ({ path }) =>
          `${open}${path}`,
    ),
  },
  'path-in-query': {
    title: 'a path in the query does not change the decision',
    reason: 'the proxy gets path and query of the request in one header, and a rule may look at the whole',
    reference: 'GHSA-7rh7-c77v-6434',
    spellings: [
      ({ path }) => `${path}?/oauth2/start`,
      ({ path }) => `${path}?/../../oauth2/sign_in`,
      ({ path }) => `${path}??x=/oauth2/callback`,
      ({ path }) => `${path}?uri=/oauth2/start&path=/ping`,
      ({ base, rest }) => `${base}/%3f/..${rest}`,
    ],
  },
  'very-long': {
    title: 'a very long path does not open a closed route',
    reason: 'buffers overflow, and a part that does not fit may be removed before the comparison',
    reference: 'CWE-130',
    spellings: [
      ({ base, rest }) => `${base}${'/x/..'.repeat(300)}${rest}`,
      ({ base, rest }) => `${base}${'/.'.repeat(1500)}${rest}`,
      ({ path }) => `${path}?${'x'.repeat(6000)}`,
      ({ path }) => `${path}/${'x'.repeat(3000)}`,
      ({ base, rest }) => `${base}${'/'.repeat(3000)}${rest}`,
      ({ path }) => `${path}?${'x'.repeat(40_000)}`,
    ],
  },
};

/** Request targets that a client cannot write. */
const TARGETS: Readonly<
  Record<string, Pick<Attack, 'title' | 'reason' | 'reference'> & { readonly targets: readonly Spelling[] }>
> = {
  'absolute-form': {
    title: 'a request target with scheme and host gets the same decision as a path alone',
    reason: 'servers must accept it, and may compare one path and serve the other',
    reference: 'RFC 9112, 3.2.2',
    targets: [
      ({ host, path }) => `https://${host}${path}`,
      ({ host, path }) => `http://${host}${path}`,
      ({ host, path }) => `HTTPS://${host.toUpperCase()}${path}`,
      ({ host, path }) => `https://${host}:443${path}`,
      ({ host, path }) => `https://${host}/x/..${path}`,
      ({ path }) => `https://${path}`,
      ({ host, path }) => `ftp://${host}${path}`,
    ],
  },
  'other-forms': {
    title: 'request targets in authority form and asterisk form open nothing',
    reason: 'they are not paths, and a program may make a path of them',
    reference: 'RFC 9112, 3.2.3 and 3.2.4',
    targets: [
      () => '*',
      ({ host }) => `${host}:443`,
      ({ host, path }) => `${host}${path}`,
      ({ path }) => path.slice(1),
      ({ host, path }) => `//${host}${path}`,
      () => '',
    ],
  },
  'fragments': {
    title: 'a fragment in the request target does not open a closed route',
    reason: 'one program removes it, another takes it for a part of the path',
    reference: 'GHSA-pxq7-h93f-9jrg',
    targets: [
      ({ path }) => `${path}#/oauth2/start`,
      ({ path }) => `${path}%23/oauth2/start`,
      ({ base, rest }) => `${base}/x#/..${rest}`,
      ({ base, rest }) => `${base}/%23/..${rest}`,
      ({ path }) => `/oauth2/start#/../..${path}`,
      ({ path }) => `/oauth2/sign_in%23/../..${path}`,
    ],
  },
  'control-characters': {
    title: 'control characters, blanks and bytes above 127 in a path do not open a closed route',
    reason: 'C strings end at NUL, parsers trim tabs, and some take a blank for the end of the path',
    reference: 'CWE-158',
    targets: ['%00', '\0', '\t', '\x7f', ' /x', '%0d%0a', '\xff', '\x0b', '%20HTTP/1.1'].flatMap((sign): Spelling[] => [
      ({ path }) => `${path}${sign}`,
      ({ base, rest }) => `${base}/${sign}/..${rest}`,
    ]),
  },
};

/**
 * Entry points where spellings matter: those with a marker, without a session or with access to another entry point of
 * the application. Otherwise any.
 */
function places(target: Target): DeniedEntry[] {
  const baselineChecks = someCredentials(target).flatMap((credential) => {
    const inside = allowedFor(target, credential).map(({ application }) => application);
    return deniedFor(target, credential)
      .filter(({ marker, application }) => marker && (!credential.signedIn || inside.includes(application)))
      .map((entry) => ({ credential, entry }));
  });
  return [...baselineChecks, ...deniedEntries(target).filter(({ entry }) => !entry.marker)];
}

/** If the entry point is the application itself, its whole path is the rest. */
function partsOf({ entry: { base, path, host } }: DeniedEntry): Parts {
  const at = path.length > base.length + 1 ? base.length : 0;
  return { base: path.slice(0, at), rest: path.slice(at), path, host };
}

/** The other spellings of a path. Those that do not change a short path, or make no path of it, are left out. */
const spelled = (denied: DeniedEntry, spellings: readonly Spelling[]) =>
  spellings
    .map((spelling) => spelling(partsOf(denied)))
    .filter((path) => path.startsWith('/') && path !== denied.entry.path);

export const PATHS: readonly Attack[] = [
  ...Object.entries(SPELLINGS).map(([id, { spellings, ...rest }]): Attack => ({
    id: `paths-${id}`,
    family: Family.PATHS,
    ...rest,
    run: (target) =>
      sendAll(
        target,
        productOf(places(target), (denied) => spelled(denied, spellings)).map(({ variation: path, ...denied }) =>
          clientRequest(target, denied, path, {}, `https://${denied.entry.host}${path}`),
        ),
        revealsNothing(({ how }) => [how.replace(/\?.*/s, '')]),
      ),
  })),
  ...Object.entries(TARGETS).map(([id, { targets, ...rest }]): Attack => ({
    id: `paths-${id}`,
    family: Family.PATHS,
    ...rest,
    run: (target) =>
      sendAll(
        target,
        product(places(target), targets).map(({ variation, ...denied }) => {
          const path = variation(partsOf(denied));
          return rawRequest(target, denied, JSON.stringify(path), { target: path });
        }),
        revealsNothing(({ how }) => pathsIn(JSON.parse(how) as string)),
      ),
  })),
];

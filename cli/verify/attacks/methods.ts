import {
  clientRequest,
  FOREIGN_HOST,
  harmless,
  isDenied,
  Judge,
  deniedEntries,
  product,
  speaksHttp2,
  staysDenied,
  sendAll,
  withQuery,
} from './attack-requests';
import { INDISTINGUISHABLE } from './comparison';
import type { DeniedEntry } from './denied-entry';
import { rawRequest } from './raw-requests';
import { meaningOf, Meaning } from '../answers';
import { Attack, Family } from '../attack';
import { allowedFor } from '../entry-points';
import { Target } from '../target';

const OVERRIDES = [
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X-Original-Method',
  'X-Forwarded-Method',
];

/** Every method at unused paths below entry points that deny it. */
const harmlessly = (target: Target, methods: readonly string[]) =>
  product(deniedEntries(target), methods)
    .map(({ variation, ...denied }) => ({ method: variation, denied: harmless(denied) }))
    .filter(({ method, denied }) => isDenied(target, denied, method));

const written = (target: Target, methods: readonly string[], path: (denied: DeniedEntry) => string, judge: Judge) =>
  sendAll(
    target,
    harmlessly(target, methods).map(({ method, denied }) =>
      rawRequest(target, denied, JSON.stringify(method).slice(0, 60), { method, target: path(denied) }),
    ),
    judge,
  );

// A server answers unknown methods itself. That server must be the edge.
const notPassed: Judge = (target, { entry }, answer) =>
  meaningOf(target.table, entry.url, answer) === Meaning.PASSED && answer.body !== ''
    ? 'the application answered'
    : undefined;

/** Spellings of a method that some servers take for the method itself. */
const spellingsOf = (method: string): string[] => [
  method.toLowerCase(),
  `${method[0]}${method.slice(1).toLowerCase()}`,
  `${method[0]!.toLowerCase()}${method.slice(1)}`,
  `${method}S`,
];

/**
 * The places that a person may read, with methods and spellings of methods that are denied there. They use unused
 * paths, so that nothing can change.
 */
function refusedToReaders(target: Target): { readonly denied: DeniedEntry; readonly method: string }[] {
  const named = new Set(
    target.table.rows.flatMap(({ methods }) => methods.split(', ')).filter((method) => /^[A-Z]+$/.test(method)),
  );
  const methods = [...new Set([...named, 'POST', 'DELETE', 'PUT', 'PATCH'])].flatMap((method) => [
    method,
    ...spellingsOf(method),
  ]);
  const readable = target.signedIn
    .flatMap((credential) => allowedFor(target, credential).map((entry) => harmless({ credential, entry })))
    .filter((denied) => [...named].some((method) => isDenied(target, denied, method)));
  return product(readable, [...methods, 'REPORT', 'X'])
    .map(({ variation: method, ...denied }) => ({ method, denied }))
    .filter(({ method, denied }) => isDenied(target, denied, method));
}

/** An answer without a text that names the method alone may be that of the edge as well as that of the application. */
const staysShutToReaders: Judge = (target, each, answer) =>
  [405, 501].includes(answer.status) && answer.body === '' ? INDISTINGUISHABLE : staysDenied(target, each, answer);

export const METHODS: readonly Attack[] = [
  {
    id: 'methods-safe',
    family: Family.METHODS,
    title: 'HEAD and OPTIONS get access only where GET does',
    reason: 'preflight requests have no cookies, so many configurations let OPTIONS pass',
    reference: 'oauth2-proxy, skip_auth_preflight',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), ['HEAD', 'OPTIONS', 'preflight']).map(({ variation, ...denied }) =>
          clientRequest(
            target,
            denied,
            variation,
            variation === 'preflight'
              ? {
                  method: 'OPTIONS',
                  headers: {
                    'Origin': `https://${FOREIGN_HOST}`,
                    'Access-Control-Request-Method': 'POST',
                    'Access-Control-Request-Headers': 'authorization',
                  },
                }
              : { method: variation },
          ),
        ),
        staysDenied,
      ),
  },
  {
    id: 'methods-unsafe',
    family: Family.METHODS,
    unsafe: true,
    title: 'no method that changes something reaches a closed route',
    reason: 'a rule that names methods may have forgotten one',
    reference: 'RFC 9110, 9; RFC 5789',
    run: (target) =>
      sendAll(
        target,
        harmlessly(target, ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']).map(({ method, denied }) =>
          clientRequest(target, denied, method, { method }),
        ),
        staysDenied,
      ),
  },
  {
    id: 'methods-unknown',
    family: Family.METHODS,
    unsafe: true,
    title: 'unknown, lower-case and very long methods reach no closed route',
    reason: 'method names are compared with their case, and an edge may forward a method that it does not know',
    reference: 'RFC 9110, 9.1',
    run: (target) =>
      written(
        target,
        ['get', 'post', 'Get', 'FOO', 'G', 'GET_', 'X'.repeat(300), 'X'.repeat(9000), '-', '\u00c7ET'],
        ({ entry }) => entry.path,
        notPassed,
      ),
  },
  {
    id: 'methods-of-a-neighbouring-right',
    family: Family.METHODS,
    unsafe: true,
    title: 'a person who may only read changes nothing by another method, or by another spelling of one',
    reason:
      'an edge compares methods by their letters, and some applications take "post" for POST or an unknown ' +
      'method for a known one',
    reference: 'RFC 9110, 9.1; go-openapi/runtime, middleware/router.go',
    run: async (target) => {
      const places = refusedToReaders(target);
      const http1 = await sendAll(
        target,
        places.map(({ method, denied }) => rawRequest(target, denied, method, { method })),
        staysShutToReaders,
      );
      if (http1.result !== 'held' || !(await speaksHttp2(target, places[0]!.denied))) return http1;
      return sendAll(
        target,
        places.map(({ method, denied }) =>
          clientRequest(target, denied, `${method} over HTTP/2`, { method, http2: true }),
        ),
        staysShutToReaders,
      );
    },
  },
  {
    id: 'methods-of-proxies',
    family: Family.METHODS,
    title: 'TRACE returns no request, and CONNECT makes no tunnel',
    reason: 'TRACE would show a script the cookie that is hidden from it, and CONNECT would avoid the edge',
    reference: 'RFC 9110, 9.3.6 and 9.3.8',
    run: async (target) => {
      const judge: Judge = (_, each, answer) =>
        answer.body.includes(Object.values(each.credential.headers)[0] ?? '\0') || answer.status === 200
          ? 'it was echoed or accepted'
          : undefined;
      const trace = await written(target, ['TRACE', 'TRACK', 'DEBUG'], ({ entry }) => entry.path, judge);
      return trace.result === 'held' ? written(target, ['CONNECT'], ({ entry }) => `${entry.host}:443`, judge) : trace;
    },
  },
  {
    id: 'methods-overridden',
    family: Family.METHODS,
    unsafe: true,
    title: 'headers and fields that override the method do not change the decision',
    reason:
      'frameworks read them, so that a request that the edge took for reading changes something, or the ' + 'reverse',
    reference: 'CWE-436',
    run: (target) => {
      const places = deniedEntries(target)
        .map(harmless)
        .filter((denied) => isDenied(target, denied, 'POST'));
      return sendAll(
        target,
        [
          ...product(places, OVERRIDES).map(({ variation, ...denied }) =>
            clientRequest(target, denied, `${variation}: GET`, { method: 'POST', headers: { [variation]: 'GET' } }),
          ),
          ...product(places, ['_method=GET', '_method=OPTIONS']).map(({ variation, ...denied }) =>
            clientRequest(target, withQuery(denied, variation), `?${variation}`, { method: 'POST' }),
          ),
        ],
        staysDenied,
      );
    },
  },
];

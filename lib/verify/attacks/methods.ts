import { asking, EVIL, harmless, isShutBy, Judge, Knock, knocks, product, staysShut, tryAll, withQuery } from './tries';
import { writing } from './wire';
import { meaningOf, Meaning } from '../answers';
import { Attack, Family } from '../attack';
import { Target } from '../target';

const OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Original-Method', 'X-Forwarded-Method'];

/** Every method at doors that are shut for it, where nothing could happen even if they were not. */
const harmlessly = (target: Target, methods: readonly string[]) => product(knocks(target), methods)
  .map(({ variation, ...knock }) => ({ method: variation, knock: harmless(knock) })).filter(({ method, knock }) => isShutBy(target, knock, method));

const written = (target: Target, methods: readonly string[], path: (knock: Knock) => string, judge: Judge) => tryAll(target, harmlessly(target, methods)
  .map(({ method, knock }) => writing(target, knock, JSON.stringify(method).slice(0, 60), { method, target: path(knock) })), judge);

// A server that does not know a method answers for itself; it must be the edge that does.
const notPassed: Judge = (target, { door }, answer) => (meaningOf(target.table, door.url, answer) === Meaning.PASSED && answer.body !== '' ? 'the application answered' : undefined);

export const METHODS: readonly Attack[] = [
  {
    id: 'methods-safe',
    family: Family.METHODS,
    title: 'HEAD and OPTIONS are let through nowhere that GET is not',
    reason: 'preflight requests carry no cookies, so that many set-ups let OPTIONS pass',
    reference: 'oauth2-proxy, skip_auth_preflight',
    run: (target) => tryAll(target, product(knocks(target), ['HEAD', 'OPTIONS', 'preflight']).map(({ variation, ...knock }) => asking(target, knock, variation, variation === 'preflight'
      ? { method: 'OPTIONS', headers: { 'Origin': `https://${EVIL}`, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' } } : { method: variation })), staysShut),
  },
  {
    id: 'methods-unsafe',
    family: Family.METHODS,
    unsafe: true,
    title: 'no changing method gets past a door',
    reason: 'a rule that names methods may have forgotten one',
    reference: 'RFC 9110, 9; RFC 5789',
    run: (target) => tryAll(target, harmlessly(target, ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']).map(({ method, knock }) => asking(target, knock, method, { method })), staysShut),
  },
  {
    id: 'methods-unknown',
    family: Family.METHODS,
    unsafe: true,
    title: 'unknown, lower-case and very long methods get past no door',
    reason: 'names of methods are told apart by case, and what an edge does not know it may pass on',
    reference: 'RFC 9110, 9.1',
    run: (target) => written(target, ['get', 'post', 'Get', 'FOO', 'G', 'GET_', 'X'.repeat(300), 'X'.repeat(9000), '-', '\u00c7ET'], ({ door }) => door.path, notPassed),
  },
  {
    id: 'methods-of-proxies',
    family: Family.METHODS,
    title: 'TRACE and CONNECT echo and tunnel nothing',
    reason: 'TRACE would give a script the cookie that it may not read, CONNECT a way around the edge',
    reference: 'RFC 9110, 9.3.6 and 9.3.8',
    run: async (target) => {
      const judge: Judge = (_, each, answer) => (answer.body.includes(Object.values(each.credential.headers)[0] ?? '\0') || answer.status === 200 ? 'it was echoed or accepted' : undefined);
      const trace = await written(target, ['TRACE', 'TRACK', 'DEBUG'], ({ door }) => door.path, judge);
      return trace.result === 'held' ? written(target, ['CONNECT'], ({ door }) => `${door.host}:443`, judge) : trace;
    },
  },
  {
    id: 'methods-overridden',
    family: Family.METHODS,
    unsafe: true,
    title: 'headers and fields that stand for another method change no decision',
    reason: 'frameworks read them, so that what the edge saw as reading changes something, or the reverse',
    reference: 'CWE-436',
    run: (target) => {
      const places = knocks(target).map(harmless).filter((knock) => isShutBy(target, knock, 'POST'));
      return tryAll(target, [
        ...product(places, OVERRIDES).map(({ variation, ...knock }) => asking(target, knock, `${variation}: GET`, { method: 'POST', headers: { [variation]: 'GET' } })),
        ...product(places, ['_method=GET', '_method=OPTIONS']).map(({ variation, ...knock }) => asking(target, withQuery(knock, variation), `?${variation}`, { method: 'POST' })),
      ], staysShut);
    },
  },
];

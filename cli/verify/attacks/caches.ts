import { clientRequest, cookiesOf, deniedEntries, isLetIn, product, staysDenied, sendAll } from './attack-requests';
import { keys } from './cookies';
import { meaningOf, Meaning } from '../answers';
import { Attack, Family, Held, held, nothingOpened, NotTried, notTried } from '../attack';
import { allowedFor, deniedFor } from '../entry-points';
import { Question } from '../http';
import { Credential, NOBODY_SIGNED_IN, Target } from '../target';
import { uncached, uniqueName } from '../uncached';

interface Step {
  readonly how: string;
  readonly url: string;
  readonly question?: Question;
}

/**
 * Send a request with access first, so that a cache can store the answer; then send one without access. No other
 * request uses these addresses.
 */
async function afterwards(
  target: Target,
  steps: (
    insider: Credential,
    url: string,
  ) => readonly {
    readonly first: Step;
    readonly then: Step & { readonly as: Credential };
    /** Whether the addresses are already unique. */
    readonly own?: boolean;
  }[],
): Promise<Held | NotTried> {
  const opened: string[] = [];
  let tried = 0;
  for (const { owner, entry } of keys(target).slice(0, 3)) {
    if (!(await isLetIn(target, uncached(entry.url), owner))) {
      throw new Error(`${entry.url} gives ${owner.name} no access`);
    }
    for (const { first, then, own } of steps(owner, entry.url)) {
      const before = own ? first.url : uncached(first.url);
      const url = then.url === first.url ? before : uncached(then.url);
      // A refused page cannot be cached.
      if (!(await isLetIn(target, before, owner, first.question))) continue;
      const answer = await target.ask(url, {
        ...then.question,
        headers: { ...then.as.headers, ...then.question?.headers },
      });
      tried += 1;
      const meaning = meaningOf(target.table, url, answer);
      // At the entry point itself only the application answers 404.
      const within = meaning === Meaning.NOT_FOUND && deniedFor(target, then.as).some((shut) => shut.url === then.url);
      if (meaning === Meaning.PASSED || within || answer.status === 304 || answer.status === 206) {
        opened.push(`${url} as ${then.as.name}, ${then.how}, after ${owner.name}: ${answer.status}`);
      }
    }
  }
  nothingOpened(opened);
  return tried === 0
    ? notTried('no session of a person was given, or nothing is closed to the other credentials')
    : held(`${tried} pairs of requests`);
}

const asNobody = { as: NOBODY_SIGNED_IN };

export const CACHES: readonly Attack[] = [
  {
    id: 'caches-between-people',
    family: Family.CACHES,
    title: 'an answer for one person is not given to another person without access',
    reason: 'a decision or a page that is cached by its address alone is given to everyone',
    reference: 'finding 1',
    run: (target) =>
      afterwards(target, (insider) =>
        allowedFor(target, insider)
          .slice(0, 6)
          .flatMap(({ url }) =>
            [...target.signedIn.slice(0, 3), NOBODY_SIGNED_IN]
              .filter((credential) => deniedFor(target, credential).some((entry) => entry.url === url))
              .map((as) => ({ first: { how: '', url }, then: { how: 'plainly', url, as } })),
          ),
      ),
  },
  {
    id: 'caches-between-applications',
    family: Family.CACHES,
    title: 'access to one application or route opens no other application or route',
    reason: 'a decision that is cached by the session alone applies to all requests of the session',
    reference: 'finding 3',
    run: (target) =>
      afterwards(target, (insider, url) =>
        deniedFor(target, insider)
          .slice(0, 12)
          .map((entry) => ({ first: { how: '', url }, then: { how: 'plainly', url: entry.url, as: insider } })),
      ),
  },
  {
    id: 'caches-between-methods',
    family: Family.CACHES,
    title: 'a cached decision about reading is not used for other methods',
    reason: 'the cache key may lack the method, on which the decision depends',
    reference: 'finding 3',
    run: (target) =>
      afterwards(target, (_insider, url) =>
        ['HEAD', 'OPTIONS'].map((method) => ({
          first: { how: '', url },
          then: { how: method, url, question: { method }, ...asNobody },
        })),
      ),
  },
  {
    id: 'caches-deceived',
    family: Family.CACHES,
    title: 'a page with an address that looks like a static file is not cached for other people',
    reason:
      'caches keep addresses that end in .css or .js, and applications answer such addresses with the page ' +
      'above them',
    reference: 'Omer Gil, web cache deception (2017)',
    // Some caches keep nothing that has a query, and some look at the end of the whole address.
    run: (target) =>
      afterwards(target, (_insider, url) =>
        [
          '/NAME.css',
          '/..%2fNAME.js',
          ';NAME.css',
          '%2fNAME.ico',
          '?NAME.css',
          '%00NAME.css',
          '/static/NAME.woff2',
        ].map((form) => {
          const end = form.replace('NAME', uniqueName());
          return {
            first: { how: '', url: url + end },
            then: { how: `with ${end}`, url: url + end, ...asNobody },
            own: true,
          };
        }),
      ),
  },
  {
    id: 'caches-conditions',
    family: Family.CACHES,
    title: 'conditions and ranges in a request get no part of a closed page',
    reason: 'a cache that has the page answers 304 or 206 by itself',
    reference: 'RFC 9111, 4.3',
    run: (target) =>
      afterwards(target, (_insider, url) =>
        [
          { 'If-None-Match': '*' },
          { 'If-Modified-Since': new Date().toUTCString() },
          { Range: 'bytes=0-20' },
          { 'If-Range': '"x"', 'Range': 'bytes=0-' },
          { 'Cache-Control': 'only-if-cached' },
          { 'Cache-Control': 'max-stale=1000000' },
        ].map((headers) => ({
          first: { how: '', url },
          then: { how: Object.keys(headers).join(), url, question: { headers: headers }, ...asNobody },
        })),
      ),
  },
  {
    id: 'caches-poisoned',
    family: Family.CACHES,
    title: 'an answer to an attacker is not cached for other people',
    reason: 'an answer that a header has changed is cached for requests without the header',
    reference: 'James Kettle, practical web cache poisoning (2018)',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target, [NOBODY_SIGNED_IN]), [
          { 'X-Forwarded-Host': 'evil.example.org' },
          { 'X-Forwarded-Scheme': 'http' },
          { 'X-Original-URL': '/x' },
          { 'X-Auth-Request-Redirect': 'https://evil.example.org/' },
          { Host: 'evil.example.org' },
        ]).map(({ variation, ...denied }) => {
          const each = clientRequest(target, denied, `after ${Object.keys(variation).join()}`);
          return {
            ...each,
            send: async () => {
              await target.ask(each.entry.url, { headers: variation });
              return each.send();
            },
          };
        }),
        staysDenied,
      ),
  },
  {
    id: 'caches-told',
    family: Family.CACHES,
    title: 'redirects to the sign-in, starts of a sign-in and refusals are not to be kept by shared caches',
    reason: 'a shared cache would give many browsers the same cookie of a started sign-in',
    reference: 'RFC 9111, 3; CWE-525',
    run: async (target) => {
      const addresses = [
        `https://${target.table.signOn.host}/oauth2/start?rd=/`,
        ...deniedEntries(target, [NOBODY_SIGNED_IN]).map(({ entry }) => entry.url),
      ];
      const kept: string[] = [];
      for (const url of addresses) {
        const answer = await target.ask(url);
        const { status, headers } = answer;
        const cacheable =
          /public|s-maxage|max-age=[1-9]/i.test(headers['cache-control'] ?? '') ||
          Date.parse(headers.expires ?? '') > Date.now();
        // A redirect with status 301 or 308 is kept even where nothing is said.
        if (
          cacheable ||
          ([301, 308].includes(status) && !/no-store|no-cache|private/i.test(headers['cache-control'] ?? '')) ||
          (cookiesOf(target.table, answer).length > 0 &&
            !/no-store|no-cache|private/i.test(headers['cache-control'] ?? ''))
        ) {
          kept.push(`${url}: ${status} ${headers['cache-control'] ?? 'without Cache-Control'}`);
        }
      }
      nothingOpened(kept);
      return held(`${addresses.length} answers`);
    },
  },
];

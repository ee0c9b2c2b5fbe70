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
      throw new Error(`${entry.url} does not let ${owner.name} in`);
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
    ? notTried('nobody who is signed in was given, or nothing is shut for the others')
    : held(`${tried} pairs of requests`);
}

const asNobody = { as: NOBODY_SIGNED_IN };

export const CACHES: readonly Attack[] = [
  {
    id: 'caches-between-people',
    family: Family.CACHES,
    title: 'what one person may see, another who may not does not see right after',
    reason: "a decision or a page that is remembered under its address alone is everybody's",
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
    title: 'a right at one application or route opens no other application or route',
    reason: 'a decision that is remembered under the session alone holds for all that the session asks for',
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
    title: 'a decision about reading is none about other methods',
    reason: 'a key without what the decision depends on',
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
    title: 'a page that looks like a file of the site is not kept for others',
    reason: 'caches keep what ends in .css or .js, and applications answer such paths with the page before it',
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
    title: 'conditions and ranges in a request get no part of what is shut',
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
    title: "what a stranger's request got is not what others get",
    reason: 'an answer that a header changed is kept for requests without the header',
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
    title: 'the way to the sign-in, the start of one and a refusal are for no shared cache to keep',
    reason: 'a redirect that sets the cookie of a sign-in under way would give many browsers the same',
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

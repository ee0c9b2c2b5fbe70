import { randomBytes } from 'node:crypto';
import {
  clientRequest,
  cookiesOf,
  deniedEntries,
  isLetIn,
  revealsNothing,
  product,
  speaksHttp2,
  staysDenied,
  AttackRequest,
  sendAll,
} from './attack-requests';
import type { DeniedEntry } from './denied-entry';
import { rawRequest } from './raw-requests';
import { Attack, Family, Held, held, nothingOpened, NotTried, notTried, Opened } from '../attack';
import { EntryPoint, allowedFor } from '../entry-points';
import { startSignIn } from '../sign-in-start';
import { Credential, NOBODY_SIGNED_IN, Target } from '../target';
import { uncached } from '../uncached';

/** The session cookie of a person, and an entry point that it opens. */
interface Key {
  readonly owner: Credential;
  readonly name: string;
  readonly value: string;
  readonly entry: EntryPoint;
}

/** The given sessions, each with an entry point that only signed-in people have access to. */
export function keys(target: Target): Key[] {
  const { cookie } = target.table.signOn;
  return target.signedIn.flatMap((owner) => {
    const value = (owner.headers.Cookie ?? '')
      .split(/; */)
      .find((part) => part.startsWith(`${cookie}=`))
      ?.slice(cookie.length + 1);
    const [entry] = allowedFor(target, owner);
    return value === undefined || entry === undefined ? [] : [{ owner, name: cookie, value, entry }];
  });
}

/**
 * Characters that Go refuses in header values (`httpguts`). NUL and line ends are left out, since they end every
 * request.
 */
const CONTROL_CHARACTERS = ['\x01', '\x08', '\x0b', '\x0c', '\x1b', '\x1f', '\x7f'];
const WITH_CONTROL_CHARACTERS = ['Cookie', 'User-Agent', 'Accept', 'Accept-Language', 'Referer', 'Origin'];

const NO_SESSION = notTried('no person with access and a session in one cookie was given');

/** The entry point without a valid session. */
const before = ({ entry }: Key): DeniedEntry => ({
  credential: { ...NOBODY_SIGNED_IN, name: 'somebody with such a cookie' },
  entry,
});

async function worthless(
  target: Target,
  cookies: (key: Key, other?: Key) => Readonly<Record<string, string>>,
): Promise<Held | NotTried> {
  const all = keys(target);
  if (all.length === 0) return NO_SESSION;
  const requests: AttackRequest[] = [];
  for (const key of all.slice(0, 2)) {
    const ways = (await speaksHttp2(target, key)) ? [false, true] : [false];
    for (const [how, Cookie] of Object.entries(
      cookies(
        key,
        all.find(({ value }) => value !== key.value),
      ),
    )) {
      if (Cookie !== `${key.name}=${key.value}`) {
        requests.push(
          ...ways.map((http2) =>
            clientRequest(target, before(key), `${how}${http2 ? ' over HTTP/2' : ''}`, { headers: { Cookie }, http2 }),
          ),
        );
      }
    }
  }
  return sendAll(target, requests, staysDenied);
}

const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

/**
 * Pairs of cookie headers: the request of the owner, then the request of another client. Names and values are unique.
 */
function confusions({ name, value }: Key, mark: string): [string | readonly string[], string | undefined][] {
  const upper = name.toUpperCase() === name ? name.toLowerCase() : name.toUpperCase();
  return [
    [`${name}=${value}`, undefined],
    [`${name}=${value}`, `${name}=${mark}`],
    [`${upper}=${mark}; ${name}=${value}`, `${upper}=${mark}`],
    [`${mark}=b;\t${name}=${value}`, undefined],
    [`${mark}=b;\t${name}=${value}`, `${mark}=b`],
    [`zz=${mark},${name}=x; ${name}=${value}`, `zz=${mark},${name}=x`],
    [`${name}=${mark}"il; ${name}=${value}`, `${name}=${mark}"il`],
    [[`${name}=${mark}`, `${name}=${value}`], `${name}=${mark}`],
    [`${name}_0=${value}`, undefined],
    [`${name}=${value}; ${name}=${mark}`, `${name}=${mark}`],
    [`${mark}=1; ${name}=${value}`, `${mark}=1`],
    [`$Version=1; ${name}=${value}; $Path=/; ${mark}=1`, `$Version=1; ${mark}=1`],
  ];
}

async function nobodyElses(target: Target, http2: boolean): Promise<Held | NotTried> {
  const [key] = keys(target);
  if (key === undefined) return NO_SESSION;
  if (http2 && !(await speaksHttp2(target, key))) return notTried(`${key.entry.host} does not support HTTP/2`);
  const url = uncached(key.entry.url);
  const comesIn = (Cookie?: string | readonly string[]) =>
    isLetIn(target, url, NOBODY_SIGNED_IN, { http2, headers: { Cookie } });
  const plain = `${key.name}=${key.value}`;
  const opened: string[] = [];
  const ways = confusions(key, `v${randomBytes(4).toString('hex')}`);
  // In sequence, since each request may use the cached decision of the one before.
  for (const [owners, strangers] of ways) {
    if (!(await comesIn(owners)) && owners === plain) {
      throw new Error(`${key.entry.url} gives ${key.owner.name} no access`);
    }
    if (await comesIn(strangers)) {
      opened.push(`${strangers ?? 'no cookie'} after ${String(owners).split(key.value).join('<session>')}`);
    }
  }
  nothingOpened(opened);
  return held(`${ways.length} ways`);
}

export const COOKIES: readonly Attack[] = [
  {
    id: 'cookies-remembered-for-another',
    family: Family.COOKIES,
    title: 'a cached decision is not used for another person, however the cookie was written',
    reason: 'nginx and Go read cookies differently: case, commas, tabs, quotes, several of one name',
    reference: 'findings 1 and 2',
    run: (target) => nobodyElses(target, false),
  },
  {
    id: 'cookies-remembered-for-another-over-http2',
    family: Family.COOKIES,
    title:
      'a cached decision is not used for another person over HTTP/2, where a server joins several cookie ' + 'headers',
    reason: 'one program joins the pieces for the cache key, another for the proxy',
    reference: 'finding 1; RFC 9113, 8.2.3',
    run: (target) => nobodyElses(target, true),
  },
  {
    id: 'cookies-tampered',
    family: Family.COOKIES,
    title: 'a session cookie with a change in any of its parts is not valid',
    reason: 'the proxy signs value and time, and might check only one of them',
    reference: 'oauth2-proxy, pkg/encryption',
    run: (target) =>
      worthless(target, ({ name, value }) => {
        const [ticket = '', time = '', signature = ''] = value.split('|');
        return Object.fromEntries([
          ...[0, Math.floor(ticket.length / 2), ticket.length - 2].map((at) => [
            `ticket changed at ${at}`,
            `${name}=${flipped(value, Math.max(0, at))}`,
          ]),
          ['a later time', `${name}=${ticket}|${Number(time) + 60}|${signature}`],
          ['an earlier time', `${name}=${ticket}|1|${signature}`],
          ['a time of no digits', `${name}=${ticket}|x|${signature}`],
          ['another signature', `${name}=${ticket}|${time}|${flipped(signature, 3)}`],
          ['an empty signature', `${name}=${ticket}|${time}|`],
          ['no signature', `${name}=${ticket}|${time}`],
          ['one part more', `${name}=${value}|x`],
        ]) as Record<string, string>;
      }),
  },
  {
    id: 'cookies-truncated',
    family: Family.COOKIES,
    title: 'a part of a session cookie is not valid',
    reason: 'a comparison that stops at the end of the shorter text accepts it',
    reference: 'CWE-697',
    run: (target) =>
      worthless(target, ({ name, value }) =>
        Object.fromEntries(
          [0, 1, 8, Math.floor(value.length / 2), value.length - 5].map((length) => [
            `${length} characters of it`,
            `${name}=${value.slice(0, length)}`,
          ]),
        ),
      ),
  },
  {
    id: 'cookies-swapped',
    family: Family.COOKIES,
    title: "parts of two people's session cookies do not make a valid one",
    reason: 'the id of one with the key or signature of another',
    reference: 'oauth2-proxy, pkg/sessions/persistence',
    run: async (target) => {
      if (new Set(keys(target).map(({ value }) => value)).size < 2) {
        return notTried('it needs two people who are signed in');
      }
      return worthless(target, ({ name, value }, other) => {
        const [mine, theirs] = [value.split('|'), other!.value.split('|')];
        const [decoded, foreign] = [mine, theirs].map(([ticket = '']) =>
          Buffer.from(ticket, 'base64url').toString('latin1'),
        );
        const mixed = Buffer.from(
          `${decoded!.slice(0, decoded!.lastIndexOf('.'))}${foreign!.slice(foreign!.lastIndexOf('.'))}`,
          'latin1',
        ).toString('base64url');
        return {
          'ticket of one, signature of the other': `${name}=${mine[0]}|${theirs[1]}|${theirs[2]}`,
          'time of the other': `${name}=${mine[0]}|${theirs[1]}|${mine[2]}`,
          'id of one, key of the other': `${name}=${mixed}|${mine[1]}|${mine[2]}`,
        };
      });
    },
  },
  {
    id: 'cookies-look-alikes',
    family: Family.COOKIES,
    title: 'a session under any other cookie name is not valid',
    reason: 'a prefix such as __Host- protects that name alone; a sibling host can plant others',
    reference: 'finding 5; RFC 6265bis, 4.1.3',
    run: (target) =>
      worthless(target, ({ name, value }) => {
        const bare = name.replace(/^__Host-/, '');
        const others = [
          name.toUpperCase(),
          name.toLowerCase(),
          `__Secure-${bare}`,
          `__host-${bare}`,
          `__HOST-${bare}`,
          `__Http-${bare}`,
          `$${name}`,
          `${name}_0`,
          `${name}_csrf`,
          `\u00a0${name}`,
          `${name}\u00a0`,
          `${name}[]`,
          ...(bare === name ? [] : [bare]),
        ].filter((each) => each !== name);
        return Object.fromEntries(
          others.map((each) => [each, `${Buffer.from(each, 'utf8').toString('latin1')}=${value}`]),
        );
      }),
  },
  {
    id: 'cookies-of-no-worth',
    family: Family.COOKIES,
    title: 'forged, empty and very large cookies, and any number of them, give no session',
    reason: 'an error between cookie and session may not be handled as a refusal',
    reference: 'CWE-754',
    run: (target) => {
      const { cookie } = target.table.signOn;
      const cookies = {
        'empty': `${cookie}=`,
        'only its name': cookie,
        'only a sign': '=',
        'forged': `${cookie}=${Buffer.from('forged').toString('base64')}|1|x`,
        'of bars': `${cookie}=|||`,
        'JSON': `${cookie}={"user":"admin"}`,
        'of bytes': `${cookie}=\xff\xfe`,
        'of 3000 characters': `${cookie}=${'x'.repeat(3000)}`,
        'of 20000 characters': `${cookie}=${'x'.repeat(20_000)}`,
        'a hundred': Array.from({ length: 100 }, (_, index) => `${cookie}_${index}=x`).join('; '),
        'parts without the first': `${cookie}_1=x; ${cookie}_2=y`,
        'of a sign-in under way': `${cookie}_csrf=x; ${cookie}_abcdef_csrf=y`,
        'of path and name': `${cookie}=../../etc/passwd`,
      };
      return sendAll(
        target,
        product(deniedEntries(target, [NOBODY_SIGNED_IN]), Object.entries(cookies)).map(
          ({ variation: [how, Cookie], ...denied }) => clientRequest(target, denied, how, { headers: { Cookie } }),
        ),
        staysDenied,
      );
    },
  },
  {
    id: 'cookies-with-control-characters',
    family: Family.COOKIES,
    title: 'a control character in a cookie or another header is refused, and causes no server error',
    reason:
      'nginx copies it to the request for a decision, whose server refuses it; the error may hide that no ' +
      'decision was made',
    reference: 'RFC 9110, 5.5; nginx, ngx_http_auth_request_module',
    run: (target) => {
      const lines = CONTROL_CHARACTERS.flatMap((sign) => WITH_CONTROL_CHARACTERS.map((name) => `${name}: a=b${sign}c`));
      const requests = product(deniedEntries(target, [NOBODY_SIGNED_IN]), lines).map(({ variation, ...denied }) =>
        rawRequest(target, denied, JSON.stringify(variation), { lines: [variation] }),
      );
      return sendAll(target, requests, async (within, each, answer) => {
        const isError = answer.status >= 500 && (await each.plainly()).every(({ status }) => status < 500);
        return isError ? `status ${answer.status}` : revealsNothing()(within, each, answer);
      });
    },
  },
  {
    id: 'cookies-for-something-else',
    family: Family.COOKIES,
    title: 'the cookie of a started sign-in is not a session, although the same key signs it',
    reason: 'one secret signs both kinds of cookies; the name must be a part of what is signed',
    reference: 'oauth2-proxy, pkg/encryption; CWE-345',
    run: async (target) => {
      const { cookie } = target.table.signOn;
      const values = cookiesOf(target.table, await startSignIn(target))
        .map((line) => /^[^=]+=([^;]+)/.exec(line)?.[1])
        .filter((value): value is string => value !== undefined);
      if (values.length === 0) throw new Opened('the start of a sign-in sets no cookie');
      return sendAll(
        target,
        product(
          deniedEntries(target, [NOBODY_SIGNED_IN]),
          values.flatMap((value) => [
            `${cookie}=${value}`,
            `${cookie}_0=${value}`,
            `${cookie}=${value}; ${cookie}_1=${value}`,
          ]),
        ).map(({ variation, ...denied }) =>
          clientRequest(target, denied, variation.replace(/=.*/, ''), { headers: { Cookie: variation } }),
        ),
        staysDenied,
      );
    },
  },
  {
    id: 'cookies-of-a-sign-in',
    family: Family.COOKIES,
    title:
      'the cookie of a started sign-in is for one host and HTTPS only, is hidden from scripts, and expires ' + 'soon',
    reason: 'a client that can plant or read it binds the sign-in of another person to its own browser',
    reference: 'RFC 9700, 4.7; RFC 6265, 8',
    run: async (target) => {
      const lines = cookiesOf(target.table, await startSignIn(target)).filter((line) => /^[^=]*_csrf=/.test(line));
      if (lines.length !== 1) throw new Opened(`${lines.length} cookies for one sign-in`);
      const [line] = lines as [string];
      const lacking = [/;\s*secure/i, /;\s*httponly/i, /;\s*samesite=(lax|strict)/i].filter(
        (attribute) => !attribute.test(line),
      );
      if (lacking.length > 0) {
        throw new Opened(`the cookie lacks ${lacking.join(', ')}: ${line.replace(/=[^;]*/, '=…')}`);
      }
      const seconds = Number(
        /;\s*max-age=(\d+)/i.exec(line)?.[1] ??
          (Date.parse(/;\s*expires=([^;]*)/i.exec(line)?.[1] ?? '') - Date.now()) / 1000,
      );
      if (!(seconds <= 3600)) throw new Opened(`the cookie is valid for ${Math.round(seconds)} s`);
      return held(`${Math.round(seconds / 60)} minutes`);
    },
  },
  {
    id: 'cookies-of-too-many-sign-ins',
    family: Family.COOKIES,
    title: 'many sign-ins that are started at once leave a limited number of cookies',
    reason: 'each page that is opened starts one; headers grow until the edge refuses every request of that browser',
    reference: 'oauth2-proxy, cookie_csrf_per_request_limit',
    run: async (target) => {
      const jar = new Map<string, string>();
      const begun = 12;
      for (let round = 0; round < begun; round += 1) {
        const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await startSignIn(target, undefined, { headers: { Cookie } });
        if (answer.status !== 302) throw new Opened(`sign-in ${round + 1} answers ${answer.status}`);
        for (const line of cookiesOf(target.table, answer)) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
          if (
            value === '' ||
            /max-age=(0|-)/i.test(line) ||
            Date.parse(/expires=([^;]*)/i.exec(line)?.[1] ?? '') < Date.now()
          ) {
            jar.delete(name!);
          } else {
            jar.set(name!, value!);
          }
        }
      }
      if (jar.size > begun - 2) throw new Opened(`${begun} sign-ins leave ${jar.size} cookies`);
      return held(`${jar.size} cookies after ${begun} sign-ins`);
    },
  },
];

import { meaningOf, Meaning } from '../answers';
import { Attack, Family, held, nothingOpened } from '../attack';
import { returnAddresses } from '../cells';
import { openFor, shutFor } from '../doors';
import { Credential, NOBODY_SIGNED_IN, Target } from '../target';

const EVIL = 'evil.example.org';

/** Headers by which a client might tell edge or proxy another story about its own request, each alone. */
const stories = (path: string): Readonly<Record<string, string>>[] => [
  { 'X-Forwarded-Uri': path }, { 'X-Forwarded-Host': EVIL }, { 'X-Forwarded-Method': 'OPTIONS' }, { 'X-Forwarded-Proto': 'http' }, { 'X-Forwarded-Prefix': path },
];

/** As anybody with any story: what is shut stays shut, and the way to the sign-in is the same. */
async function toldByEverybody(target: Target, tell: (open: string) => readonly Readonly<Record<string, string>>[]): Promise<number> {
  const opened: string[] = [];
  let tried = 0;
  for (const credential of [NOBODY_SIGNED_IN, ...target.signedIn] as Credential[]) {
    const open = openFor(target, credential)[0]?.path ?? '/oauth2/sign_in';
    for (const door of shutFor(target, credential)) {
      const plain = meaningOf(target.table, door.url, await target.ask(door.url, { headers: credential.headers }));
      for (const story of tell(open)) {
        const answer = await target.ask(door.url, { headers: { ...credential.headers, ...story } });
        const meaning = meaningOf(target.table, door.url, answer);
        tried += 1;
        const said = `${door.url} as ${credential.name} with ${Object.keys(story).join(', ')}: ${answer.status} ${answer.headers.location ?? ''}`;
        if (meaning !== plain && (meaning === Meaning.PASSED || meaning === Meaning.SIGN_IN)) opened.push(said);
        if ((returnAddresses(target.table, answer) ?? []).some((address) => address !== door.url)) opened.push(said);
      }
    }
  }
  nothingOpened(opened);
  return tried;
}

export const FORWARDED_HEADERS: readonly Attack[] = [
  {
    id: 'forwarded-headers-one-by-one',
    family: Family.FORWARDED_HEADERS,
    title: 'no header about where a request comes from or goes to changes the decision or the way to the sign-in',
    reason: 'ingress-nginx passes X-Forwarded-Uri and -Host of a client on to the proxy, which believes the edge',
    reference: 'GHSA-7x63-xv5r-3p2x',
    run: async (target) => held(`${await toldByEverybody(target, stories)} requests`),
  },
  {
    id: 'forwarded-headers-together',
    family: Family.FORWARDED_HEADERS,
    title: 'all headers about where a request comes from or goes to, together, change nothing either',
    reason: 'one header may be read only where another is there',
    reference: 'GHSA-7x63-xv5r-3p2x',
    run: async (target) => held(`${await toldByEverybody(target, (open) => [Object.assign({}, ...stories(open)) as Record<string, string>])} requests`),
  },
];

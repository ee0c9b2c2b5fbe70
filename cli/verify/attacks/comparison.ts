import type { DeniedEntry } from './attack-requests';
import { UNUSED_NAME } from '../access-checks';
import { allowedFor } from '../entry-points';
import { Answer } from '../http';
import { Credential, Target } from '../target';

/** Says that nobody can tell whether an answer opened something. */
export const INDISTINGUISHABLE = Symbol('could not be told apart');

const pages = new WeakMap<Target, Map<string, Promise<Answer>>>();

/** What somebody gets at an address by a plain request, which is asked for until there is an answer. */
async function page(target: Target, url: string, { name, headers }: Credential): Promise<Answer> {
  const known = pages.get(target) ?? new Map<string, Promise<Answer>>();
  pages.set(target, known);
  const key = `${name} ${url}`;
  const asked = known.get(key) ?? target.ask(url, { headers });
  known.set(key, asked);
  return asked.catch((error) => {
    known.delete(key);
    throw error;
  });
}

/**
 * Where the application may answer whoever knocks, since the edge takes the address for an open one, its answer has to be one that they get at open addresses as well: a plain
 * one, or one that means nothing. It must not be what somebody gets at the door itself who may.
 */
export async function compareWithOpenPages(
  target: Target,
  { credential, entry }: DeniedEntry,
  answer: Answer,
): Promise<string | undefined | typeof INDISTINGUISHABLE> {
  const open = allowedFor(target, credential)
    .filter(({ application }) => application === entry.application)
    .slice(0, 2);
  for (const url of [
    `https://${entry.host}${entry.base}/${UNUSED_NAME}`,
    `https://${entry.host}/${UNUSED_NAME}`,
    ...open.map((each) => each.url),
  ]) {
    if (isSame(answer, await page(target, url, credential))) return undefined;
  }
  const [inside] = target.signedIn.flatMap((insider) =>
    allowedFor(target, insider)
      .filter(({ host, path }) => host === entry.host && path === entry.path)
      .map(({ url }) => ({ url, insider })),
  );
  return inside && isSame(answer, await page(target, inside.url, inside.insider))
    ? 'what is behind the door was told'
    : INDISTINGUISHABLE;
}

const isSame = (one: Answer, other: Answer) => seen(one) === seen(other);

/** What is compared: of the text the signs that every way of reading it takes for the same. */
const seen = ({ status, headers, body }: Answer) =>
  JSON.stringify([status, headers.location, body.replace(/[^ -~]+/g, '')]);

import type { DeniedEntry } from './denied-entry';
import { UNUSED_NAME } from '../access-checks';
import { allowedFor } from '../entry-points';
import { Answer } from '../http';
import { Credential, Target } from '../target';

/** The result of a comparison that cannot tell whether an answer gave access. */
export const INDISTINGUISHABLE = Symbol('could not be told apart');

const pages = new WeakMap<Target, Map<string, Promise<Answer>>>();

/** The answer to a plain request, which is repeated until there is one. */
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
 * Compare an answer with the answers at addresses that the credential has access to, and at unused paths. Needed where
 * the edge may read the address as an open one. The answer must not be the content of the denied entry point.
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
    ? 'the content of the denied address was shown'
    : INDISTINGUISHABLE;
}

const isSame = (one: Answer, other: Answer) => seen(one) === seen(other);

/**
 * The compared parts of an answer. Of the text only ASCII characters count, since they are the same in every encoding.
 */
const seen = ({ status, headers, body }: Answer) =>
  JSON.stringify([status, headers.location, body.replace(/[^ -~]+/g, '')]);

import { type EdgeScene, expectEqual } from './check';
import { eventually } from '../../support/process';
import type { Answer } from '../client/http';
import type { Person } from '../client/person';

interface Withdrawal {
  /** Removes the right of a person with a session. */
  readonly withdraw: (id: string) => Promise<void>;
  /** Fails for the response of a page that is still open, or closed in an unexpected way. */
  readonly expectShut: (answer: Answer) => void;
}

/**
 * Signs a person in who may read a page, removes the right, and waits until the page is refused. Returns the seconds
 * until then.
 */
export async function withdrawn(
  { people }: EdgeScene,
  person: Person,
  page: string,
  seconds: number,
  { withdraw, expectShut }: Withdrawal,
): Promise<number> {
  const visitor = people.visitor();
  expectEqual((await visitor.signIn(person, page)).status, 200, 'before');
  await withdraw(person.id);
  const begin = Date.now();
  await eventually(seconds, async () => expectShut(await visitor.ask(page)));
  return Math.round((Date.now() - begin) / 1000);
}

import { type EdgeScene, expectEqual } from './check';
import { eventually } from '../../support/process';
import type { Answer } from '../client/http';
import type { Person } from '../client/person';

interface Withdrawal {
  /** Takes the right of somebody who is signed in. */
  readonly withdraw: (id: string) => Promise<void>;
  /** Fails for the answer of a page that is open still, or is shut in another way than it should be. */
  readonly expectShut: (answer: Answer) => void;
}

/**
 * Lets somebody in who may see a page, withdraws what that was by, and waits until the page is shut; gives the seconds
 * that took.
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

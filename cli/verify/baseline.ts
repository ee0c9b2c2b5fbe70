import { Attack, Held, Known, NotTried, Opened } from './attack';
import { isSignIn } from './answers';
import { AccessCheck, accessChecksOf, disagreement } from './access-checks';
import { NotNamed } from './http';
import { retryOnce } from './retry';
import { startSignIn } from './sign-in-start';
import { NOBODY_SIGNED_IN, Target } from './target';
import { Outcome } from '../../lib/access/decide';

/** Thrown where plain requests are not answered as the program says. */
export class BaselineFailed extends Error {}

/** So many requests that show the same are made for one that is answered as the program says: the others are for the cells to judge. */
const ENOUGH = 5;

/** Runs an attack. What comes of it proves something only where plain requests are still answered as the program says: whoever shuts everybody out may do so with a page of any kind. */
export async function runAttack<T extends Target>(attack: Attack<T>, target: T): Promise<Held | Known | NotTried> {
  const outcome = await attack.run(target).catch((error: Error) => error);
  const speaksForItself = outcome instanceof Error ? outcome instanceof NotNamed : outcome.result === 'not-tried';
  if (!speaksForItself)
    await checkBaseline(target, outcome instanceof Opened ? `; before that it seemed open: ${outcome.message}` : '');
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** Asks plainly: the proxy to begin a sign-in, for each application as nobody, and once as everybody who is signed in. Throws `Unsound` where that goes on to fail, and adds what was seen before. */
export async function checkBaseline(target: Target, before = ''): Promise<void> {
  try {
    await retryOnce(async () => {
      await beginsSignIn(target);
      for (const cells of baselineChecks(target)) await agrees(target, cells);
    });
  } catch (error) {
    throw new BaselineFailed(
      `plain requests are not answered as the program says: ${(error as Error).message}${before}`,
    );
  }
}

async function beginsSignIn(target: Target): Promise<void> {
  try {
    const {
      status,
      headers: { location = '' },
    } = await startSignIn(target);
    if (!isSignIn(target.table, location))
      throw new Error(`no sign-in begins at ${target.table.signOn.host}, which answers ${status} ${location}`);
  } catch (error) {
    if (!(error instanceof NotNamed)) throw error;
  }
}

async function agrees({ table, ask }: Target, cells: readonly AccessCheck[]): Promise<void> {
  const problems: string[] = [];
  for (const cell of cells.slice(0, ENOUGH)) {
    const problem = disagreement(table, cell, await ask(cell.url, { headers: cell.credential.headers }));
    if (problem === undefined) return;
    problems.push(problem);
  }
  throw new Error(problems[0]);
}

/** Requests whose answers show whether all is well, together where they show the same: the way to each application's sign-in, and what only somebody's session opens. */
function baselineChecks({ table, signedIn }: Target): AccessCheck[][] {
  const plain = accessChecksOf(table, [NOBODY_SIGNED_IN, ...signedIn], { methods: ['GET'], harmless: true }).filter(
    ({ decision }) => decision.application !== undefined,
  );
  const of = (each: AccessCheck['credential'], outcome?: Outcome) =>
    plain.filter(
      ({ credential, decision }) => credential === each && decision.outcome === (outcome ?? decision.outcome),
    );
  const asksToSignIn = new Set(of(NOBODY_SIGNED_IN, Outcome.SIGN_IN).map(({ url }) => url));
  // Whoever has shut everybody out refuses as well as a closed door does.
  const kinds = [
    ...[...new Set(table.rows.map(({ application }) => application))].map((application) =>
      [of(NOBODY_SIGNED_IN, Outcome.SIGN_IN), of(NOBODY_SIGNED_IN)].map((cells) =>
        cells.filter(({ decision }) => decision.application === application),
      ),
    ),
    ...signedIn.map((credential) => [
      onePerApplication(of(credential, Outcome.ALLOW)),
      of(credential, Outcome.REFUSE).filter(({ url }) => asksToSignIn.has(url)),
    ]),
  ];
  return kinds.flatMap((choices) => choices.filter((cells) => cells.length > 0).slice(0, 1));
}

/** One application may be out of order. */
const onePerApplication = (cells: readonly AccessCheck[]) =>
  cells.filter(
    ({ decision: { application } }, index) =>
      index === cells.findIndex(({ decision }) => decision.application === application),
  );

import { AccessCheck, accessChecksOf, disagreement } from './access-checks';
import { isSignIn } from './answers';
import { Attack, Held, Known, NotTried, Opened } from './attack';
import { NotNamed } from './http';
import { retryOnce } from './retry';
import { startSignIn } from './sign-in-start';
import { NOBODY_SIGNED_IN, Target } from './target';
import { Outcome } from '../../lib/access/decide';

/** Thrown when plain requests do not get the answers of the access table. */
export class BaselineFailed extends Error {}

/** How many equivalent requests are tried until one gets the expected answer. The access checks judge the rest. */
const ENOUGH = 5;

/**
 * Run an attack, and check the baseline afterwards. The result is valid only if plain requests still get the expected
 * answers: an edge that blocks this client may do so with any page.
 */
export async function runAttack<T extends Target>(attack: Attack<T>, target: T): Promise<Held | Known | NotTried> {
  const outcome = await attack.run(target).catch((error: Error) => error);
  const speaksForItself = outcome instanceof Error ? outcome instanceof NotNamed : outcome.result === 'not-tried';
  if (!speaksForItself) {
    await checkBaseline(target, outcome instanceof Opened ? `; before that it seemed open: ${outcome.message}` : '');
  }
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/**
 * Check that the deployment answers plain requests as expected: the start of a sign-in, each application without a
 * session, and each session once. Throws `BaselineFailed` if a retry fails too.
 */
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
    if (!isSignIn(target.table, location)) {
      throw new Error(`no sign-in starts at ${target.table.signOn.host}, which answers ${status} ${location}`);
    }
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

/**
 * The baseline requests in groups of equivalent ones: the sign-in of each application, and an address that only the
 * session of a person opens.
 */
function baselineChecks({ table, signedIn }: Target): AccessCheck[][] {
  const plain = accessChecksOf(table, [NOBODY_SIGNED_IN, ...signedIn], { methods: ['GET'], harmless: true }).filter(
    ({ decision }) => decision.application !== undefined,
  );
  const of = (each: AccessCheck['credential'], outcome?: Outcome) =>
    plain.filter(
      ({ credential, decision }) => credential === each && decision.outcome === (outcome ?? decision.outcome),
    );
  const asksToSignIn = new Set(of(NOBODY_SIGNED_IN, Outcome.SIGN_IN).map(({ url }) => url));
  // A refusal proves nothing: an edge that blocks this client refuses everything.
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

/** One check for each application, since one application may be out of order. */
const onePerApplication = (cells: readonly AccessCheck[]) =>
  cells.filter(
    ({ decision: { application } }, index) =>
      index === cells.findIndex(({ decision }) => decision.application === application),
  );

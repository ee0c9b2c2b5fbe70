import path from 'node:path';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { credentialOf } from './target';
import { accessChecksOf, disagreement, type AccessCheck } from '../../../cli/verify/access-checks';
import { NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { Outcome } from '../../../lib/access/decide';
import { output } from '../../support/process';
import { ask } from '../client/http';
import { repository } from '../places';

const perOutcome = 4;

/** Compares the packaged command `explain` with the real responses. */
export const explain: Area<EdgeScene> = {
  name: 'explain',
  needs: signOnPrograms,
  checks: [
    {
      title: 'the command explains some cells of every outcome as the edge responds, and prints row and ' + 'construct',
      run: async (scene) => {
        const { people, stack, table } = scene;
        const credentials = [
          NOBODY_SIGNED_IN,
          await credentialOf(scene, 'alice', await people.alice()),
          await credentialOf(scene, 'oscar', await people.oscar()),
          await credentialOf(scene, 'mallory', await people.mallory()),
        ];
        const cells = sample(
          accessChecksOf(table, credentials, { methods: ['GET', 'POST', 'DELETE'], harmless: true }),
        );
        const file = path.join(stack.report, 'access.json');
        const wrong: string[] = [];
        for (const cell of cells) {
          const {
            credential: { headers, signedIn, claims },
            method,
            url,
            decision,
          } = cell;
          const as = signedIn
            ? ['--as', ...(claims.length > 0 ? claims.map((claim) => claim.replace(/^\//, '')) : ['signed-in'])]
            : [];
          const explained = JSON.parse(
            await output([
              process.execPath,
              path.join(repository, 'build/cli/main.js'),
              'explain',
              method,
              url,
              ...as,
              '--access',
              file,
              '--json',
            ]),
          ) as { outcome: Outcome; construct?: string; path?: string };
          const problem = disagreement(
            table,
            { ...cell, decision: { ...decision, outcome: explained.outcome } },
            await ask(url, { method, headers }),
          );
          if (problem !== undefined) wrong.push(problem);
          if (explained.outcome !== Outcome.NOT_FOUND) {
            expect(
              explained.construct !== undefined && explained.path !== undefined,
              `no construct or row for ${method} ${url}`,
            );
          }
        }
        expectEqual(wrong, [], 'disagreements');
        return `${cells.length} cells`;
      },
    },
  ],
};

/** Some cells of each outcome, from the whole table. */
function sample(cells: readonly AccessCheck[]): AccessCheck[] {
  return Object.values(Outcome).flatMap((outcome) => {
    const some = cells.filter(({ decision }) => decision.outcome === outcome);
    expect(some.length >= perOutcome, `only ${some.length} cells to ${outcome}`);
    return Array.from(
      { length: perOutcome },
      (_, index) => some[Math.floor(((index + 0.5) * some.length) / perOutcome)]!,
    );
  });
}

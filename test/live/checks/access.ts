import type { AccessTable } from './access-table';
import { host, prometheus, site } from './addresses';
import { kindOf } from './answers';
import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import { sampleOf } from './sample';
import { signedAt } from './signed-cookie';
import { credentialOf } from './target';
import { type AccessCheckOptions, accessChecksOf, disagreement } from '../../../cli/verify/access-checks';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { sleep } from '../../support/process';
import { ask } from '../client/http';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const nobody = (name: string, headers: Record<string, string>): Credential => ({ ...NOBODY_SIGNED_IN, name, headers });

/** Compares `decide()` and the edge for every cell of the access table: every path, method and identity. */
export const access: Area<EdgeScene> = {
  name: 'access',
  needs: signOnPrograms,
  checks: [
    {
      title: 'every cell of the access table is correct without a session',
      run: (scene) => everyCell(scene, NOBODY_SIGNED_IN),
    },
    {
      title:
        'every cell is correct for a request for JSON without a session: it gets status 401, or a redirect if ' +
        'the edge does not support this',
      run: (scene) =>
        everyCell(scene, nobody('a program', { 'Accept': 'application/json', 'X-Requested-With': 'XMLHttpRequest' })),
    },
    {
      title: 'every cell is correct for alice, a developer',
      run: async (scene) => everyCell(scene, await credentialOf(scene, 'alice', await scene.people.alice())),
    },
    {
      title: 'every cell is correct for oscar, an operator',
      run: async (scene) => everyCell(scene, await credentialOf(scene, 'oscar', await scene.people.oscar())),
    },
    {
      title: 'every cell is correct for a person in both groups',
      run: async (scene) =>
        everyCell(scene, await credentialOf(scene, 'a guest', await scene.people.guest('/developers', '/operators'))),
    },
    {
      title: 'every cell is correct for mallory, who is in no group',
      run: async (scene) => everyCell(scene, await credentialOf(scene, 'mallory', await scene.people.mallory())),
    },
    {
      title: 'every cell responds to an expired session as to no session',
      run: async (scene) => {
        const { people, stack, table } = scene;
        const name = table.signOn.cookie;
        const value = (await people.session(await people.alice())).jar.of(host).get(name)!;
        const cookieAt = (hours: number) => {
          const made = new Date(Date.now() - hours * 3600_000);
          return { Cookie: `${name}=${signedAt(made, name, value, stack.secrets['cookie-secret']!)}` };
        };
        // The signature must be valid, so that only the age is the reason of the refusal.
        expect(
          kindOf(await ask(`${prometheus}/graph`, { headers: cookieAt(7.9) })) === 'passed',
          'a session of eight hours is not taken after less',
        );
        return everyCell(scene, nobody('an old session', cookieAt(8.1)));
      },
    },
    {
      title: 'every cell responds to a copied cookie after a sign-out as to no session',
      run: async (scene) => {
        const { people, table } = scene;
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers', '/operators'), `${prometheus}/graph`);
        const headers = { Cookie: visitor.jar.header(host) };
        expect(
          kindOf(await ask(`${prometheus}/graph`, { headers })) === 'passed',
          'the cookie was worth nothing before',
        );
        await visitor.ask(`${site}/oauth2/sign_out`);
        await sleep(table.withdrawal.cacheSeconds * 1000);
        return everyCell(scene, nobody('a copied cookie', headers));
      },
    },
    {
      title: 'every cell responds to an invalid bearer token as to no session',
      run: (scene) =>
        everyCell(
          scene,
          nobody('a token', { Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJncm91cHMiOlsiL29wZXJhdG9ycyJdfQ.' }),
        ),
    },
  ],
};

async function everyCell(
  { table, quick }: Pick<EdgeScene, 'table' | 'quick'>,
  credential: Credential,
): Promise<string> {
  return agreeing(table, [credential], {}, quick);
}

/** Tests every cell, or a sample, several at a time, and reports each difference. */
export async function agreeing(
  table: AccessTable,
  credentials: readonly Credential[],
  options: Partial<AccessCheckOptions> = {},
  sample = false,
): Promise<string> {
  const all = accessChecksOf(table, credentials, { methods, harmless: false, ...options });
  const cells = sample ? sampleOf(all) : all;
  const wrong: string[] = [];
  const queue = cells.values();
  const worker = async () => {
    for (const cell of queue) {
      const problem = disagreement(
        table,
        cell,
        await ask(cell.url, { method: cell.method, headers: cell.credential.headers }),
      );
      if (problem !== undefined) wrong.push(problem);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  expect(wrong.length === 0, `${wrong.length} of ${cells.length} cells: ${wrong.join('; ')}`);
  return sample ? `${cells.length} of ${all.length} cells` : `${cells.length} cells`;
}

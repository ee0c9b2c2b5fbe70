import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { Visitor } from '../client/visitor';
import { type RandomSignOns, randomHost, randomIds, randomPeople, randomRealm, seed } from '../programs/random-sign-on';
import type { Stack } from '../stack';
import { agreeing } from './access';
import { readAccessTable } from './access-table';
import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';

/** The random sign-ons, and the folders of their reports. */
export interface RandomScene extends EdgeScene, RandomSignOns {
  readonly folder: string;
}

/**
 * Random programs: nested groups, a person, everyone signed in; nested applications.
 */
export const random: Area<RandomScene> = {
  name: 'random',
  needs: signOnPrograms,
  checks: randomIds.map((id) => ({
    title: `every cell is correct in the program ${id}, for all people of its realm`,
    run: async ({ stack, claimsOf, folder }) => {
      const table = readAccessTable(path.join(folder, 'report', id));
      const credentials: Credential[] = [NOBODY_SIGNED_IN];
      for (const name of Object.keys(randomPeople) as (keyof typeof randomPeople)[]) {
        credentials.push({
          name,
          headers: { Cookie: await sessionOf(stack, name, id, table.signOn.cookie) },
          signedIn: true,
          claims: claimsOf[name],
        });
      }
      const closed = table.rows.filter(({ permitted }) => permitted.length === 0).length;
      const agreed = await agreeing(table, credentials, { methods: ['GET', 'POST', 'DELETE'] });
      return `seed ${seed}: ${table.rows.length} rows, ${closed} of them closed; ${agreed}`;
    },
  })),
};

const passwords = new Map<string, Promise<string>>();

async function sessionOf(stack: Stack, username: string, program: string, cookie: string): Promise<string> {
  const password = passwords.get(username) ?? withPassword(stack, username);
  passwords.set(username, password);
  const visitor = new Visitor();
  await visitor.signIn(
    { id: username, username, password: await password, groups: [] },
    `https://${randomHost(program)}/oauth2/start?rd=${encodeURIComponent(`https://${randomHost(program)}/`)}`,
  );
  const header = visitor.jar.header(randomHost(program));
  expect(header.includes(`${cookie}=`), `${username} has no session: ${visitor.visited.at(-1)}`);
  return header;
}

async function withPassword(stack: Stack, username: string): Promise<string> {
  const password = `Aa1!${randomBytes(16).toString('base64url')}`;
  await stack.adminOf(randomRealm).setPassword(username, password);
  return password;
}

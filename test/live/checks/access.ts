import type { Person } from '../client/person';
import { ask } from '../client/http';
import type { AccessRow } from './access-table';
import { isClosed } from './access-table';
import { kindOf, type Kind } from './answers';
import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import { Visitor } from '../client/visitor';

/** The access table, cell by cell: whoever it says may pass does, and nobody else. */
export const access: Area<EdgeScene> = {
  name: 'access',
  needs: signOnPrograms,
  checks: [
    { title: 'the access table holds for whoever is not signed in', run: (scene) => holds(scene) },
    { title: 'the access table holds for alice, a developer', run: async (scene) => holds(scene, await scene.people.alice()) },
    { title: 'the access table holds for oscar, an operator', run: async (scene) => holds(scene, await scene.people.oscar()) },
    { title: 'the access table holds for mallory, who is in no group', run: async (scene) => holds(scene, await scene.people.mallory()) },
  ],
};

async function holds({ table, people }: EdgeScene, person?: Person): Promise<string> {
  const visitor: Pick<Visitor, 'ask'> = person ? await people.session(person) : { ask };
  const wrong: string[] = [];
  let cells = 0;
  for (const row of table.rows) {
    for (const path of row.match === 'exact' ? [row.path] : [row.path, `${row.path.replace(/\/$/, '')}/of-no-meaning`]) {
      const method = /^[A-Z]+/.exec(row.methods)?.[0] ?? 'GET';
      const answer = await visitor.ask(`https://${row.host}${path}`, { method });
      const [got, wanted] = [kindOf(answer), outcome(row, person)];
      cells += 1;
      if (got !== wanted) wrong.push(`${method} ${path} (${row.purpose}): ${wanted} was expected, got ${answer.status} ${answer.headers.location ?? ''}`);
    }
  }
  expect(wrong.length === 0, wrong.join('; '));
  return `${cells} cells`;
}

function outcome(row: AccessRow, person?: Person): Kind {
  if (isClosed(row)) return 'refused';
  if (!person) return 'sign-in';
  return row.permitted.some(({ claim }) => person.groups.includes(claim)) ? 'passed' : 'refused';
}

import { readAccessTable } from './access-table';
import { host } from './addresses';
import type { EdgeScene } from './check';
import type { Credential, Target } from '../../../cli/verify/target';
import { ask, raw } from '../client/http';
import type { Person } from '../client/person';

/** A copy of a browser's session. */
export async function credentialOf(
  { people }: Pick<EdgeScene, 'people'>,
  name: string,
  person: Person,
): Promise<Credential> {
  const { jar } = await people.session(person);
  return { name, headers: { Cookie: jar.header(host) }, signedIn: true, claims: person.groups };
}

/**
 * The stack from outside, with the accounts of people: the input of the command `verify`.
 */
export async function targetOf(scene: EdgeScene): Promise<Target> {
  const { people, table } = scene;
  return {
    table,
    ask,
    raw,
    signedIn: [
      await credentialOf(scene, 'alice, a developer', await people.alice()),
      await credentialOf(scene, 'oscar, an operator', await people.oscar()),
      await credentialOf(scene, 'mallory, who is in no group', await people.mallory()),
    ],
  };
}

/** The same for another sign-on, by its report. */
export const targetAt = (report: string, signedIn: readonly Credential[]): Target => ({
  table: readAccessTable(report),
  ask,
  raw,
  signedIn,
});

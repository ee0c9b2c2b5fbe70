import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import type { Visitor } from '../client/visitor';
import { onCallRole, secondHosts, secondSessionCookie, shift } from '../programs/second-sign-on';

const query = `https://${secondHosts.prometheus}/api/v1/query?query=up`;

/** Signs a person in at the application that is granted to the role. Returns the response. */
async function statusAfterSignIn(
  { people }: EdgeScene,
  person: Awaited<ReturnType<EdgeScene['people']['guest']>>,
): Promise<{ status: number; visitor: Visitor }> {
  const visitor = people.visitor();
  await visitor.signIn(person, query);
  // Without a session, the request would be redirected, and the check would be meaningless.
  expect(
    visitor.setCookies.some((line) => line.startsWith(`${secondSessionCookie}=`)),
    `the sign-in of ${person.username} did not succeed`,
  );
  return { status: (await visitor.ask(query)).status, visitor };
}

/** A grant by role, at an application of the second sign-on. */
export const roles: Area<EdgeScene> = {
  name: 'roles',
  needs: signOnPrograms,
  checks: [
    {
      title: 'a person with the role has access, by a group, by a composite role, or assigned by an administrator',
      run: async (scene) => {
        const { admin } = scene.stack;
        const byGroup = await scene.people.guest(`/${shift}`);
        const byRole = await scene.people.guest();
        const outer = `rota-${byRole.username}`;
        await admin.makeRole(outer);
        await admin.include(onCallRole, outer);
        await admin.giveRole(byRole.id, outer);
        const byHand = await scene.people.guest();
        await admin.giveRole(byHand.id, onCallRole);
        for (const [way, person] of Object.entries({
          'by a group': byGroup,
          'by another role': byRole,
          'by hand': byHand,
        })) {
          expectEqual((await statusAfterSignIn(scene, person)).status, 200, `status for the role ${way}`);
        }
      },
    },
    {
      title: 'a person without the role is refused, with another role and with groups of the same name',
      run: async (scene) => {
        const { admin } = scene.stack;
        const person = await scene.people.guest('/operators');
        const other = `on-call-${person.username}`;
        await admin.makeRole(other);
        await admin.giveRole(person.id, other);
        for (const name of [`role:${onCallRole}`, onCallRole]) {
          await admin.joinById(person.id, await admin.addGroup(name));
        }
        expectEqual((await statusAfterSignIn(scene, person)).status, 403, 'status');
      },
    },
  ],
};

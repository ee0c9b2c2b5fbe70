import { eventually } from '../../support/process';
import { prometheus } from './addresses';
import { expectKind } from './answers';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';

const page = `${prometheus}/graph`;

/** How long a right lives on that is taken away, with the lifetimes of the quickstart: an area of its own, since it is begun and left to itself, whatever is tried on other sign-ons. */
export const withdrawal: Area<EdgeScene> = {
  name: 'withdrawal',
  needs: signOnPrograms,
  checks: [
    {
      title: 'a group taken away and an account disabled in Keycloak bite within the time that the report states',
      edges: ['ingress-nginx'], // whose memory is a part of that time; the other has none
      run: async ({ people, stack, stack: { admin }, table }) => {
        const withdrawn = async (withdraw: (id: string) => Promise<void>, kind: 'refused' | 'sign-in') => {
          const person = await people.guest('/developers');
          const visitor = people.visitor();
          expectEqual((await visitor.signIn(person, page)).status, 200, 'before');
          await withdraw(person.id);
          const begin = Date.now();
          await eventually(table.withdrawal.seconds, async () => expectKind(await visitor.ask(page), kind, person.username));
          return Math.round((Date.now() - begin) / 1000);
        };
        const [group, account] = await Promise.all([
          withdrawn((id) => admin.leave(id, '/developers'), 'refused'), withdrawn((id) => admin.disable(id), 'sign-in'),
        ]);
        // What a refresh was refused for is said there.
        expect(!/eyJ[\w-]{10,}/.test(stack.proxyLog), 'the log of the proxies holds a token, or a part of one');
        return `after ${group} s and ${account} s; stated are ${table.withdrawal.seconds} s`;
      },
    },
  ],
};

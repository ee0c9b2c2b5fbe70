import { prometheus } from './addresses';
import { expectKind, type Kind } from './answers';
import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import { withdrawn } from './withdrawn';
import type { Person } from '../client/person';

const page = `${prometheus}/graph`;

/**
 * Measures how long a removed right has an effect, with the lifetimes of the quickstart. It is a separate area because
 * it runs in the background, while checks use other sign-ons.
 */
export const withdrawal: Area<EdgeScene> = {
  name: 'withdrawal',
  needs: signOnPrograms,
  checks: [
    {
      title: 'a removed group and a disabled account in Keycloak take effect within the time in the report',
      edges: ['ingress-nginx'], // its cache is a part of this time; the other edge has none
      run: async (scene) => {
        const {
          people,
          stack,
          stack: { admin },
          table,
        } = scene;
        const ending = (person: Person, kind: Kind, withdraw: (id: string) => Promise<void>) =>
          withdrawn(scene, person, page, table.withdrawal.seconds, {
            withdraw,
            expectShut: (answer) => expectKind(answer, kind, person.username),
          });
        const [group, account] = await Promise.all([
          ending(await people.guest('/developers'), 'refused', (id) => admin.leave(id, '/developers')),
          ending(await people.guest('/developers'), 'sign-in', (id) => admin.disable(id)),
        ]);
        // The log contains the reason of a refused refresh.
        expect(!/eyJ[\w-]{10,}/.test(stack.proxyLog), 'the log of the proxies holds a token, or a part of one');
        return `after ${group} s and ${account} s; stated are ${table.withdrawal.seconds} s`;
      },
    },
  ],
};

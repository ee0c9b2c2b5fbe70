import { prometheus } from './addresses';
import { expectKind, type Kind } from './answers';
import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import { withdrawn } from './withdrawn';
import type { Person } from '../client/person';

const page = `${prometheus}/graph`;

/**
 * How long a right lives on that is taken away, with the lifetimes of the quickstart: an area of its own, since it is
 * begun and left to itself, whatever is tried on other sign-ons.
 */
export const withdrawal: Area<EdgeScene> = {
  name: 'withdrawal',
  needs: signOnPrograms,
  checks: [
    {
      title: 'a group taken away and an account disabled in Keycloak bite within the time that the report states',
      edges: ['ingress-nginx'], // whose memory is a part of that time; the other has none
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
        // What a refresh was refused for is said there.
        expect(!/eyJ[\w-]{10,}/.test(stack.proxyLog), 'the log of the proxies holds a token, or a part of one');
        return `after ${group} s and ${account} s; stated are ${table.withdrawal.seconds} s`;
      },
    },
  ],
};

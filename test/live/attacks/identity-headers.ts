import { type InsideAttack, type Seen, seenAtGrafana } from './inside';
import { Family, held } from '../../../cli/verify/attack';
import { forged, SPELLINGS } from '../../../cli/verify/attacks/identity-headers';
import { host } from '../checks/addresses';
import { expect, expectEqual } from '../checks/check';
import type { Question } from '../client/http';

const lie = 'forged-administrator';

/** Sends a request as alice with forged headers. The application must receive her identity, and no forged value. */
async function arriving(
  { scene: { people } }: Parameters<InsideAttack['run']>[0],
  headers: Question['headers'],
): Promise<Seen> {
  const person = await people.alice();
  const { jar } = await people.session(person);
  const seen = await seenAtGrafana({ headers: { Cookie: jar.header(host), ...headers } });
  expect(!JSON.stringify(seen).includes(lie), `a forged header arrived: ${JSON.stringify(seen.headers)}`);
  expectEqual(
    [seen.headers['x-auth-request-email'], seen.headers['x-auth-request-user']],
    ['alice@example.com', person.id],
    'e-mail and user',
  );
  expect(
    seen.headers['x-auth-request-groups']?.split(',').includes('/developers') ?? false,
    `groups ${seen.headers['x-auth-request-groups']}`,
  );
  return seen;
}

/** The identity headers that an application receives, independent of the client's headers. */
export const IDENTITY_HEADERS_THAT_ARRIVE: readonly InsideAttack[] = [
  ...Object.entries(SPELLINGS).map(([spelling, { reason, reference }]): InsideAttack => ({
    id: `identity-headers-arriving-${spelling}`,
    family: Family.IDENTITY_HEADERS,
    title:
      `identity headers that a client sends ${spelling.replaceAll('-', ' ')} reach no application, and hide no ` +
      'header of the edge',
    reason,
    reference,
    run: async (target) =>
      held(`${Object.keys((await arriving(target, forged(spelling, lie))).headers).length} headers arrived`),
  })),
  {
    id: 'identity-headers-arriving-hop-by-hop',
    family: Family.IDENTITY_HEADERS,
    title: 'a client cannot remove the true identity headers by naming them in Connection',
    reason:
      'a proxy removes the headers that Connection names; if it does so after the edge has set them, the ' +
      'application sees no person, or another one',
    reference: 'finding 17',
    run: async (target) => {
      const ways = [
        'close, X-Auth-Request-User, X-Auth-Request-Email, X-Auth-Request-Groups',
        'X-Auth-Request-Email',
        'keep-alive, x-auth-request-user, X-Forwarded-Proto',
      ];
      for (const Connection of ways) await arriving(target, { Connection, ...forged('plainly', lie) });
      return held(`${ways.length} ways`);
    },
  },
];

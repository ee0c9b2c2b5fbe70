import { type InsideAttack, operatorsOnly, passed, readable } from './inside';
import { Family, held } from '../../../cli/verify/attack';
import { prometheus } from '../checks/addresses';
import { expect } from '../checks/check';

interface GroupAttack extends Pick<InsideAttack, 'title' | 'reason' | 'reference'> {
  /** Paths of the groups that a person creates who may create groups below their own. Each part is a name. */
  readonly groups: readonly (readonly string[])[];
}

const ATTACKS: Readonly<Record<string, GroupAttack>> = {
  'of-the-same-name': {
    title: 'another group with the same name at another path opens nothing',
    reason: 'without full paths, /team/operators has the same name as the granted group operators',
    reference: 'finding 12',
    groups: [
      ['team-a', 'operators'],
      ['team-a', 'developers', 'operators'],
      ['developers', 'operators'],
      ['Operators'],
      ['operators-2'],
    ],
  },
  'with-signs-in-their-names': {
    title: 'a group with slashes, commas or line ends in its name is not taken for another group',
    reason: 'a name with a slash looks like a nested group, and lists are joined and split at commas',
    reference: 'finding 12',
    groups: [
      ['team-b', 'x,/operators'],
      ['team-b/operators'],
      [',/operators,'],
      ['/operators'],
      ['operators/'],
      ['operators\n'],
      ['x /operators'],
      ['operators;/developers'],
      ['"/operators"'],
    ],
  },
  'named-like-roles': {
    title: 'a group with the name of a role, or of the value for closed routes, opens nothing',
    reason: 'roles and groups share one claim',
    reference: 'finding 12',
    groups: [
      ['role:admin'],
      ['role:monitoring-sso-signed-in'],
      ['monitoring-sso~closed~nobody'],
      ['*'],
      ['monitoring-sso-people'],
    ],
  },
};

/**
 * Groups that could be accepted as other groups, created by a person who may create groups. Each with a real sign-in.
 */
export const GROUPS: readonly InsideAttack[] = Object.entries(ATTACKS).map(([id, { groups, ...rest }]) => ({
  id: `groups-${id}`,
  family: Family.GROUPS,
  ...rest,
  run: async ({ scene: { stack, people, table } }) => {
    const person = await people.guest();
    const refused: string[] = [];
    for (const group of groups) {
      try {
        let parent: string | undefined;
        for (const name of group) parent = await stack.admin.addGroup(name, parent);
        await stack.admin.joinById(person.id, parent!);
      } catch (error) {
        // A name that Keycloak refuses is no attack.
        refused.push(`${group.join('/')}: ${(error as Error).message.slice(0, 80)}`);
      }
    }
    expect(refused.length < groups.length, `no group could be made: ${refused.join('; ')}`);
    const visitor = people.visitor();
    await visitor.signIn(person, readable);
    expect(
      visitor.setCookies.some((line) => line.startsWith(`${table.signOn.cookie}=`)),
      'the sign-in did not succeed',
    );
    for (const url of [operatorsOnly, readable, `${prometheus}/-/healthy`]) {
      expect(!passed(await visitor.ask(url)), `${url} opened`);
    }
    return held(
      `${groups.length - refused.length} groups${refused.length > 0 ? `; Keycloak refuses ${refused.length}` : ''}`,
    );
  },
}));

import { expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { plainHandout } from './plain-handouts';
import { CheckRun } from '../../lib/access/check-run';
import { Carrier, Handouts } from '../../lib/keycloak/handouts';
import { Block } from '../../lib/keycloak/terraform-blocks';
import { defaultGroups, groupRoles } from '../../lib/provider-keycloak';
import { Program } from '../support/program';

const NAMES = ['a', 'b', 'a.b', 'c'];
const STACKS = ['identity', 'x/identity'];
const DEFAULTS = 'default-roles-platform';

const one = fc.constantFrom;
const name = one(...NAMES);
const addressOf = (type: string) =>
  fc.tuple(one(...STACKS), one('1', '2', '3', '10', 'z')).map(([stack, id]) => `${stack}#${type}.${id}`);
const idOf = (...types: string[]) =>
  fc.oneof(
    one(...types)
      .chain(addressOf)
      .map((address) => `\${${address}.id}`),
    fc
      .tuple(one(...types).chain(addressOf), one(...types).chain(addressOf))
      .map(([first, second]) => `\${var.x ? ${first}.id : ${second}.id}`),
    one('8a7c', '${module.x.id}'),
  );
const groupId = idOf('keycloak_group', 'data.keycloak_group');
const roleId = idOf('keycloak_role', 'data.keycloak_role');
const groupPath = one('/a', '/b', '/a/b', '/a/b/c', '/a.b', 'a', 'a/b', '/', '/a/', '${var.path}');
const roleName = one(...NAMES, 'x.a', 'x/a', 'x.a.b', 'y.a', DEFAULTS, '${var.role}');
const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const some = <T>(values: fc.Arbitrary<T>) => option(fc.array(values, { maxLength: 3 }));

/** The arguments of each type that matters, with values that collide often. */
const argumentsOf: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  'keycloak_role': fc.record({
    name: roleName,
    client_id: option(one('x', '${identity#keycloak_openid_client.x.id}')),
    composite_roles: some(roleId),
  }),
  'data.keycloak_role': fc.record({ name: roleName, client_id: option(one('x', 'y')) }),
  'keycloak_group': fc.record({ name: fc.oneof(name, one('${var.group}')), parent_id: option(groupId) }),
  'data.keycloak_group': fc.record({ name: option(name), group_path: option(groupPath) }),
  'keycloak_group_roles': fc.record({ group_id: groupId, role_ids: some(roleId) }),
  'keycloak_default_groups': fc.record({ group_ids: some(groupId) }),
  'keycloak_default_roles': fc.record({ default_roles: some(roleName) }),
  'keycloak_openid_hardcoded_role_protocol_mapper': fc.record({ role_id: roleId }),
  'keycloak_hardcoded_group_identity_provider_mapper': fc.record({ group: fc.oneof(groupPath, groupId) }),
  'keycloak_hardcoded_role_identity_provider_mapper': fc.record({ role: roleName }),
  'keycloak_custom_identity_provider_mapper': fc.record({
    extra_config: option(fc.record({ role: fc.oneof(roleName, fc.array(roleName, { maxLength: 2 })) })),
  }),
  'keycloak_ldap_group_mapper': fc.record({ groups_path: option(groupPath) }),
  'keycloak_ldap_role_mapper': fc.record({
    use_realm_roles_mapping: option(fc.boolean()),
    client_id: option(one('x')),
  }),
};
const block = one(...Object.keys(argumentsOf)).chain((type) =>
  fc.record({ type: one(type), address: addressOf(type), values: argumentsOf[type]! }),
);
const granted: fc.Arbitrary<Carrier> = fc.oneof(
  fc.record({
    kind: one<'group'>('group'),
    name: one('/a', '/a/b', '/a.b'),
    address: one('keycloak_group', 'data.keycloak_group').chain(addressOf),
  }),
  fc.record({
    kind: one<'role'>('role'),
    name,
    clientId: option(one('x')),
    address: one('keycloak_role', 'data.keycloak_role').chain(addressOf),
  }),
);

/** Groups that are below themselves are no program: Terraform refuses them. */
function withoutCycles(blocks: readonly Omit<Block, 'path'>[]): Block[] {
  return blocks.map((each, position) => {
    const parent = String(each.values.parent_id);
    const known = blocks.slice(0, position).some(({ address }) => parent.includes(`${address}.`));
    const later = blocks.slice(position).some(({ address }) => `${parent}.`.includes(`${address}.`));
    const isGroup = each.type === 'keycloak_group' && each.values.parent_id !== undefined;
    const { parent_id: _, ...rest } = each.values;
    return { ...each, path: `p${position}`, values: isGroup && (later || !known) ? rest : each.values };
  });
}

test('the index finds what a search through all blocks finds', () => {
  const found = { some: 0, none: 0 };
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 14 }).map(withoutCycles),
      fc.array(granted, { minLength: 1, maxLength: 4 }),
      fc.func(fc.boolean()),
      fc.boolean(),
      (blocks, all, mayBeGiven, acceptsSome) => {
        const accepted = (address: string) => acceptsSome && mayBeGiven(address);
        const index = new Handouts(blocks, 'Platform');
        for (const each of all) {
          const expected = plainHandout(blocks, 'Platform', each, accepted);
          expect(index.of(each, accepted)).toEqual(expected);
          found[expected ? 'some' : 'none'] += 1;
        }
      },
    ),
    { numRuns: 4000, seed: 7 },
  );
  // Both answers are common, so that the comparison can fail.
  expect(Math.min(found.some, found.none)).toBeGreaterThan(1000);
});

/** How many blocks an index reads to answer for each of many groups and roles. */
function readsOf(count: number): number {
  let reads = 0;
  const counted = (values: Record<string, unknown>) =>
    new Proxy(values, { get: (target, key) => ((reads += 1), target[key as string]) });
  const blocks = Array.from({ length: count }, (_, at): Block[] => [
    { path: `g${at}`, type: 'keycloak_group', address: `s#keycloak_group.g${at}`, values: counted({ name: `g${at}` }) },
    { path: `r${at}`, type: 'keycloak_role', address: `s#keycloak_role.r${at}`, values: counted({ name: `r${at}` }) },
    {
      path: `gr${at}`,
      type: 'keycloak_group_roles',
      address: `s#keycloak_group_roles.gr${at}`,
      values: counted({ group_id: `\${s#keycloak_group.g${at}.id}`, role_ids: [`\${s#keycloak_role.r${at}.id}`] }),
    },
    {
      path: `m${at}`,
      type: 'keycloak_hardcoded_group_identity_provider_mapper',
      address: `s#keycloak_hardcoded_group_identity_provider_mapper.m${at}`,
      values: counted({ group: `/g${at}` }),
    },
  ]).flat();
  const index = new Handouts(blocks, 'platform');
  for (let at = 0; at < count; at += 1) {
    const role: Carrier = { kind: 'role', name: `r${at}`, address: `s#keycloak_role.r${at}` };
    const group: Carrier = { kind: 'group', name: `/g${at}`, address: `s#keycloak_group.g${at}` };
    expect(index.of(role, () => false)?.path).toMatch(`m${at} (`);
    expect(index.of(group, () => false)?.path).toMatch(`m${at} (`);
  }
  return reads;
}

test('the work grows with the number of blocks and of questions, not with their product', () => {
  const [few, many] = [readsOf(50), readsOf(500)];
  expect(many / few).toBeLessThan(11);
});

/** A program with a group for each of many applications, and how often it visits a construct. */
function visitsOf(count: number, run: CheckRun | undefined): number {
  const program = new Program();
  const findAll = jest.spyOn(program.stack.node.root.node, 'findAll');
  let visits = 0;
  findAll.mockImplementation(function (this: any, order) {
    const nodes = Object.getPrototypeOf(program.stack.node.root.node).findAll.call(program.stack.node.root.node, order);
    visits += nodes.length;
    return nodes;
  });
  const ask = () => {
    for (let at = 0; at < count; at += 1) expect(program.realm.addGroup(`team-${at}`).automatic).toBe(false);
  };
  if (run) run.during(ask);
  else ask();
  return visits;
}

test('a growing program visits constructs in proportion to its grants', () => {
  for (const count of [400, 1600]) expect(visitsOf(count, new CheckRun('growing')) / count).toBeLessThan(600);
  expect(visitsOf(400, undefined) / visitsOf(200, undefined)).toBeGreaterThan(3); // a search for each
});
test('a complete program is searched once for all its grants', () => {
  const program = new Program();
  const groups = Array.from({ length: 20 }, (_, at) => program.realm.addGroup(`team-${at}`));
  const findAll = jest.spyOn(program.stack.node.root.node, 'findAll');
  new CheckRun('complete').during(() => groups.map(({ automatic }) => expect(automatic).toBe(false)));
  expect(findAll).toHaveBeenCalledTimes(1);
  new CheckRun('complete').during(() => groups.map(({ automatic }) => expect(automatic).toBe(false)));
  expect(findAll).toHaveBeenCalledTimes(2); // another run may be of another program
});

test('a large program that gives a group to people is refused at synthesis if not at the grant', () => {
  const program = new Program();
  const all: { automatic?: boolean | undefined }[] = [];
  const growing = new CheckRun('growing');
  for (let at = 0; at < 400; at += 1) all.push(program.realm.addGroup(`team-${at}`));
  growing.during(() => all[0]!.automatic);
  const { realmId } = program.realm;
  const group = program.realm.addGroup('last');
  new defaultGroups.DefaultGroups(program.stack, 'defaults', { realmId, groupIds: [group.groupId] });
  // The earlier search counts, for a while.
  expect(growing.during(() => group.automatic)).toBe(false);
  program.realm.registerIdentities('x', [group]);
  expect(() => program.terraform.synth()).toThrow(/a group is granted something.*got "\/last"/);
  expect(group.automatic).toBe(true); // outside of every run, each answer is exact
  const asked = Array.from({ length: 4 }, () => growing.during(() => group.automatic));
  expect(asked).toEqual([true, true, true, true]);
});
test('what an earlier search of a growing program found is confirmed', () => {
  const program = new Program();
  const role = program.realm.addRole('editor');
  for (let at = 0; at < 400; at += 1) program.realm.addGroup(`team-${at}`);
  const newcomers = program.realm.addGroup('newcomers', { defaultGroup: true });
  new groupRoles.GroupRoles(program.stack, 'given', {
    realmId: program.realm.realmId,
    groupId: newcomers.groupId,
    roleIds: [role.roleId],
  });
  const growing = new CheckRun('growing');
  expect(growing.during(() => role.automatic)).toBe(true);
  program.stack.node.tryRemoveChild('given');
  expect(growing.during(() => role.automatic)).toBe(false);
});
test('a check within a run belongs to the innermost one, also after an error', () => {
  const [outer, inner] = [new CheckRun('complete'), new CheckRun('growing')];
  outer.during(() => {
    expect(() =>
      inner.during(() => {
        expect(CheckRun.current).toBe(inner);
        throw new Error('x');
      }),
    ).toThrow('x');
    expect(CheckRun.current).toBe(outer);
  });
  expect(CheckRun.current).toBeUndefined();
});

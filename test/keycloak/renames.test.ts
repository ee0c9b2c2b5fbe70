import { describe, expect, test } from '@jest/globals';
import { TerraformStack } from 'cdktf';
import { ExistingKeycloakRealm, KeycloakGroup, KeycloakGroupOptions, KeycloakMachines } from '../../lib';
import { joined } from '../support/joined';
import { Program } from '../support/program';

type Groups = Record<string, { name: string; lifecycle?: { prevent_destroy?: boolean } }>;

const groupsOf = (program: Program): Groups => program.tf().resource.keycloak_group;
/** The address of each group, by its name. */
const addresses = (groups: Groups) =>
  Object.fromEntries(Object.entries(groups).map(([address, { name }]) => [name, address]));

describe('a group that is renamed', () => {
  const before = new Program();
  const developers = before.realm.addGroup('developers', { roles: [before.realm.addRole('editor')] });
  developers.addGroup('seniors');

  const after = new Program();
  const engineers = after.realm.addGroup('engineers', {
    createdAs: '/developers',
    roles: [after.realm.addRole('editor')],
  });
  engineers.addGroup('seniors');

  test('keeps its Terraform address, and those of its roles and of the groups below it', () => {
    const [old, renamed] = [before.tf(), after.tf()];
    expect(addresses(renamed.resource.keycloak_group)).toEqual({
      engineers: addresses(old.resource.keycloak_group).developers,
      seniors: addresses(old.resource.keycloak_group).seniors,
    });
    expect(renamed.resource.keycloak_group_roles).toEqual(old.resource.keycloak_group_roles);
  });
  test('has the claim of its new name', () => expect(engineers.claimValue).toBe('/engineers'));
  test('keeps its address when it is moved below another group, and back', () => {
    const moved = new Program();
    moved.realm.addGroup('platform').addGroup('developers', { createdAs: '/developers' });
    expect(addresses(groupsOf(moved)).developers).toBe(addresses(before.tf().resource.keycloak_group).developers);
    const back = new Program();
    back.realm.addGroup('seniors', { createdAs: '/developers/seniors' });
    expect(addresses(groupsOf(back)).seniors).toBe(addresses(before.tf().resource.keycloak_group).seniors);
  });
  test('leaves its name to a new group only with another address', () => {
    const { realm } = new Program();
    realm.addGroup('engineers', { createdAs: '/developers' });
    expect(() => realm.addGroup('developers')).toThrow(
      joined(
        /\[identity\/realm\] the Terraform address of the group is that of \/engineers.*/,
        /fix: write createdAs: '\/developers-2'/,
      ),
    );
    expect(() => realm.addGroup('operators', { createdAs: '/developers' })).toThrow(/is that of \/engineers/);
    realm.addGroup('developers', { createdAs: '/developers-2' });
  });
  test.each(['developers', '', '/', '/a//b', '/a b', '/a/', 5, null])('fails when createdAs is %j', (createdAs) => {
    const { realm } = new Program();
    expect(() => realm.addGroup('engineers', { createdAs: createdAs as string })).toThrow(/createdAs/);
  });
  test('fails when it was a group of the library', () => {
    const { realm } = new Program();
    expect(() => realm.addGroup('engineers', { createdAs: '/monitoring-sso-people/alice' })).toThrow(
      /the library keeps the group/,
    );
  });
});

describe('a group is protected', () => {
  const protectedBy = (options: KeycloakGroupOptions, preventDestruction?: boolean) => {
    const program = new Program(preventDestruction === undefined ? {} : { preventDestruction });
    program.realm.addGroup('developers', options);
    return Object.values(groupsOf(program))[0]!.lifecycle?.prevent_destroy;
  };
  test('like its realm', () => {
    expect(protectedBy({})).toBe(true);
    expect(protectedBy({}, false)).toBeUndefined();
  });
  test('or by itself', () => {
    expect(protectedBy({ preventDestruction: false })).toBeUndefined();
    expect(protectedBy({ preventDestruction: true }, false)).toBe(true);
  });
  test('in a realm that is managed elsewhere', () => {
    const program = new Program();
    const place = { url: 'https://keycloak.example.com', realm: 'corporate' };
    new KeycloakGroup(new ExistingKeycloakRealm(program.stack as TerraformStack, 'other', place), 'developers');
    expect(Object.values(groupsOf(program))[0]!.lifecycle?.prevent_destroy).toBe(true);
  });
  test('unless the library alone makes its members', () => {
    const program = new Program();
    program.realm.person('alice');
    new KeycloakMachines(program.realm, 'machines').addClient('agent');
    const groups = Object.values(groupsOf(program));
    expect(groups).toHaveLength(4);
    for (const { lifecycle } of groups) expect(lifecycle).toBeUndefined();
  });
});

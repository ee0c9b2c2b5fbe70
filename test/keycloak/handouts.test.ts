import { describe, expect, test } from '@jest/globals';
import { TerraformResource, TerraformStack } from 'cdktf';
import { ExistingKeycloakRealm, IIdentity, KeycloakGroup, KeycloakRole, Prometheus } from '../../lib';
import {
  dataKeycloakGroup,
  dataKeycloakRole,
  defaultGroups,
  groupRoles,
  hardcodedGroupIdentityProviderMapper,
  oidcIdentityProvider,
  provider,
  realm as keycloakRealm,
  role as keycloakRole,
} from '../../lib/provider-keycloak';
import { joined } from '../support/joined';
import { Program } from '../support/program';

/** A resource of bindings that the library does not have. */
function other(stack: TerraformStack, type: string, values: Record<string, unknown>, id = 'other'): void {
  const resource = new TerraformResource(stack, id, { terraformResourceType: type });
  for (const [name, value] of Object.entries(values)) resource.addOverride(name, value);
}

/** A program that grants a group, a role of the realm and one of a client, each to one purpose of nothing else. */
class Granting extends Program {
  readonly group: KeycloakGroup;
  readonly role: KeycloakRole;
  readonly clientRole: KeycloakRole;
  private signOns = 0;

  constructor(options: { givenByMappers?: boolean } = {}) {
    super();
    this.group = this.realm.addGroup('platform').addGroup('operators', options);
    this.role = this.realm.addRole('editor', options);
    this.clientRole = this.realm.addRoleClient('monitoring-roles').addRole('auditor', options);
  }

  /** What is said when it is granted. */
  refusal(identity: IIdentity): string | undefined {
    try {
      this.signOns++;
      const sso = this.sso(
        { host: `sso-${this.signOns}.example.com`, clientId: `sso-${this.signOns}` },
        `sso-${this.signOns}`,
      );
      sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [identity] });
      return undefined;
    } catch (error: any) {
      return error.message;
    }
  }

  anotherStack(): TerraformStack {
    const stack = new TerraformStack(this.terraform, 'another');
    new provider.KeycloakProvider(stack, 'keycloak', { url: 'https://keycloak.example.com' });
    return stack;
  }
}

type What = 'group' | 'role' | 'clientRole';
type Values = (program: Granting) => Record<string, unknown>;

/** Every resource of the provider that hands out groups or roles, with each way to name them. */
const ways: readonly (readonly [string, What, Values, 'never' | 'on request'])[] = [
  ['keycloak_default_groups', 'group', ({ group }) => ({ realm_id: 'platform', group_ids: [group.groupId] }), 'never'],
  [
    'keycloak_default_roles',
    'role',
    () => ({ realm_id: 'platform', default_roles: ['offline_access', 'editor'] }),
    'never',
  ],
  [
    'keycloak_default_roles',
    'clientRole',
    () => ({ realm_id: 'platform', default_roles: ['monitoring-roles/auditor'] }),
    'never',
  ],
  [
    'keycloak_role',
    'role',
    ({ role }) => ({ realm_id: 'platform', name: 'default-roles-platform', composite_roles: [role.roleId] }),
    'never',
  ],
  [
    'keycloak_openid_hardcoded_role_protocol_mapper',
    'role',
    ({ role }) => ({ realm_id: 'platform', name: 'x', role_id: role.roleId, client_id: 'y' }),
    'never',
  ],
  [
    'keycloak_hardcoded_group_identity_provider_mapper',
    'group',
    () => ({ realm: 'platform', group: '/platform/operators' }),
    'on request',
  ],
  [
    'keycloak_hardcoded_group_identity_provider_mapper',
    'group',
    () => ({ realm: 'platform', group: 'platform/operators' }),
    'on request',
  ],
  [
    'keycloak_hardcoded_role_identity_provider_mapper',
    'role',
    () => ({ realm: 'platform', role: 'editor' }),
    'on request',
  ],
  [
    'keycloak_hardcoded_role_identity_provider_mapper',
    'clientRole',
    () => ({ realm: 'platform', role: 'monitoring-roles.auditor' }),
    'on request',
  ],
  [
    'keycloak_attribute_to_role_identity_provider_mapper',
    'role',
    () => ({ realm: 'platform', role: 'editor', claim_name: 'x', claim_value: 'y' }),
    'on request',
  ],
  [
    'keycloak_custom_identity_provider_mapper',
    'group',
    () => ({ realm: 'platform', extra_config: { group: '/platform/operators', claims: '[]' } }),
    'on request',
  ],
  [
    'keycloak_custom_identity_provider_mapper',
    'role',
    () => ({ realm: 'platform', extra_config: { role: 'editor' } }),
    'on request',
  ],
  [
    'keycloak_ldap_hardcoded_group_mapper',
    'group',
    () => ({ realm_id: 'platform', group: '/platform/operators' }),
    'on request',
  ],
  ['keycloak_ldap_hardcoded_role_mapper', 'role', () => ({ realm_id: 'platform', role: 'editor' }), 'on request'],
  ['keycloak_ldap_custom_mapper', 'role', () => ({ realm_id: 'platform', config: { role: 'editor' } }), 'on request'],
  ['keycloak_ldap_group_mapper', 'group', () => ({ realm_id: 'platform' }), 'on request'],
  ['keycloak_ldap_group_mapper', 'group', () => ({ realm_id: 'platform', groups_path: '/platform' }), 'on request'],
  ['keycloak_ldap_role_mapper', 'role', () => ({ realm_id: 'platform' }), 'on request'],
  [
    'keycloak_ldap_role_mapper',
    'clientRole',
    () => ({ realm_id: 'platform', use_realm_roles_mapping: false, client_id: 'x' }),
    'on request',
  ],
];

describe.each(ways)('%s hands out a granted %s', (type, what, values, accepted) => {
  const given = new RegExp(
    'granted to a (group|role) that people get without an administrator who gives it to them: [^ ]+ ' +
      `\\(${type}\\) (gives|puts) .*; fix: `,
  );

  test('and is refused', () => {
    const program = new Granting();
    other(program.stack, type, values(program));
    expect(program.refusal(program[what])).toMatch(given);
  });
  test('and is refused in another stack of the program', () => {
    const program = new Granting();
    other(program.anotherStack(), type, values(program));
    expect(program.refusal(program[what])).toMatch(given);
  });
  test('and is refused as an override of the stack', () => {
    const program = new Granting();
    program.stack.addOverride(`resource.${type}.mine`, values(program));
    expect(program.refusal(program[what])).toMatch(given);
  });
  test('and is refused when that is said after the grant, by both halves', () => {
    const program = new Granting();
    expect(program.refusal(program[what])).toBeUndefined();
    other(program.stack, type, values(program));
    expect(() => program.manifests()).toThrow(given);
    expect(() => program.tf()).toThrow(
      /is granted something, and people get it without an administrator who gives it to them/,
    );
  });
  test('and nothing is said where it is for another realm', () => {
    const program = new Granting();
    const { realm_id: id, ...rest } = values(program);
    other(program.stack, type, { ...rest, ...(id === undefined ? { realm: 'elsewhere' } : { realm_id: 'elsewhere' }) });
    expect(program.refusal(program[what])).toBeUndefined();
    const own = new keycloakRealm.Realm(program.stack, 'elsewhere', { realm: 'elsewhere' });
    other(
      program.stack,
      type,
      { ...rest, ...(id === undefined ? { realm: own.id } : { realm_id: own.id }) },
      'by-reference',
    );
    expect(() => program.manifests()).not.toThrow();
  });
  test(`which is accepted ${accepted}`, () => {
    const program = new Granting({ givenByMappers: true });
    other(program.stack, type, values(program));
    if (accepted === 'never') expect(program.refusal(program[what])).toMatch(given);
    else expect(program.refusal(program[what])).toBeUndefined();
  });
  test('and what is not granted may be handed out', () => {
    const program = new Granting();
    other(program.stack, type, values(program));
    expect(program.refusal(program.realm.addGroup('others'))).toEqual(
      type === 'keycloak_ldap_group_mapper' && values(program).groups_path === undefined
        ? expect.any(String)
        : undefined,
    );
  });
});

describe('a granted group or role is handed out', () => {
  const program = () => new Granting();
  test('by a reference that was written by hand', () => {
    const granting = program();
    const [name] = Object.entries<any>(granting.tf().resource.keycloak_group).find(
      ([, { name: called }]) => called === 'operators',
    )!;
    other(granting.stack, 'keycloak_default_groups', {
      realm_id: 'platform',
      group_ids: [`\${keycloak_group.${name}.id}`],
    });
    expect(granting.refusal(granting.group)).toMatch(/keycloak_default_groups/);
  });
  test('by a data source of the same group, or of the same role', () => {
    const granting = program();
    const {
      stack,
      realm: { realmId },
    } = granting;
    const group = new dataKeycloakGroup.DataKeycloakGroup(stack, 'mine', { realmId, groupPath: '/platform/operators' });
    new defaultGroups.DefaultGroups(stack, 'defaults', { realmId, groupIds: [group.id] });
    const role = new dataKeycloakRole.DataKeycloakRole(stack, 'role', { realmId, name: 'editor' });
    new keycloakRole.Role(stack, 'composite', { realmId, name: 'default-roles-platform', compositeRoles: [role.id] });
    expect(granting.refusal(granting.group)).toMatch(/identity\/defaults/);
    expect(granting.refusal(granting.role)).toMatch(/identity\/composite/);
  });
  test('by a role that includes it, which is of another stack and handed out there', () => {
    const granting = program();
    const stack = granting.anotherStack();
    new keycloakRole.Role(stack, 'lead', { realmId: 'platform', name: 'lead', compositeRoles: [granting.role.roleId] });
    other(stack, 'keycloak_hardcoded_role_identity_provider_mapper', { realm: 'platform', role: 'lead' });
    expect(granting.refusal(granting.role)).toMatch(
      /another\/other \(keycloak_hardcoded_role_identity_provider_mapper\)/,
    );
  });
  test('by a group that has the role, and by a group below that', () => {
    const granting = program();
    const { stack, realm, role } = granting;
    const leads = realm.addGroup('leads');
    new groupRoles.GroupRoles(stack, 'leads', {
      realmId: realm.realmId,
      groupId: leads.groupId,
      roleIds: [role.roleId],
      exhaustive: false,
    });
    leads.addGroup('juniors');
    new hardcodedGroupIdentityProviderMapper.HardcodedGroupIdentityProviderMapper(stack, 'mapper', {
      realm: realm.realmId,
      name: 'x',
      identityProviderAlias: 'x',
      group: '/leads/juniors',
    });
    expect(granting.refusal(role)).toMatch(/identity\/mapper/);
    expect(granting.refusal(granting.group)).toBeUndefined();
  });
  test('unless that group may be given by mappers', () => {
    const granting = program();
    const leads = granting.realm.addGroup('leads', { roles: [granting.role], givenByMappers: true });
    other(granting.stack, 'keycloak_ldap_group_mapper', { realm_id: 'platform', groups_path: leads.claimValue });
    expect(granting.refusal(granting.role)).toBeUndefined();
  });
  test('by the address of another stack alone it is not', () => {
    const granting = program();
    const stack = granting.anotherStack();
    const [name] = Object.entries<any>(granting.tf().resource.keycloak_group).find(
      ([, { name: called }]) => called === 'operators',
    )!;
    stack.addOverride(`resource.keycloak_group.${name}`, { realm_id: 'platform', name: 'unrelated' });
    other(stack, 'keycloak_default_groups', { realm_id: 'platform', group_ids: [`\${keycloak_group.${name}.id}`] });
    expect(granting.refusal(granting.group)).toBeUndefined();
  });
  test('and looking for it settles no address that a program chooses later', () => {
    const granting = program();
    const defaults = new defaultGroups.DefaultGroups(granting.stack, 'defaults', {
      realmId: 'elsewhere',
      groupIds: [],
    });
    expect(granting.refusal(granting.group)).toBeUndefined();
    defaults.overrideLogicalId('mine');
    expect(granting.tf().resource.keycloak_default_groups).toHaveProperty('mine');
  });
});

test('a group or role that is managed elsewhere is looked for in the program, too', () => {
  const realmOf = (program: Program, options = {}) => {
    const realm = new ExistingKeycloakRealm(program.stack, 'other', {
      url: 'https://keycloak.example.com',
      realm: 'corporate',
    });
    other(program.stack, 'keycloak_ldap_group_mapper', { realm_id: 'corporate' }, 'groups');
    other(program.stack, 'keycloak_ldap_role_mapper', { realm_id: 'corporate' }, 'roles');
    return [realm.group('/operators', options), realm.role('editor', { notDefault: true, ...options })];
  };
  for (const identity of realmOf(new Program())) {
    expect(identity).toMatchObject({
      automatic: true,
      automaticBy: expect.stringMatching(/keycloak_ldap_(group|role)_mapper/),
    });
  }
  for (const identity of realmOf(new Program(), { givenByMappers: true })) expect(identity.automatic).toBe(false);
});

describe('one person beside an identity broker', () => {
  const broker = (stack: TerraformStack, realm = 'platform') =>
    new oidcIdentityProvider.OidcIdentityProvider(stack, 'corporate', {
      realm,
      alias: 'corporate',
      clientId: 'x',
      clientSecret: '${var.x}',
      authorizationUrl: 'https://idp.example.com/a',
      tokenUrl: 'https://idp.example.com/t',
    });
  const stranger = joined(
    /known by the user name alone.*when alice has left, a stranger of that name would have the rights/s,
    /.*fix: create the user: addUser\('alice'/,
  );

  test('fails, since a stranger can take the name', () => {
    const program = new Program();
    broker(program.stack);
    program.realm.person('alice');
    expect(() => program.terraform.synth()).toThrow(stranger);
  });
  test.each([
    ['of another stack', (program: Granting) => broker(program.anotherStack())],
    [
      'of other bindings',
      (program: Granting) => other(program.stack, 'keycloak_saml_identity_provider', { realm: 'platform', alias: 'x' }),
    ],
    [
      'in an override',
      (program: Granting) =>
        program.stack.addOverride('resource.keycloak_oidc_identity_provider.x', { realm: 'platform', alias: 'x' }),
    ],
  ])('fails beside one %s', (_title, make) => {
    const program = new Granting();
    make(program);
    program.realm.person('alice');
    expect(() => program.tf()).toThrow(stranger);
  });
  test('is fine where the program makes the user, which Terraform knows by the id', () => {
    const program = new Program();
    broker(program.stack);
    program.realm.person('alice');
    program.realm.addUser('alice', { email: 'alice@example.com' });
    expect(() => program.terraform.synth()).not.toThrow();
  });
  test('is fine beside a broker of another realm', () => {
    const program = new Program();
    broker(program.stack, 'elsewhere');
    program.realm.person('alice');
    expect(() => program.terraform.synth()).not.toThrow();
  });
});

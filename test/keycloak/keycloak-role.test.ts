import { describe, expect, test } from '@jest/globals';
import { ExistingKeycloakRealm, IIdentity, KeycloakRealmBase, OidcIssuer, Prometheus, Purpose } from '../../lib';
import { defaultRoles } from '../../lib/provider-keycloak';
import { Program } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const values = (instances: Record<string, any> = {}) => Object.values(instances);
const only = (instances: Record<string, any>) => {
  expect(Object.keys(instances)).toHaveLength(1);
  return values(instances)[0];
};

/** A sign-on with Prometheus, read by these. */
function reading(program: Program, identities: IIdentity[], provider: KeycloakRealmBase = program.realm) {
  const sso = program.sso({ identityProvider: provider });
  sso.protect(Prometheus.ofService('p'), { read: identities });
  return sso;
}

const existing = (program: Program) =>
  new ExistingKeycloakRealm(program.stack, 'existing', { url: 'https://keycloak.example.com', realm: 'Elsewhere' });

describe('a grant to a realm role', () => {
  const program = new Program();
  const editor = program.realm.addRole('editor');
  program.realm.addRole('unrelated');
  const sso = reading(program, [editor]);
  const { resource } = program.tf();

  test('is rendered as the claim of the role', () => {
    expect(editor).toMatchObject({
      identityKind: 'role',
      displayName: 'editor',
      claimValue: 'role:editor',
      claimName: 'groups',
    });
    expect(JSON.stringify(program.manifests().objects)).toMatch(/allowed_groups=role:editor/);
  });
  test('puts this role and no other into tokens', () => {
    const [terraformName] = Object.entries<any>(resource.keycloak_role).find(([, { name }]) => name === 'editor')!;
    expect(only(resource.keycloak_generic_role_mapper).role_id).toBe(`\${keycloak_role.${terraformName}.id}`);
    expect(only(resource.keycloak_openid_user_realm_role_protocol_mapper)).toMatchObject({
      claim_name: 'groups',
      realm_role_prefix: 'role:',
      multivalued: true,
      add_to_id_token: true,
      add_to_access_token: false,
    });
    expect(resource.keycloak_openid_user_client_role_protocol_mapper).toBeUndefined();
    expect(only(resource.keycloak_openid_client).full_scope_allowed).toBe(false);
  });
  test('leaves the audience and the scopes of the client as they are (finding 10)', () => {
    expect(only(resource.keycloak_openid_client_default_scopes).default_scopes).toEqual(['basic', 'email', 'profile']);
    expect(only(resource.keycloak_openid_audience_protocol_mapper).included_client_audience).toContain('client_id');
  });
  test('is answered by allows() and explain()', () => {
    expect(sso.allows(editor, Purpose.READ, 'prometheus')).toBe(true);
    expect(sso.allows(program.realm.addGroup('editor'), Purpose.READ, 'prometheus')).toBe(false);
    expect(sso.explain({ url: 'https://monitoring.example.com/', as: [editor] })).toMatchObject({
      outcome: 'allow',
      reason: 'read of prometheus is granted to editor',
    });
  });
  test('fits the schema of the provider', () => expect(schemaProblems({ resource })).toEqual([]));
});

describe('a grant to a role of a client', () => {
  test('is told apart from every realm role, and read from that client alone', () => {
    const program = new Program();
    const roles = program.realm.addRoleClient('monitoring-roles');
    const editor = roles.addRole('editor');
    roles.addRole('viewer');
    reading(program, [editor]);
    const { resource } = program.tf();
    expect(editor).toMatchObject({
      claimValue: 'client-role:monitoring-roles:editor',
      displayName: 'monitoring-roles:editor',
    });
    expect(only(resource.keycloak_openid_user_client_role_protocol_mapper)).toMatchObject({
      claim_name: 'groups',
      client_id_for_role_mappings: 'monitoring-roles',
      client_role_prefix: 'client-role:monitoring-roles:',
      multivalued: true,
      add_to_access_token: false,
    });
    expect(Object.keys(resource.keycloak_generic_role_mapper)).toHaveLength(1);
    expect(resource.keycloak_openid_user_realm_role_protocol_mapper).toBeUndefined();
    expect(values(resource.keycloak_openid_audience_protocol_mapper)).toHaveLength(1);
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test.each(['monitoring-roles:editor', 'client-role:a:b'])('no realm role can be called %s', (name) => {
    const program = new Program();
    expect(() => program.realm.addRole(name)).toThrow(/the name of the role is malformed/);
    expect(() => existing(program).role(name)).toThrow(/the name of the role is malformed/);
  });
  test.each(['a:b', 'a/b'])('no client of roles can be called %s', (id) =>
    expect(() => new Program().realm.addRoleClient(id)).toThrow(/clientId is malformed/),
  );
});

describe('roles in the tokens of several sign-ons', () => {
  test('stand there only where they are granted', () => {
    const program = new Program();
    const [a, b] = [program.realm.addRole('a'), program.realm.addRole('b')];
    program.sso({ clientId: 'one' }, 'one').protect(Prometheus.ofService('p'), { path: '/p', read: [a] });
    program
      .sso({ clientId: 'two', host: 'two.example.com' }, 'two')
      .protect(Prometheus.ofService('p'), { path: '/p', read: [b, a] });
    const { resource } = program.tf();
    const scopes = values(resource.keycloak_generic_role_mapper).map(({ client_id: client }) => client as string);
    expect(scopes.filter((client) => client.includes('one'))).toHaveLength(1);
    expect(scopes.filter((client) => client.includes('two'))).toHaveLength(2);
  });
  test('stand there once, whatever they are granted for', () => {
    const program = new Program();
    const editor = program.realm.addRole('editor');
    const sso = reading(program, [editor, program.realm.everyoneSignedIn()]);
    sso.protect(Prometheus.ofService('q'), { id: 'q', path: '/q', read: [editor], ingest: [editor] });
    const { resource } = program.tf();
    expect(values(resource.keycloak_generic_role_mapper)).toHaveLength(1);
    expect(values(resource.keycloak_openid_user_realm_role_protocol_mapper)).toHaveLength(1);
  });
});

describe('who holds a role', () => {
  test('a group or a person is made a member, and what was given elsewhere stays', () => {
    const program = new Program();
    const editor = program.realm.addRole('editor');
    editor.addMember(program.realm.addGroup('editors'));
    editor.addMember(program.realm.person('alice'));
    const { resource } = program.tf();
    expect(
      values(resource.keycloak_group_roles).map(({ exhaustive, role_ids: roles }) => [exhaustive, roles.length]),
    ).toEqual([
      [false, 1],
      [false, 1],
    ]);
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('a group that has the role already is given it once', () => {
    const program = new Program();
    const editor = program.realm.addRole('editor');
    editor.addMember(program.realm.addGroup('editors', { roles: [editor] }));
    expect(values(program.tf().resource.keycloak_group_roles)).toHaveLength(1);
  });
  test('a user of the program has roles, and keeps those that were given elsewhere', () => {
    const program = new Program();
    program.realm.addUser('alice', { email: 'alice@example.com', roles: [program.realm.addRole('editor')] });
    const { resource } = program.tf();
    expect(only(resource.keycloak_user_roles)).toMatchObject({
      exhaustive: false,
      role_ids: [expect.stringContaining('keycloak_role')],
    });
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('a group that is managed elsewhere is made a member', () => {
    const program = new Program();
    const realm = existing(program);
    realm.addRole('editor').addMember(realm.group('/operators'));
    expect(only(program.tf().resource.keycloak_group_roles).group_id).toContain('data.keycloak_group');
  });
  test.each<[string, (program: Program) => IIdentity]>([
    ['everyone', ({ realm }) => realm.everyoneSignedIn()],
    ['a role', ({ realm }) => realm.addRole('other')],
    ['a group of another realm', (program) => existing(program).addGroup('operators')],
    [
      'a group of an issuer that is not managed',
      () => new OidcIssuer({ issuerUrl: 'https://keycloak.example.com/realms/platform' }).group('/operators'),
    ],
    ['nothing', () => undefined as never],
  ])('fails when it is given to %s', (_, member) => {
    const program = new Program();
    expect(() => program.realm.addRole('editor').addMember(member(program))).toThrow(
      /an identity that cannot hold it; got .*; fix: (name this role in includes|use what addGroup)/,
    );
  });
});

describe('a role that every new account gets is granted nothing', () => {
  const refused = new RegExp(
    [
      '\\[chart/sso\\] read of prometheus is granted to a role that people get without an administrator who ' +
        'gives it to them: identity/[^ ]* \\(keycloak_default_(groups|roles)\\) ',
      'gives it to every new account; got "editor"; allowed: .*; fix: grant it to another role, or openly to ' +
        'everyoneSignedIn\\(\\)',
    ].join(''),
  );

  test.each<[string, (program: Program) => IIdentity]>([
    [
      'a default group has it',
      ({ realm }) => {
        const editor = realm.addRole('editor');
        realm.addGroup('newcomers', { defaultGroup: true, roles: [editor] });
        return editor;
      },
    ],
    [
      'a group above a default group has it',
      ({ realm }) => {
        const editor = realm.addRole('editor');
        realm.addGroup('all', { roles: [editor] }).addGroup('newcomers', { defaultGroup: true });
        return editor;
      },
    ],
    [
      'a default group is a member',
      ({ realm }) => {
        const editor = realm.addRole('editor');
        editor.addMember(realm.addGroup('newcomers', { defaultGroup: true }));
        return editor;
      },
    ],
    [
      'it is included in such a role',
      ({ realm }) => {
        const editor = realm.addRole('editor');
        realm.addGroup('newcomers', { defaultGroup: true, roles: [realm.addRole('lead', { includes: [editor] })] });
        return editor;
      },
    ],
    [
      'it is among the default roles of the stack',
      ({ realm, stack }) => {
        const editor = realm.addRole('editor');
        new defaultRoles.DefaultRoles(stack, 'defaults', {
          realmId: realm.realmId,
          defaultRoles: ['offline_access', editor.roleName],
        });
        return editor;
      },
    ],
  ])('when %s', (_, given) => {
    const program = new Program();
    const role = given(program);
    expect(() => reading(program, [role])).toThrow(refused);
  });
  test('when it is a role of a client among the default roles', () => {
    const program = new Program();
    const editor = program.realm.addRoleClient('monitoring-roles').addRole('editor');
    new defaultRoles.DefaultRoles(program.stack, 'defaults', {
      realmId: 'platform',
      defaultRoles: ['monitoring-roles/editor'],
    });
    expect(() => reading(program, [editor])).toThrow(/gives it to every new account; got "monitoring-roles:editor"/);
  });
  test('when that is said after the grant', () => {
    const program = new Program();
    const editor = program.realm.addRole('editor');
    reading(program, [editor]);
    program.realm.addGroup('newcomers', { defaultGroup: true, roles: [editor] });
    expect(() => program.manifests()).toThrow(refused);
  });
  test('but a role of the same name in another realm, or for members of an ordinary group, is', () => {
    const program = new Program();
    const editor = program.realm.addRole('editor');
    new defaultRoles.DefaultRoles(program.stack, 'defaults', { realmId: 'another', defaultRoles: ['editor'] });
    program.realm.addGroup('newcomers', { defaultGroup: true });
    program.realm.addGroup('newcomers-of-old', { roles: [editor] });
    expect(() => reading(program, [editor])).not.toThrow();
    expect(() => program.manifests()).not.toThrow();
  });
  test('nor is the role of everyone signed in by its name, or that of all defaults', () => {
    const program = new Program();
    expect(() => program.realm.addRole('monitoring-sso-signed-in')).toThrow(
      /gives this role to everyone.*fix: use everyoneSignedIn\(\)/,
    );
    expect(() => program.realm.addRole('default-roles-platform')).toThrow(/every new account gets this role/);
    expect(() => existing(program).role('default-roles-elsewhere')).toThrow(/every new account gets this role/);
  });
});

describe('a role that is managed elsewhere', () => {
  const program = new Program();
  const realm = existing(program);
  const editor = realm.role('editor', { notDefault: true });
  reading(program, [editor], realm);

  test('is read, so that the plan fails without it, and not made', () => {
    const { data, resource } = program.tf();
    expect(only(data.keycloak_role).name).toBe('editor');
    expect(resource.keycloak_role).toBeUndefined();
    expect(only(resource.keycloak_generic_role_mapper).role_id).toContain('data.keycloak_role');
    expect(schemaProblems({ data, resource })).toEqual([]);
  });
  test('is refused unless somebody has looked that not every new account gets it, which Terraform cannot see', () => {
    expect(() => existing(new Program()).role('editor')).toThrow(
      /whether every new account gets the role editor is not known; got nothing; allowed: notDefault: true/,
    );
  });
  test('is the same when asked for twice, and cannot be made as well', () => {
    expect(realm.role('editor')).toBe(editor);
    expect(() => realm.addRole('editor')).toThrow(/defined twice/);
  });
});

describe('a role of the program', () => {
  test('is found again by its name', () => {
    const { realm } = new Program();
    const editor = realm.addRole('editor');
    expect(realm.role('editor')).toBe(editor);
    expect(() => realm.role('viewer')).toThrow(/does not define the role; got "viewer"/);
  });
  test('fails when a look-alike is granted, which no token would prove', () => {
    const program = new Program();
    const { issuerUrl } = program.realm;
    const made = {
      identityKind: 'role',
      displayName: 'x',
      claimValue: 'role:x',
      claimName: 'groups',
      issuerUrl,
    } as IIdentity;
    expect(() => reading(program, [made])).toThrow(/cannot put into tokens; got "x"/);
  });
});

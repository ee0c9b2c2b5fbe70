import { expect, test } from '@jest/globals';
import { realmFile, TerraformStack } from './live/identity/realm-file';
import { Program } from './support/program';

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

const realm = { keycloak_realm: { r: { realm: 'platform', enabled: true } } };
const inRealm = { realm_id: '${keycloak_realm.r.id}' };
const fileOf = (
  resource: Blocks,
  rest: { data?: Blocks; import?: unknown } = {},
  values: Record<string, string> = {},
) => realmFile(new TerraformStack({ resource, ...rest }, values)).file;

test('an unknown resource is an error that names it', () => {
  expect(() => fileOf({ ...realm, keycloak_saml_client: { s: {} } })).toThrow('has no word for keycloak_saml_client');
});

test('an unknown field is an error that names it and its resource', () => {
  expect(() => fileOf({ ...realm, keycloak_group: { g: { ...inRealm, name: 'g', attributes: { a: 'b' } } } })).toThrow(
    'no word for attributes of keycloak_group.g',
  );
  expect(() => fileOf({ keycloak_realm: { r: { realm: 'platform', smtp_server: {} } } })).toThrow(
    'no word for smtp_server of keycloak_realm.r',
  );
  const security_defenses = { headers: { x_frame_options: 'DENY', x_unheard_of: 'yes' } };
  expect(() => fileOf({ keycloak_realm: { r: { realm: 'platform', security_defenses } } })).toThrow(
    'no word for x_unheard_of of headers of security_defenses of keycloak_realm.r',
  );
});

test('a reference to a missing resource, a computed value or another type is an error', () => {
  const group = (fields: Record<string, unknown>) => ({ ...realm, keycloak_group: { g: { ...inRealm, ...fields } } });
  expect(() => fileOf(group({ name: 'g', parent_id: '${keycloak_group.absent.id}' }))).toThrow(
    'no reference to a resource',
  );
  expect(() => fileOf(group({ name: '${keycloak_realm.r.id}' }))).toThrow('known to Keycloak alone');
  expect(() => fileOf(group({ name: 'g', parent_id: '${keycloak_realm.r.realm}' }))).toThrow('refers to realm');
  expect(() => fileOf(group({ name: '${upper("g")}' }))).toThrow('no reference to a resource');
});

test('a variable without a value is an error', () => {
  const client = {
    keycloak_openid_client: {
      c: { ...inRealm, client_id: 'c', access_type: 'CONFIDENTIAL', client_secret_wo: '${var.c_secret}' },
    },
  };
  expect(() => fileOf({ ...realm, ...client })).toThrow('nothing was given for the variable c_secret');
  expect(fileOf({ ...realm, ...client }, {}, { c_secret: 's' }).clients).toMatchObject([
    { clientId: 'c', secret: 's' },
  ]);
});

test('an adopted realm is an error, and a realm that is not managed gets the resources of the program', () => {
  expect(() => fileOf(realm, { import: [{ to: 'keycloak_realm.r', id: 'platform' }] })).toThrow('adopts what is there');
  const data = { keycloak_realm: { r: { realm: 'platform', lifecycle: {} } } };
  const group = { keycloak_group: { g: { realm_id: '${data.keycloak_realm.r.id}', name: 'g' } } };
  expect(realmFile(new TerraformStack({ data, resource: group }, {}))).toMatchObject({
    managed: false,
    file: { realm: 'platform', groups: [{ name: 'g' }] },
  });
});

test('groups are nested, with their roles, and text that only looks like a reference is kept', () => {
  const file = fileOf({
    ...realm,
    keycloak_role: { viewer: { ...inRealm, name: 'viewer' } },
    keycloak_group: {
      below: { ...inRealm, name: 'operators', parent_id: '${keycloak_group.above.id}' },
      above: { ...inRealm, name: '$${platform}' },
    },
    keycloak_group_roles: {
      r: {
        ...inRealm,
        group_id: '${keycloak_group.below.id}',
        role_ids: ['${keycloak_role.viewer.id}'],
        exhaustive: false,
      },
    },
    keycloak_user: { bea: { ...inRealm, username: 'bea' } },
    keycloak_user_groups: {
      b: {
        ...inRealm,
        user_id: '${keycloak_user.bea.id}',
        group_ids: ['${keycloak_group.below.id}'],
        exhaustive: false,
      },
    },
  });
  expect(file.groups).toEqual([
    {
      name: '${platform}',
      path: '/${platform}',
      realmRoles: [],
      clientRoles: {},
      subGroups: [
        { name: 'operators', path: '/${platform}/operators', realmRoles: ['viewer'], clientRoles: {}, subGroups: [] },
      ],
    },
  ]);
  expect(file.users).toMatchObject([
    { username: 'bea', groups: ['/${platform}/operators'], realmRoles: ['default-roles-platform'] },
  ]);
});

test('the output of the library is translated completely', () => {
  const program = new Program();
  const developers = program.realm.addGroup('developers');
  program.realm.addUser('bea', { email: 'bea@example.com', groups: [developers] });
  program.sso();
  const content = program.tf();
  const names = Object.keys(content.variable as object);
  const { managed, file } = realmFile(
    new TerraformStack(content, Object.fromEntries(names.map((name) => [name, 'secret-of-the-client']))),
  );
  expect(managed).toBe(true);
  expect(file).toMatchObject({
    realm: 'platform',
    verifyEmail: true,
    bruteForceProtected: true,
    sslRequired: 'all',
    eventsEnabled: true,
    accessTokenLifespan: 120,
  });
  expect(file.requiredActions).toMatchObject([{ alias: 'CONFIGURE_TOTP', defaultAction: true }]);
  const [client] = file.clients as unknown as [Record<string, any>];
  expect(client).toMatchObject({
    secret: 'secret-of-the-client',
    fullScopeAllowed: false,
    redirectUris: ['https://monitoring.example.com/oauth2/callback'],
    optionalClientScopes: [],
  });
  expect(client.protocolMappers.map(({ protocolMapper }: { protocolMapper: string }) => protocolMapper).sort()).toEqual(
    ['oidc-audience-mapper', 'oidc-group-membership-mapper', 'oidc-nonce-backwards-compatible-mapper'],
  );
  expect(file.users).toMatchObject([{ username: 'bea', groups: ['/developers'] }]);
});

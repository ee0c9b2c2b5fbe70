import { describe, expect, test } from '@jest/globals';
import { App, TerraformResource, TerraformStack, Testing } from 'cdktf';
import { Construct } from 'constructs';
import {
  ExistingKeycloakRealm,
  KeycloakClient,
  KeycloakGroup,
  KeycloakMachines,
  KeycloakRealm,
  KeycloakRole,
  KeycloakRoleClient,
  KeycloakUser,
} from '../../lib';
import { defaultRoles, hardcodedGroupIdentityProviderMapper, oidcIdentityProvider } from '../../lib/provider-keycloak';
import { joined } from '../support/joined';
import { Program, terraformOutput } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const place = { url: 'https://keycloak.example.com', realm: 'platform', clientSecretVersion: '7' };
const redirectUris = ['https://monitoring.example.com/oauth2/callback'];
const postLogoutRedirectUris = ['https://monitoring.example.com/'];

/** The realm of a new program, and the content of its cdk.tf.json without what moved. */
function terraformOf(define: (realm: KeycloakRealm) => void) {
  const stack = new TerraformStack(Testing.stubVersion(new App({ outdir: terraformOutput })), 'identity');
  define(new KeycloakRealm(stack, 'realm', place));
  const { moved, ...content } = JSON.parse(Testing.synth(stack, true));
  return content;
}

/** One of everything, by the methods of the realm. */
function byMethods(realm: KeycloakRealm): void {
  const viewer = realm.addRole('viewer', { description: 'Reads' });
  const editor = realm.addRole('editor', { includes: [viewer], givenByMappers: true });
  const operators = realm.addGroup('platform').addGroup('operators', { roles: [editor], givenByMappers: true });
  realm.addGroup('newcomers', { defaultGroup: true });
  editor.addMember(realm.addGroup('editors'));
  const auditor = realm.addRoleClient('monitoring-roles').addRole('auditor');
  realm.addKubernetesClient('kubectl');
  realm.registerRelyingParty({
    path: 'chart/sso',
    clientId: 'monitoring',
    redirectUri: redirectUris[0]!,
    postLogoutRedirectUris,
  });
  realm.registerIdentities('monitoring', [operators, editor, auditor]);
  realm.everyoneSignedIn();
  realm.addUser('alice', { email: 'alice@example.com', groups: [operators], roles: [editor] });
  realm.person('alice');
  new KeycloakMachines(realm, 'machines').addClient('agent');
}

/** The same by `new`, with ids that are not the names. */
function byNew(realm: KeycloakRealm): void {
  const viewer = new KeycloakRole(realm, 'role-1', { name: 'viewer', description: 'Reads' });
  const editor = new KeycloakRole(realm, 'role-2', { name: 'editor', includes: [viewer], givenByMappers: true });
  const platform = new KeycloakGroup(realm, 'group-1', { name: 'platform' });
  // A construct of the program between two groups changes nothing.
  const operators = new KeycloakGroup(new Construct(platform, 'team'), 'group-2', {
    name: 'operators',
    roles: [editor],
    givenByMappers: true,
  });
  new KeycloakGroup(realm, 'group-3', { name: 'newcomers', defaultGroup: true });
  editor.addMember(new KeycloakGroup(realm, 'group-4', { name: 'editors' }));
  const roles = new KeycloakRoleClient(realm, 'client-1', { clientId: 'monitoring-roles' });
  const auditor = new KeycloakRole(roles, 'role-3', { name: 'auditor' });
  new KeycloakClient(realm, 'client-2', {
    clientId: 'kubectl',
    publicClient: true,
    redirectUris: ['http://localhost:8000', 'http://localhost:18000'],
  });
  const client = new KeycloakClient(realm, 'client-3', {
    clientId: 'monitoring',
    redirectUris,
    postLogoutRedirectUris,
  });
  client.registerIdentities([operators, editor, auditor]);
  realm.everyoneSignedIn();
  new KeycloakUser(realm, 'user-1', {
    username: 'alice',
    email: 'alice@example.com',
    groups: [operators],
    roles: [editor],
  });
  realm.person('alice');
  new KeycloakMachines(realm, 'machines').addClient('agent');
}

describe('constructs that a program creates with new', () => {
  const tf = terraformOf(byNew);

  test('are the same resources, at the same addresses, as those of the methods of the realm', () => {
    expect(tf).toEqual(terraformOf(byMethods));
    expect(Object.values<any>(tf.resource).flatMap(Object.keys).length).toBeGreaterThan(35);
  });
  test('fit the schema of the provider', () => expect(schemaProblems(tf)).toEqual([]));
  test('are named by their id if no name is given', () => {
    const { realm } = new Program();
    const platform = new KeycloakGroup(realm, 'platform');
    expect(new KeycloakGroup(platform, 'operators').claimValue).toBe('/platform/operators');
    expect(new KeycloakRole(realm, 'editor').claimValue).toBe('role:editor');
    const roles = new KeycloakRoleClient(realm, 'roles-of-monitoring');
    expect(new KeycloakRole(roles, 'auditor').claimValue).toBe('client-role:roles-of-monitoring:auditor');
    expect(new KeycloakClient(realm, 'monitoring', { redirectUris }).clientId).toBe('monitoring');
  });
  test('are found by the methods of the realm', () => {
    const { realm } = new Program();
    const group = new KeycloakGroup(realm, 'g', { name: 'operators' });
    const role = new KeycloakRole(realm, 'r', { name: 'editor' });
    const client = new KeycloakClient(realm, 'c', { clientId: 'monitoring', redirectUris });
    expect(realm.group('/operators')).toBe(group);
    expect(realm.role('editor')).toBe(role);
    expect(realm.client('monitoring')).toBe(client);
  });
  test('have their resource as default child', () => {
    const { realm } = new Program();
    for (const [construct, type] of [
      [realm, 'keycloak_realm'],
      [new KeycloakGroup(realm, 'g'), 'keycloak_group'],
      [new KeycloakRole(realm, 'r'), 'keycloak_role'],
      [new KeycloakClient(realm, 'c', { redirectUris }), 'keycloak_openid_client'],
      [new KeycloakRoleClient(realm, 'rc'), 'keycloak_openid_client'],
      [new KeycloakUser(realm, 'u', { email: 'u@example.com' }), 'keycloak_user'],
    ] as const) {
      expect((construct.node.defaultChild as TerraformResource).terraformResourceType).toBe(type);
    }
  });
  test('belong to a realm that is managed elsewhere, too', () => {
    const program = new Program();
    const realm = new ExistingKeycloakRealm(program.stack, 'existing', { ...place, realm: 'elsewhere' });
    const editor = new KeycloakRole(realm, 'editor');
    editor.addMember(realm.group('/operators'));
    const client = new KeycloakClient(realm, 'monitoring', { redirectUris });
    client.registerIdentities([editor, realm.role('reader', { notDefault: true })]);
    const tf2 = program.tf();
    expect(Object.values<any>(tf2.resource.keycloak_generic_role_mapper)).toHaveLength(2);
    expect(Object.keys(tf2.resource.keycloak_openid_client)[0]).toMatch(/^elsewhere_clients_monitoring_/);
    expect(schemaProblems(tf2)).toEqual([]);
  });
});

describe('the client of a proxy', () => {
  test('is the relying party that registerRelyingParty() returns', () => {
    const options = { path: 'x', clientId: 'monitoring', redirectUri: redirectUris[0]!, postLogoutRedirectUris };
    const registered = new Program().realm.registerRelyingParty(options);
    const { realm } = new Program();
    const client = new KeycloakClient(realm, 'c', { clientId: 'monitoring', redirectUris, postLogoutRedirectUris });
    expect(client.relyingParty).toEqual(registered);
    expect(client.issuerUrl).toBe(realm.issuerUrl);
  });
  test('takes the version of its secret from the realm, unless it has one of its own', () => {
    const versions = Object.values<any>(
      terraformOf((realm) => {
        new KeycloakClient(realm, 'one', { redirectUris });
        new KeycloakClient(realm, 'two', { redirectUris, clientSecretVersion: '2', displayName: 'Two' });
      }).resource.keycloak_openid_client,
    ).map(({ client_secret_wo_version: version, name }) => [version, name]);
    expect(versions).toEqual([
      ['7', 'Monitoring sign-on (one)'],
      ['2', 'Two'],
    ]);
  });
  test('fails when it is a public client, which has no secret', () => {
    const client = new Program().realm.addKubernetesClient('kubectl');
    expect(client.publicClient).toBe(true);
    expect(() => client.relyingParty).toThrow(
      /\[identity\/realm\/clients\/kubectl\] a public client has no secret.*fix: write new KeycloakClient\(realm/,
    );
  });
  test('gives the role of everyone to people who sign in, whatever was first', () => {
    const mappers = (first: 'client' | 'everyone') =>
      Object.values<any>(
        terraformOf((realm) => {
          if (first === 'everyone') realm.everyoneSignedIn();
          new KeycloakClient(realm, 'c', { redirectUris });
          if (first === 'client') realm.everyoneSignedIn();
        }).resource.keycloak_openid_hardcoded_role_protocol_mapper,
      );
    expect(mappers('client')).toEqual(mappers('everyone'));
    expect(mappers('client')).toHaveLength(1);
  });
});

describe('a construct by new is refused as by a method', () => {
  const client = (props: object) => (realm: KeycloakRealm) =>
    new KeycloakClient(realm, 'c', { redirectUris, ...props });

  test.each<[string, (realm: KeycloakRealm, program: Program) => unknown, RegExp]>([
    [
      'when it is in no realm',
      (_, { stack }) => new KeycloakGroup(stack, 'g'),
      /\[identity\] a KeycloakGroup belongs to a Keycloak realm; got "TerraformStack".*write new KeycloakGroup\(realm,/,
    ],
    [
      'when it is in the manifests',
      (_, { chart }) => new KeycloakClient(chart, 'c', { redirectUris }),
      /\[chart\] a KeycloakClient belongs to a Keycloak realm/,
    ],
    [
      'when it has no scope',
      () => new KeycloakRole(undefined as never, 'r'),
      /\[\/\] a KeycloakRole belongs to a Keycloak realm; got nothing/,
    ],
    ['when a group has a slash', (realm) => new KeycloakGroup(realm, 'g', { name: 'a/b' }), /name of the group is/],
    [
      'when a group has an empty name',
      (realm) => new KeycloakGroup(realm, 'g', { name: '' }),
      /\[identity\/realm\/g\] the name of the group is malformed/,
    ],
    [
      'when a group has a reference of Terraform as its name',
      (realm) => new KeycloakGroup(realm, 'g', { name: realm.realmId }),
      /name of the group is malformed/,
    ],
    [
      'when a group is defined twice',
      (realm) => [realm.addGroup('operators'), new KeycloakGroup(realm, 'g', { name: 'operators' })],
      /\[identity\/realm\/g\] the group is defined twice; got "\/operators"/,
    ],
    [
      'when a group is defined by new and then by a method',
      (realm) => [new KeycloakGroup(realm, 'g', { name: 'operators' }), realm.addGroup('operators')],
      /\[identity\/realm\] the group is defined twice; got "\/operators"/,
    ],
    [
      'when a group is the one that the library owns',
      (realm) => new KeycloakGroup(realm, 'g', { name: 'monitoring-sso-people' }),
      /the library keeps the group monitoring-sso-people for itself/,
    ],
    [
      'when a group is below the one that the library owns',
      (realm) => {
        realm.person('alice');
        const people = realm.node.findChild('groups').node.findChild('monitoring-sso-people');
        return new KeycloakGroup(people as KeycloakGroup, 'g', { name: 'mallory' });
      },
      /the library keeps the group monitoring-sso-people for itself; got "\/monitoring-sso-people\/mallory"/,
    ],
    [
      'when a group has a role of another realm',
      (realm, { stack }) => {
        const other = new KeycloakRealm(stack, 'other', { ...place, realm: 'other' });
        return new KeycloakGroup(realm, 'g', { roles: [new KeycloakRole(other, 'r')] });
      },
      /\[identity\/realm\/g\] a role of another realm; got "identity\/other\/r"/,
    ],
    [
      'when a default group is in a realm that is adopted',
      (_, { stack }) =>
        new KeycloakGroup(
          new KeycloakRealm(stack, 'other', {
            ...place,
            realm: 'other',
            adoptExisting: true,
            bruteForceDetection: {},
            browserHeaders: {},
            attributes: {},
          }),
          'newcomers',
          { defaultGroup: true },
        ),
      /the default groups of a realm are one list/,
    ],
    [
      'when a default group is in a realm that is managed elsewhere',
      (_, { stack }) =>
        new KeycloakGroup(new ExistingKeycloakRealm(stack, 'other', { ...place, realm: 'other' }), 'newcomers', {
          defaultGroup: true,
        }),
      /the default groups of a realm are one list/,
    ],
    ['when a role has a colon', (realm) => new KeycloakRole(realm, 'r', { name: 'client:x' }), /name of the role is/],
    [
      'when a role is the one of everyone',
      (realm) => new KeycloakRole(realm, 'r', { name: 'monitoring-sso-signed-in' }),
      /gives this role to everyone who signs in/,
    ],
    [
      'when a role is the one of everyone, which is granted something',
      (realm) => [realm.everyoneSignedIn(), new KeycloakRole(realm, 'r', { name: 'monitoring-sso-signed-in' })],
      /gives this role to everyone who signs in/,
    ],
    [
      'when a role is that of each new account',
      (realm) => new KeycloakRole(realm, 'r', { name: 'default-roles-platform' }),
      /every new account gets this role/,
    ],
    [
      'when a role is defined twice',
      (realm) => [new KeycloakRole(realm, 'r', { name: 'editor' }), realm.addRole('editor')],
      /the role is defined twice; got "editor"/,
    ],
    [
      'when a role of a client is defined twice',
      (realm) => {
        const roles = realm.addRoleClient('roles-of-x');
        return [roles.addRole('editor'), new KeycloakRole(roles, 'r', { name: 'editor' })];
      },
      /the role is defined twice; got "editor"/,
    ],
    [
      'when a role includes one of another realm',
      (realm, { stack }) => {
        const other = new KeycloakRealm(stack, 'other', { ...place, realm: 'other' });
        return new KeycloakRole(realm, 'r', { includes: [other.addRole('x')] });
      },
      /a role of another realm/,
    ],
    ['when a client id is malformed', client({ clientId: 'a b' }), /\[identity\/realm\/c\] clientId is malformed/],
    ["when a client is one of Keycloak's own", client({ clientId: 'Account' }), /has a client of this id.*as account/],
    [
      'when a client has the id of another in other case',
      (realm) => [realm.addRoleClient('Monitoring'), client({ clientId: 'monitoring' })(realm)],
      /the realm has a client of this id already, as Monitoring/,
    ],
    [
      'when a client has the id of a machine',
      (realm) => [new KeycloakMachines(realm, 'm').addClient('agent'), client({ clientId: 'agent' })(realm)],
      /the realm has a client of this id already; got "agent"/,
    ],
    [
      'when a client has the audience of machines as its id',
      (realm) => [new KeycloakMachines(realm, 'm'), client({ clientId: 'monitoring-sso-machines' })(realm)],
      /the client id is the audience of machines/,
    ],
    [
      'when machines have the id of a client as their audience',
      (realm) => [
        client({ clientId: 'monitoring' })(realm),
        new KeycloakMachines(realm, 'm', { audience: 'monitoring' }),
      ],
      /the realm has a client of this id already/,
    ],
    [
      'when two clients take their secret from one variable',
      (realm) => [
        client({ clientId: 'a.b' })(realm),
        new KeycloakClient(realm, 'd', { clientId: 'a_b', redirectUris }),
      ],
      /\[identity\/realm\/d\] another client of the stack takes its secret from the same Terraform variable/,
    ],
    ['when a client has no address', client({ redirectUris: [] }), /redirectUris is empty, and people cannot sign in/],
    [
      'when a client has no addresses at all',
      client({ redirectUris: undefined }),
      /redirectUris is missing.*fix: write redirectUris: \['https:/,
    ],
    [
      'when codes travel in clear',
      client({ redirectUris: ['http://monitoring.example.com/oauth2/callback'] }),
      /redirectUris is not usable as an https address.*serve it with TLS/,
    ],
    [
      'when codes go to any path',
      client({ redirectUris: ['https://monitoring.example.com/*'] }),
      /redirectUris contains a wildcard/,
    ],
    ['when codes go to any host', client({ redirectUris: ['*'] }), /redirectUris is not usable as an https address/],
    [
      'when codes of a client with a secret go to localhost',
      client({ redirectUris: ['http://localhost:8000'] }),
      /redirectUris is not usable as an https address/,
    ],
    [
      'when people who signed out go to any path',
      client({ postLogoutRedirectUris: ['https://monitoring.example.com/*'] }),
      /postLogoutRedirectUris contains a wildcard/,
    ],
    [
      'when people who signed out go to what Keycloak has for all addresses',
      client({ postLogoutRedirectUris: ['+'] }),
      /postLogoutRedirectUris is not usable as an https address/,
    ],
    [
      'when codes of a public client leave the machine',
      client({ publicClient: true }),
      /codes for a public client to another machine.*got "https:\/\/monitoring.example.com\/oauth2\/callback"/,
    ],
    [
      'when a user is defined twice',
      (realm) => [
        realm.addUser('alice', { email: 'alice@example.com' }),
        new KeycloakUser(realm, 'u', { username: 'alice', email: 'alice@example.com' }),
      ],
      /the user is defined twice; got "alice"/,
    ],
    [
      'when a user has the name of the account of a client',
      (realm) => new KeycloakUser(realm, 'u', { username: 'service-account-x', email: 'x@example.com' }),
      /the user name is malformed/,
    ],
    [
      'when a user has a malformed address',
      (realm) => new KeycloakUser(realm, 'u', { email: 'alice' }),
      /\[identity\/realm\/u\] the e-mail address is malformed/,
    ],
    [
      'when its id is that of a part of the realm',
      (realm) => new KeycloakGroup(realm, 'clients'),
      /\[identity\/realm\] the id is taken by a part of the realm; got "clients"/,
    ],
    [
      'when a part of the realm needs the id of a construct of the program',
      (realm) => {
        new Construct(realm, 'roles');
        return realm.addRole('editor');
      },
      /\[identity\/realm\/roles\] the library needs the id roles for a part of identity\/realm/,
    ],
    [
      'when a role of another realm is put into tokens',
      (realm, { stack }) => {
        const other = new KeycloakRealm(stack, 'other', { ...place, realm: 'other' });
        new KeycloakClient(realm, 'c', { redirectUris }).registerIdentities([other.addRole('x')]);
      },
      joined(/\[identity\/realm\/c\] a role is granted that the realm cannot put into tokens; got "x"; .*/, /fix: use/),
    ],
  ])('%s', (_title, act, message) => {
    const program = new Program();
    expect(() => act(program.realm, program)).toThrow(message);
  });
});

describe('what the realm checks at synthesis holds for constructs by new', () => {
  const problems = (define: (program: Program) => void) => {
    const program = new Program();
    define(program);
    return () => program.terraform.synth();
  };

  test('fails when a group is granted something and a broker gives it to everyone', () => {
    const define =
      (givenByMappers: boolean) =>
      ({ realm, stack }: Program) => {
        const group = new KeycloakGroup(realm, 'g', { name: 'operators', givenByMappers });
        new KeycloakClient(realm, 'c', { redirectUris }).registerIdentities([group]);
        new hardcodedGroupIdentityProviderMapper.HardcodedGroupIdentityProviderMapper(stack, 'mapper', {
          realm: realm.realmId,
          name: 'x',
          identityProviderAlias: 'y',
          group: '/operators',
        });
      };
    expect(problems(define(false))).toThrow(
      /a group is granted something, and people get it without an administrator.*got "\/operators"/,
    );
    expect(problems(define(true))).not.toThrow();
  });
  test('fails when a role is granted something and is among the default roles', () => {
    expect(
      problems(({ realm, stack }) => {
        const role = new KeycloakRole(realm, 'r', { name: 'editor' });
        new KeycloakClient(realm, 'c', { redirectUris }).registerIdentities([role]);
        new defaultRoles.DefaultRoles(stack, 'defaults', { realmId: realm.realmId, defaultRoles: ['editor'] });
      }),
    ).toThrow(/a role is granted something, and people get it without an administrator.*got "editor"/);
  });
  test('a person is known by a user of the program, also by new, where there is a broker', () => {
    const define =
      (user: boolean) =>
      ({ realm, stack }: Program) => {
        realm.person('alice');
        if (user) new KeycloakUser(realm, 'u', { username: 'alice', email: 'alice@example.com' });
        new oidcIdentityProvider.OidcIdentityProvider(stack, 'broker', {
          realm: realm.realmId,
          alias: 'x',
          authorizationUrl: 'https://id.example.com/auth',
          tokenUrl: 'https://id.example.com/token',
          clientId: 'x',
          clientSecret: 'y',
          trustEmail: false,
        });
      };
    expect(problems(define(false))).toThrow(/a person is known by the user name alone/);
    expect(problems(define(true))).not.toThrow();
  });
});

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { MonitoringResourceAccess, MonitoringResourceAccessProps, OidcIssuer, Prometheus } from '../../lib';
import { joined } from '../support/joined';
import { Program } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'resources-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const CONNECTIONS = ['servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs', 'alertmanagerconfigs'];

/** A program with a group and its rights. */
function resources(props: (program: Program) => Partial<MonitoringResourceAccessProps>, program = new Program()) {
  program.realm.addKubernetesClient('kubernetes');
  const access = new MonitoringResourceAccess(program.chart, 'resources', {
    identityProvider: program.realm,
    clientId: 'kubernetes',
    groupsPrefix: 'oidc:',
    namespaces: ['team-a'],
    ...props(program),
  });
  return { program, access };
}

/** The rights of a role, as `verbs resources`. */
const allowed = (role: any): string[] =>
  role.rules
    .flatMap(({ verbs, resources: names }: any) =>
      names.map((name: string) => `${verbs.includes('create') ? 'change' : 'look at'} ${name}`),
    )
    .sort();

describe('rights on monitoring resources', () => {
  test('are a Role and a RoleBinding in each namespace, for groups with the prefix of the API server', () => {
    const { program } = resources(({ realm }) => ({
      viewers: [realm.addGroup('platform').addGroup('developers')],
      namespaces: ['team-a', 'team-b'],
    }));
    const objects = program.manifests();
    expect(objects.ofKind('Role').map(({ metadata }) => metadata.namespace)).toEqual(['team-a', 'team-b']);
    const [binding] = objects.ofKind('RoleBinding');
    expect(binding.subjects).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'oidc:/platform/developers' },
    ]);
    expect(binding.roleRef.name).toBe(
      objects.ofKind('Role').find(({ metadata }) => metadata.namespace === 'team-a')!.metadata.name,
    );
    expect(objects.ofKind('ClusterRole')).toEqual([]);
  });
  test('viewers may read all of them', () => {
    const { program } = resources(({ realm }) => ({ viewers: [realm.addGroup('g')] }));
    expect(allowed(program.manifests().one('Role'))).toEqual(
      ['prometheusrules', 'silences', ...CONNECTIONS].map((name) => `look at ${name}`).sort(),
    );
  });
  test('editors of rules may change rules and silences, and read the others', () => {
    const { program } = resources(({ realm }) => ({ ruleEditors: [realm.addGroup('g')] }));
    expect(allowed(program.manifests().one('Role'))).toEqual(
      ['change prometheusrules', 'change silences', ...CONNECTIONS.map((name) => `look at ${name}`)].sort(),
    );
  });
  test('editors may change all of them, except resources that start pods', () => {
    const { program } = resources(({ realm }) => ({ editors: [realm.addGroup('g')] }));
    const role = program.manifests().one('Role');
    expect(allowed(role)).toEqual(
      ['prometheusrules', 'silences', ...CONNECTIONS].map((name) => `change ${name}`).sort(),
    );
    expect(new Set(role.rules.flatMap(({ verbs }: any) => verbs))).toEqual(
      new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']),
    );
  });
  test('of a role and of a person are bound to the claim values that prove them', () => {
    const { program } = resources(({ realm }) => ({
      ruleEditors: [realm.addRole('on-call'), realm.addRoleClient('roles').addRole('editor'), realm.person('alice')],
    }));
    const names = program
      .manifests()
      .one('RoleBinding')
      .subjects.map(({ name }: any) => name);
    expect(names).toEqual([
      'oidc:role:on-call',
      'oidc:client-role:roles:editor',
      expect.stringMatching(/^oidc:\/monitoring-sso-people\/alice-[0-9a-f]{8}$/),
    ]);
    expect(Object.keys(program.tf().resource.keycloak_generic_role_mapper)).toHaveLength(2);
  });
  test('apply to every namespace only if the program says so', () => {
    const { program } = resources(({ realm }) => ({
      viewers: [realm.addGroup('g')],
      namespaces: undefined,
      clusterWide: true,
    }));
    const objects = program.manifests();
    expect(objects.one('ClusterRoleBinding').roleRef).toMatchObject({
      kind: 'ClusterRole',
      name: objects.one('ClusterRole').metadata.name,
    });
    expect(objects.ofKind('Role')).toEqual([]);
  });
  test('can be bound to groups of any issuer', () => {
    const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com' });
    const { program } = resources(() => ({ identityProvider: issuer, viewers: [issuer.group('developers')] }));
    expect(program.manifests().one('RoleBinding').subjects[0].name).toBe('oidc:developers');
  });
});

describe('the client for kubectl', () => {
  const { program } = resources(({ realm }) => ({ viewers: [realm.addGroup('g')] }));
  const client: any = Object.values<any>(program.tf().resource.keycloak_openid_client)[0];
  test("is public, with PKCE, and allows only redirect addresses on the user's machine", () => {
    expect(client).toMatchObject({
      access_type: 'PUBLIC',
      pkce_code_challenge_method: 'S256',
      direct_access_grants_enabled: false,
      full_scope_allowed: false,
      valid_redirect_uris: ['http://localhost:8000', 'http://localhost:18000'],
    });
    expect(client.client_secret).toBeUndefined();
  });
  test.each([
    'https://kubernetes.example.com/callback',
    'http://localhost',
    'http://localhost:8000*',
    'http://localhost.example.com:8000',
  ])('fails when codes would go to %s', (uri) => {
    expect(() => new Program().realm.addKubernetesClient('kubernetes', { redirectUris: [uri] })).toThrow(
      /to another machine than that of the person who signs in/,
    );
  });
  test('fails when a client with this id exists', () =>
    expect(() => program.realm.addKubernetesClient('kubernetes')).toThrow(/client of this id already/));
});

describe('the configuration of the API server', () => {
  const written = (props: (program: Program) => Partial<MonitoringResourceAccessProps>) => {
    const directory = fs.mkdtempSync(path.join(folder, 'report-'));
    resources(props).access.writeReport(directory);
    return {
      read: (file: string) => parse(fs.readFileSync(path.join(directory, 'values', file), 'utf8')),
      files: fs.readdirSync(path.join(directory, 'values')),
    };
  };
  test('contains issuer, audience, claims and prefixes', () => {
    const { read } = written(({ realm }) => ({
      viewers: [realm.addGroup('g')],
      usernameClaim: 'preferred_username',
      usernamePrefix: 'sso:',
    }));
    expect(read('authentication-configuration.yaml')).toMatchObject({
      kind: 'AuthenticationConfiguration',
      jwt: [
        {
          issuer: { url: 'https://keycloak.example.com/realms/platform', audiences: ['kubernetes'] },
          claimMappings: {
            username: { claim: 'preferred_username', prefix: 'sso:' },
            groups: { claim: 'groups', prefix: 'oidc:' },
          },
        },
      ],
    });
  });
  test('prevents editors from reading files of Prometheus, if there are editors', () => {
    expect(written(({ realm }) => ({ editors: [realm.addGroup('g')] })).read('monitoring-resources.yaml')).toEqual({
      prometheus: { prometheusSpec: { arbitraryFSAccessThroughSMs: { deny: true } } },
    });
    expect(written(({ realm }) => ({ ruleEditors: [realm.addGroup('g')] })).files).toEqual([
      'authentication-configuration.yaml',
    ]);
  });
  test('fails when the claim is nested, since an API server needs an expression for it', () => {
    const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com', groupsClaim: 'realm.groups' });
    expect(() => written(() => ({ identityProvider: issuer, viewers: [issuer.group('g')] }))).toThrow(
      /cannot name a nested claim/,
    );
  });
});

describe('fails when', () => {
  const group = ({ realm }: Program) => realm.addGroup('g');
  test.each(['', '-', 's', 'system:', 'system', 'system:oidc:', 'a b', 'ö:', 'x\n'])(
    'the prefix %j makes a name equal to a name of Kubernetes',
    (groupsPrefix) => {
      expect(() => resources((program) => ({ viewers: [group(program)], groupsPrefix }))).toThrow(
        /groupsPrefix does not keep names/,
      );
      expect(() => resources((program) => ({ viewers: [group(program)], usernamePrefix: groupsPrefix }))).toThrow(
        /usernamePrefix does not keep names/,
      );
    },
  );
  test.each<[string, (program: Program) => Partial<MonitoringResourceAccessProps>, RegExp]>([
    ['no identity has a right', () => ({}), /no identity has a right/],
    [
      'there is no namespace',
      (program) => ({ viewers: [group(program)], namespaces: undefined }),
      /where the rights hold is not clear/,
    ],
    [
      'namespaces are given together with every namespace',
      (program) => ({ viewers: [group(program)], clusterWide: true }),
      /where the rights hold is not clear/,
    ],
    [
      'editors apply to every namespace',
      (program) => ({ editors: [group(program)], namespaces: undefined, clusterWide: true }),
      /could have any Secret of the cluster/,
    ],
    [
      'a namespace is malformed',
      (program) => ({ viewers: [group(program)], namespaces: ['Team A'] }),
      /namespaces is malformed/,
    ],
    // A hole must not stand for the whole cluster.
    [
      'the list of namespaces has a hole',
      (program) => {
        const namespaces = ['team-monitoring'];
        namespaces.length = 2;
        return { namespaces, clusterWide: false, editors: [program.realm.addGroup('e')], viewers: undefined };
      },
      /namespaces\[1\] is missing|namespaces\[1\] is not a string/,
    ],
    [
      'an entry is not an identity',
      () => ({ viewers: ['developers' as never] }),
      /viewers\[0\] is not an IIdentity; got "developers"/,
    ],
    [
      'an identity is of another provider',
      () => ({ viewers: [new OidcIssuer({ issuerUrl: 'https://login.example.com' }).group('g')] }),
      /is of another identity provider/,
    ],
    [
      'every new account is in the group',
      ({ realm }) => ({ viewers: [realm.addGroup('g', { defaultGroup: true })] }),
      /every new account would get the rights/,
    ],
    [
      'a role is bound that tokens of the client cannot contain',
      ({ realm }) => ({ viewers: [realm.addRole('r')], clientId: 'somebody-elses' }),
      /by a client that the program does not create; got "somebody-elses"; allowed: kubernetes/,
    ],
  ])('%s', (_, props, message) => expect(() => resources(props)).toThrow(message));
  test('editors could read the Secret of a sign-on in the namespace, anywhere in the program', () => {
    const { program } = resources((each) => ({ editors: [group(each)], namespaces: ['monitoring'] }));
    program.sso({}, 'later').protect(Prometheus.ofService('p'), { read: [program.realm.group('/g')] });
    expect(() => program.manifests()).toThrow(
      joined(
        /could have the Secret sent to themselves that makes sessions; got "chart\/later in monitoring"; /,
        /.*; fix: make them ruleEditors/,
      ),
    );
  });
  test('but editors of rules may be in the same namespace', () => {
    const { program } = resources((each) => ({ ruleEditors: [group(each)], namespaces: ['monitoring'] }));
    program.sso().protect(Prometheus.ofService('p'), { read: [program.realm.group('/g')] });
    expect(() => program.manifests()).not.toThrow();
  });
});

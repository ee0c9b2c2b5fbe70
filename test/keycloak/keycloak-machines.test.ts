import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { ExistingKeycloakRealm, KeycloakMachines, Purpose, ServiceAccountIssuer } from '../../lib';
import { joined } from '../support/joined';
import { annotation, Program, Prometheus } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const host = 'clients.example.com';

function machineProgram() {
  const program = new Program();
  const machines = new KeycloakMachines(program.realm, 'machines');
  const collector = machines.addClient('collector');
  const cluster = new ServiceAccountIssuer({ issuerUrl: 'https://api.branch.example.com:6443' });
  const federated = machines.addClient('federated', {
    serviceAccount: cluster.serviceAccount('monitoring', 'collector'),
  });
  const sso = program.sso();
  sso.addMachines('clients', { issuer: machines, host });
  const developers = program.realm.addGroup('developers');
  sso.protect(Prometheus.ofService('prometheus'), {
    path: '/prometheus',
    read: [developers, collector],
    federate: [federated],
  });
  return { program, sso, machines, collector, federated, developers, manifests: program.manifests(), tf: program.tf() };
}

describe('clients of a realm that are machines', () => {
  const { sso, collector, federated, developers, manifests, tf } = machineProgram();
  const client = (id: string) =>
    Object.values<any>(tf.resource.keycloak_openid_client).find(({ client_id }) => client_id === id);
  const of = (type: string) =>
    Object.entries<any>(tf.resource[type])
      .filter(([name]) => /collector/.test(name))
      .map(([, each]) => each);

  test('are what the provider knows', () => expect(schemaProblems(tf)).toEqual([]));
  test('get tokens for themselves and by no other flow', () => {
    for (const id of ['collector', 'federated']) {
      expect(client(id)).toMatchObject({
        access_type: 'CONFIDENTIAL',
        service_accounts_enabled: true,
        standard_flow_enabled: false,
        implicit_flow_enabled: false,
        direct_access_grants_enabled: false,
        oauth2_device_authorization_grant_enabled: false,
        standard_token_exchange_enabled: false,
        full_scope_allowed: false,
        use_refresh_tokens: false,
      });
    }
  });
  test('have a secret that neither plan nor state keeps', () => {
    expect(client('collector')).toMatchObject({ client_secret_wo: '${var.collector_client_secret}' });
    expect(tf.variable.collector_client_secret).toMatchObject({ ephemeral: true, sensitive: true });
  });
  test('have no secret where a cluster vouches for them', () => {
    expect(client('federated')).toMatchObject({
      client_authenticator_type: 'federated-jwt',
      extra_config: { 'jwt.credential.sub': 'system:serviceaccount:monitoring:collector' },
    });
    expect(client('federated')).not.toHaveProperty('client_secret_wo');
    expect(Object.values<any>(tf.resource.keycloak_kubernetes_identity_provider)).toEqual([
      expect.objectContaining({
        issuer: 'https://api.branch.example.com:6443',
        alias: expect.stringMatching(/^cluster-api-branch-example-com-6443-[0-9a-f]{8}$/),
      }),
    ]);
  });
  test('are told apart by the clusters that vouch for them, also where only their paths differ', () => {
    const program = new Program();
    const all = new KeycloakMachines(program.realm, 'machines');
    for (const id of ['AAAA', 'BBBB']) {
      all.addClient(id.toLowerCase(), {
        serviceAccount: new ServiceAccountIssuer({ issuerUrl: `https://oidc.eks.example.com/id/${id}` }).serviceAccount(
          'agents',
          'collector',
        ),
      });
    }
    const providers = Object.values<any>(program.tf().resource.keycloak_kubernetes_identity_provider);
    expect(providers.map(({ issuer }) => issuer).sort()).toEqual([
      'https://oidc.eks.example.com/id/AAAA',
      'https://oidc.eks.example.com/id/BBBB',
    ]);
    expect(new Set(providers.map(({ alias }) => alias)).size).toBe(2);
  });
  test('leave everyone signed in to be granted something: nobody signs in by the cluster that vouches for one', () => {
    const program = new Program();
    new KeycloakMachines(program.realm, 'machines').addClient('collector', {
      serviceAccount: new ServiceAccountIssuer({ issuerUrl: 'https://api.branch.example.com:6443' }).serviceAccount(
        'a',
        'b',
      ),
    });
    program.realm.everyoneSignedIn();
    expect(program.realm.node.validate()).toEqual([]);
  });
  test('belong to their own group and to no other', () =>
    expect(of('keycloak_user_groups')).toEqual([expect.objectContaining({ exhaustive: true })]));
  test('have an audience of their own, a group of their own, and no e-mail address', () => {
    expect(of('keycloak_openid_audience_protocol_mapper')).toEqual([
      expect.objectContaining({ included_custom_audience: 'monitoring-sso-machines' }),
    ]);
    expect(of('keycloak_openid_client_default_scopes')).toEqual([
      expect.objectContaining({ default_scopes: ['basic'] }),
    ]);
    expect(collector.claimValue).toBe('/monitoring-sso-machines/collector');
  });
  test("reach what they are granted, by the entrance of the realm's machines alone", () => {
    expect(sso.allows(collector, Purpose.READ, 'prometheus')).toBe(true);
    expect(sso.allows(federated, Purpose.READ, 'prometheus')).toBe(false);
    const read = `https://${host}/prometheus/graph`;
    expect(sso.explain({ url: read, as: [collector] }).outcome).toBe('allow');
    expect(sso.explain({ url: read, as: [developers] }).outcome).toBe('refuse');
    expect(sso.explain({ url: 'https://monitoring.example.com/prometheus/graph', as: [collector] }).outcome).toBe(
      'sign-in',
    );
  });
  test('are decided about by the groups in their tokens', () => {
    const routed = manifests.routing('/prometheus', host);
    expect(new URL(annotation(routed, 'auth-url')!).searchParams.get('allowed_groups')).toBe(
      '/monitoring-sso-machines/collector',
    );
    const settings = manifests
      .ofKind('ConfigMap')
      .flatMap(({ data }) => (data['oauth2-proxy.cfg'] ? [parse(data['oauth2-proxy.cfg']) as any] : []))
      .find(({ client_id }) => client_id === 'monitoring-sso-machines');
    expect(settings).toMatchObject({
      oidc_groups_claim: 'groups',
      oidc_email_claim: 'sub',
      oidc_issuer_url: 'https://keycloak.example.com/realms/platform',
    });
  });
});

describe('refused is', () => {
  const refused = (what: string, act: () => unknown, message: RegExp) => test(what, () => expect(act).toThrow(message));
  refused(
    'a client id that is taken',
    () => {
      const program = new Program();
      program.sso();
      new KeycloakMachines(program.realm, 'machines').addClient('monitoring-sso');
    },
    /has a client of this id already/,
  );
  refused(
    'an audience that is a client, of whose tokens people have some',
    () => {
      const program = new Program();
      program.sso();
      new KeycloakMachines(program.realm, 'machines', { audience: 'monitoring-sso' });
    },
    /has a client of this id already/,
  );
  refused(
    "an audience of Keycloak's own",
    () => new KeycloakMachines(new Program().realm, 'machines', { audience: 'account' }),
    /gives to tokens of people/,
  );
  refused(
    'a client that is called like the audience',
    () => {
      const program = new Program();
      new KeycloakMachines(program.realm, 'machines');
      program.realm.addKubernetesClient('monitoring-sso-machines');
    },
    /the client id is the audience of machines/,
  );
  refused(
    'a second set of machines of one audience',
    () => {
      const { realm } = new Program();
      for (const id of ['one', 'two']) new KeycloakMachines(realm, id);
    },
    joined(
      /\[identity\/realm\/two\] other machines of the realm have this audience.*/,
      /fix: add all clients to one KeycloakMachines, or/,
    ),
  );
  refused(
    'a client id that is too long for the account',
    () => new KeycloakMachines(new Program().realm, 'machines').addClient('c'.repeat(240)),
    /clientId is too long for the account that Keycloak creates/,
  );
  refused(
    'an identity that is not a service account, as the service account of a machine',
    () => {
      const program = new Program();
      new KeycloakMachines(program.realm, 'machines').addClient('collector', {
        serviceAccount: program.realm.addGroup('developers'),
      });
    },
    /serviceAccount is not a service account/,
  );
  const common = 'https://kubernetes.default.svc.cluster.local';
  const account = (options: { issuerUrl?: string; jwksUrl?: string } = {}) =>
    new ServiceAccountIssuer({ issuerUrl: common, ...options }).serviceAccount('monitoring', 'writer');
  refused(
    'a second cluster with the same issuer, whose service accounts Keycloak cannot distinguish',
    () => {
      const machines = new KeycloakMachines(new Program().realm, 'machines');
      for (const id of ['of-a', 'of-b']) machines.addClient(id, { serviceAccount: account() });
    },
    joined(
      /\[identity\/realm\/machines\] two clusters with one issuer authenticate clients of the realm.*/,
      /got "https:\/\/kubernetes\.default.*fix: if it is one cluster/,
    ),
  );
  refused(
    'a grant to a client of one cluster beside an entrance of another of its name',
    () => {
      const program = new Program();
      const [machines, sso] = [new KeycloakMachines(program.realm, 'machines'), program.sso()];
      sso.addMachines('clients', { issuer: machines, host });
      sso.addMachines('here', { issuer: new ServiceAccountIssuer({ issuerUrl: common }), host: 'here.example.com' });
      sso.protect(Prometheus.ofService('prometheus'), {
        ingest: [machines.addClient('of-b', { serviceAccount: account() })],
      });
    },
    /the entrance here and the client of-b rely on two clusters of one name/,
  );
  test('nothing where the entrance and the client are of one cluster', () => {
    const program = new Program();
    const [machines, sso, cluster] = [
      new KeycloakMachines(program.realm, 'machines'),
      program.sso(),
      new ServiceAccountIssuer({ issuerUrl: common }),
    ];
    sso.addMachines('clients', { issuer: machines, host });
    sso.addMachines('here', { issuer: cluster, host: 'here.example.com' });
    expect(() =>
      sso.protect(Prometheus.ofService('prometheus'), {
        ingest: [machines.addClient('writer', { serviceAccount: cluster.serviceAccount('a', 'b') })],
      }),
    ).not.toThrow();
  });
  refused(
    'one service account for two clients',
    () => {
      const [machines, serviceAccount] = [new KeycloakMachines(new Program().realm, 'machines'), account()];
      for (const id of ['one', 'two']) machines.addClient(id, { serviceAccount });
    },
    /monitoring\/writer authenticates as one and as two: Keycloak cannot distinguish them/,
  );
  refused(
    'a cluster whose keys are at jwksUrl, which Keycloak does not read',
    () =>
      new KeycloakMachines(new Program().realm, 'machines').addClient('c', {
        serviceAccount: account({ jwksUrl: 'https://keys.example.com' }),
      }),
    /Keycloak does not read keys from jwksUrl/,
  );
  refused(
    'a second entrance for the same realm',
    () => {
      const program = new Program();
      const sso = program.sso();
      for (const id of ['one', 'two']) {
        sso.addMachines(id, {
          issuer: new KeycloakMachines(program.realm, id, { audience: id }),
          host: `${id}.example.com`,
        });
      }
    },
    /entrances for the same issuer.*fix: let one KeycloakMachines have all clients \(rule: machine-issuers\)$/,
  );
  refused(
    'a client that differs from another in upper case alone',
    () => {
      const machines = new KeycloakMachines(new Program().realm, 'machines');
      for (const id of ['Collector', 'collector']) machines.addClient(id);
    },
    /a client of this id already, as Collector; got "collector"/,
  );
  refused(
    'a client that every realm has',
    () => new KeycloakMachines(new Program().realm, 'machines').addClient('realm-management'),
    /a client of this id already; got "realm-management"/,
  );
  for (const [what, act] of Object.entries<(program: Program) => unknown>({
    'a user': ({ realm }) => realm.addUser('service-account-collector', { email: 'a@example.com' }),
    'a person': ({ realm }) => realm.person('service-account-collector'),
  })) {
    refused(
      `${what} that is called like the account of a client`,
      () => act(new Program()),
      /the user name is malformed; got "service-account-collector"; allowed: .*not starting with "service-account-"/,
    );
  }
  refused(
    'a role for a machine, whose tokens contain no roles',
    () => {
      const { realm } = new Program();
      realm.addRole('reader').addMember(new KeycloakMachines(realm, 'machines').addClient('collector'));
    },
    joined(
      /\[identity\/realm\/roles\/reader\] a role is given to an identity that cannot hold it; got "collector"; /,
      /.*fix: grant it to the machine itself/,
    ),
  );
  for (const id of ['clients', 'clusters', 'groups', 'roles', 'secrets', 'users', 'Resource']) {
    refused(
      `the id ${id}, which is a part of the realm`,
      () => new KeycloakMachines(new Program().realm, id),
      /\[identity\/realm\] the id is taken by a part of the realm; got/,
    );
  }
  for (const name of ['monitoring-sso-machines', 'monitoring-sso-people']) {
    refused(
      `a group ${name} of the program`,
      () => new Program().realm.addGroup(name),
      /\[identity\/realm\] the library keeps the group/,
    );
    refused(
      `a reference to a group below ${name}`,
      () => new Program().realm.group(`/${name}/collector`),
      /the library keeps the group/,
    );
  }
  refused(
    'the audience of an API server',
    () => new KeycloakMachines(new Program().realm, 'machines', { audience: 'kubernetes' }),
    /the audience is that of the API server/,
  );
  test('nothing in a realm that is managed elsewhere', () => {
    const { stack } = new Program();
    const realm = new ExistingKeycloakRealm(stack, 'other', { url: 'https://other.example.com', realm: 'elsewhere' });
    expect(() => new KeycloakMachines(realm, 'machines').addClient('collector')).not.toThrow();
  });
});

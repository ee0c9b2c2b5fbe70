import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { ExistingKeycloakRealm, KeycloakMachines, Purpose, ServiceAccountIssuer } from '../../lib';
import { annotation, Program, Prometheus } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const host = 'clients.example.com';

function machineProgram() {
  const program = new Program();
  const machines = new KeycloakMachines(program.realm, 'machines');
  const collector = machines.addClient('collector');
  const cluster = new ServiceAccountIssuer({ issuerUrl: 'https://api.branch.example.com:6443' });
  const federated = machines.addClient('federated', { serviceAccount: cluster.serviceAccount('monitoring', 'collector') });
  const sso = program.sso();
  sso.addMachines('clients', { issuer: machines, host });
  const developers = program.realm.addGroup('developers');
  sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [developers, collector], federate: [federated] });
  return { program, sso, machines, collector, federated, developers, manifests: program.manifests(), tf: program.tf() };
}

describe('clients of a realm that are machines', () => {
  const { sso, collector, federated, developers, manifests, tf } = machineProgram();
  const client = (id: string) => Object.values<any>(tf.resource.keycloak_openid_client).find(({ client_id }) => client_id === id);
  const of = (type: string) => Object.entries<any>(tf.resource[type]).filter(([name]) => /collector/.test(name)).map(([, each]) => each);

  test('are what the provider knows', () => expect(schemaProblems(tf)).toEqual([]));
  test('get tokens for themselves and by no other flow', () => {
    for (const id of ['collector', 'federated']) {
      expect(client(id)).toMatchObject({
        access_type: 'CONFIDENTIAL', service_accounts_enabled: true, standard_flow_enabled: false, implicit_flow_enabled: false, direct_access_grants_enabled: false,
        oauth2_device_authorization_grant_enabled: false, standard_token_exchange_enabled: false, full_scope_allowed: false, use_refresh_tokens: false,
      });
    }
  });
  test('have a secret that neither plan nor state keeps', () => {
    expect(client('collector')).toMatchObject({ client_secret_wo: '${var.collector_client_secret}' });
    expect(tf.variable.collector_client_secret).toMatchObject({ ephemeral: true, sensitive: true });
  });
  test('have no secret where a cluster vouches for them', () => {
    expect(client('federated')).toMatchObject({ client_authenticator_type: 'federated-jwt', extra_config: { 'jwt.credential.sub': 'system:serviceaccount:monitoring:collector' } });
    expect(client('federated')).not.toHaveProperty('client_secret_wo');
    expect(Object.values<any>(tf.resource.keycloak_kubernetes_identity_provider)).toEqual([expect.objectContaining({ issuer: 'https://api.branch.example.com:6443', alias: expect.stringMatching(/^cluster-api-branch-example-com-6443-[0-9a-f]{8}$/) })]);
  });
  test('are told apart by the clusters that vouch for them, also where only their paths differ', () => {
    const program = new Program();
    const all = new KeycloakMachines(program.realm, 'machines');
    for (const id of ['AAAA', 'BBBB']) all.addClient(id.toLowerCase(), { serviceAccount: new ServiceAccountIssuer({ issuerUrl: `https://oidc.eks.example.com/id/${id}` }).serviceAccount('agents', 'collector') });
    const providers = Object.values<any>(program.tf().resource.keycloak_kubernetes_identity_provider);
    expect(providers.map(({ issuer }) => issuer).sort()).toEqual(['https://oidc.eks.example.com/id/AAAA', 'https://oidc.eks.example.com/id/BBBB']);
    expect(new Set(providers.map(({ alias }) => alias)).size).toBe(2);
  });
  test('belong to their own group and to no other', () => expect(of('keycloak_user_groups')).toEqual([expect.objectContaining({ exhaustive: true })]));
  test('have an audience of their own, a group of their own, and no e-mail address', () => {
    expect(of('keycloak_openid_audience_protocol_mapper')).toEqual([expect.objectContaining({ included_custom_audience: 'monitoring-sso-machines' })]);
    expect(of('keycloak_openid_client_default_scopes')).toEqual([expect.objectContaining({ default_scopes: ['basic'] })]);
    expect(collector.claimValue).toBe('/monitoring-sso-machines/collector');
  });
  test('reach what they are granted, by the entrance of the realm\'s machines alone', () => {
    expect(sso.allows(collector, Purpose.READ, 'prometheus')).toBe(true);
    expect(sso.allows(federated, Purpose.READ, 'prometheus')).toBe(false);
    const read = `https://${host}/prometheus/graph`;
    expect(sso.explain({ url: read, as: [collector] }).outcome).toBe('allow');
    expect(sso.explain({ url: read, as: [developers] }).outcome).toBe('refuse');
    expect(sso.explain({ url: 'https://monitoring.example.com/prometheus/graph', as: [collector] }).outcome).toBe('sign-in');
  });
  test('are decided about by the groups in their tokens', () => {
    const routed = manifests.routing('/prometheus', host);
    expect(new URL(annotation(routed, 'auth-url')!).searchParams.get('allowed_groups')).toBe('/monitoring-sso-machines/collector');
    const settings = manifests.ofKind('ConfigMap').flatMap(({ data }) => (data['oauth2-proxy.cfg'] ? [parse(data['oauth2-proxy.cfg']) as any] : [])).find(({ client_id }) => client_id === 'monitoring-sso-machines');
    expect(settings).toMatchObject({ oidc_groups_claim: 'groups', oidc_email_claim: 'sub', oidc_issuer_url: 'https://keycloak.example.com/realms/platform' });
  });
});

describe('refused is', () => {
  const refused = (what: string, act: () => unknown, message: RegExp) => test(what, () => expect(act).toThrow(message));
  refused('a client id that is taken', () => {
    const program = new Program();
    program.sso();
    new KeycloakMachines(program.realm, 'machines').addClient('monitoring-sso');
  }, /has a client of this id already/);
  refused('an audience that is a client, of whose tokens people have some', () => {
    const program = new Program();
    program.sso();
    new KeycloakMachines(program.realm, 'machines', { audience: 'monitoring-sso' });
  }, /has a client of this id already/);
  refused('an audience of Keycloak\'s own', () => new KeycloakMachines(new Program().realm, 'machines', { audience: 'account' }), /gives to tokens of people/);
  refused('a client that is called like the audience', () => {
    const program = new Program();
    new KeycloakMachines(program.realm, 'machines');
    program.realm.addKubernetesClient('monitoring-sso-machines');
  }, /is the audience of machines/);
  refused('somebody who vouches for a machine and is no service account', () => {
    const program = new Program();
    new KeycloakMachines(program.realm, 'machines').addClient('collector', { serviceAccount: program.realm.addGroup('developers') });
  }, /is no service account/);
  refused('the audience of an API server', () => new KeycloakMachines(new Program().realm, 'machines', { audience: 'kubernetes' }), /the audience is that of the API server/);
  test('nothing in a realm that is managed elsewhere', () => {
    const { stack } = new Program();
    const realm = new ExistingKeycloakRealm(stack, 'other', { url: 'https://other.example.com', realm: 'platform' });
    expect(() => new KeycloakMachines(realm, 'machines').addClient('collector')).not.toThrow();
  });
});

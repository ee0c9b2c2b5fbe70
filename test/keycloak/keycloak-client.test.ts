import { expect, test } from '@jest/globals';
import { TerraformResource } from 'cdktf';
import { KeycloakClient, KeycloakMachines } from '../../lib';
import { Program, prometheusProgram } from '../support/program';

const FLAGS = {
  implicit_flow_enabled: false,
  direct_access_grants_enabled: false,
  oauth2_device_authorization_grant_enabled: false,
  standard_token_exchange_enabled: false,
  full_scope_allowed: false,
  consent_required: false,
  web_origins: [],
};
const clientsOf = (program: Program) => Object.values<any>(program.tf().resource.keycloak_openid_client);

test('the clients of people and of machines have the same safe flags, and one way to get tokens', () => {
  const { program } = prometheusProgram();
  program.realm.addKubernetesClient('kubectl');
  new KeycloakMachines(program.realm, 'machines').addClient('karma');
  const found = Object.fromEntries(clientsOf(program).map((client) => [client.client_id, client]));
  for (const [clientId, standard, account, pkce] of [
    ['monitoring-sso', true, false, 'S256'],
    ['kubectl', true, false, 'S256'],
    ['karma', false, true, undefined],
  ] as const) {
    expect(found[clientId]).toMatchObject({
      ...FLAGS,
      standard_flow_enabled: standard,
      service_accounts_enabled: account,
    });
    expect(found[clientId].pkce_code_challenge_method).toBe(pkce);
  }
});
test('a client has its resource as default child, and an override of a user is applied', () => {
  const { program } = prometheusProgram();
  const kubectl = program.realm.addKubernetesClient('kubectl');
  expect(kubectl).toBeInstanceOf(KeycloakClient);
  expect(kubectl.clientId).toBe('kubectl');
  expect(program.realm.client('kubectl')).toBe(kubectl);
  for (const client of [kubectl, program.realm.client('monitoring-sso')]) {
    (client.node.defaultChild as TerraformResource).addOverride('description', `of ${client.clientId}`);
  }
  expect(clientsOf(program).map(({ description }) => description)).toEqual(
    expect.arrayContaining(['of kubectl', 'of monitoring-sso']),
  );
});
test('groups and roles have their resource as default child', () => {
  const program = new Program();
  for (const [construct, type] of [
    [program.realm, 'keycloak_realm'],
    [program.realm.addGroup('developers'), 'keycloak_group'],
    [program.realm.addRole('editor'), 'keycloak_role'],
  ] as const) {
    expect((construct.node.defaultChild as TerraformResource).terraformResourceType).toBe(type);
  }
});
test('fails when the client of an id is not there', () => {
  const { program } = prometheusProgram();
  expect(() => program.realm.client('x')).toThrow(/creates no client of this id.*got "x"; allowed: monitoring-sso/);
});

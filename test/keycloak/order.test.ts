import { describe, expect, test } from '@jest/globals';
import { TerraformStack, Testing } from 'cdktf';
import { ExistingKeycloakRealm, KeycloakMachines, KeycloakRealm } from '../../lib';
import {
  defaultGroups,
  group as keycloakGroup,
  provider as keycloakProvider,
  requiredAction,
  user as keycloakUser,
} from '../../lib/provider-keycloak';
import { Program } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const place = { url: 'https://keycloak.example.com', realm: 'platform' };
const synthesized = (stack: TerraformStack): any => JSON.parse(Testing.synth(stack, true));

/** Each resource of a type, by its address. */
const ofType = (tf: any, type: string): [string, any][] =>
  Object.entries<any>(tf.resource[type] ?? {}).map(([name, content]) => [`${type}.${name}`, content]);

/** The types of the resources that the resources of a type are created after, without references. */
const after = (tf: any, type: string): string[][] =>
  ofType(tf, type).map(([, { depends_on: addresses = [] }]) =>
    addresses.map((address: string) => address.split('.')[0]).sort(),
  );

describe('the scopes of a client', () => {
  test('are default scopes only after they are no optional scopes', () => {
    const program = new Program();
    program.realm.addKubernetesClient('kubernetes');
    program.realm.registerRelyingParty({
      path: 'sso',
      clientId: 'sso',
      redirectUri: 'https://monitoring.example.com/oauth2/callback',
      postLogoutRedirectUris: [],
    });
    new KeycloakMachines(program.realm, 'machines').addClient('agent');
    const tf = program.tf();
    const clients = (type: string) =>
      new Map(ofType(tf, type).map(([address, content]) => [content.client_id, address]));
    const optional = clients('keycloak_openid_client_optional_scopes');
    expect(optional.size).toBe(3);
    for (const [, { client_id: client, depends_on: before }] of ofType(tf, 'keycloak_openid_client_default_scopes')) {
      expect(before).toEqual([optional.get(client)]);
    }
    expect(schemaProblems(tf)).toEqual([]);
  });
});

describe('a user', () => {
  const ALL = [
    'keycloak_default_groups',
    'keycloak_realm_events',
    'keycloak_realm_user_profile',
    'keycloak_required_action',
  ];

  test.each(['before', 'after'])('is created after what each new user gets, defined %s the user', (when) => {
    const program = new Program();
    const newcomers = () => program.realm.addGroup('newcomers', { defaultGroup: true });
    if (when === 'after') newcomers();
    program.realm.addUser('alice', { email: 'alice@example.com' });
    if (when === 'before') newcomers();
    expect(after(program.tf(), 'keycloak_user')).toEqual([ALL]);
  });
  test('is created after the default groups and required actions of the program itself', () => {
    const program = new Program();
    const { realm, stack } = program;
    const mine = new keycloakUser.User(stack, 'mine', { realmId: realm.realmId, username: 'mine' });
    realm.addUser('alice', { email: 'alice@example.com' });
    const team = new keycloakGroup.Group(stack, 'team', { realmId: realm.realmId, name: 'team' });
    new defaultGroups.DefaultGroups(stack, 'defaults', { realmId: realm.realmId, groupIds: [team.id] });
    new requiredAction.RequiredAction(stack, 'terms', { realmId: realm.realmId, alias: 'TERMS_AND_CONDITIONS' });
    const tf = program.tf();
    expect(after(tf, 'keycloak_user')).toEqual([
      [...ALL, 'keycloak_required_action'].sort(),
      [...ALL, 'keycloak_required_action'].sort(),
    ]);
    expect(mine.dependsOn).toBeDefined();
  });
  test('does not wait for what depends on users itself, nor for another realm', () => {
    const program = new Program();
    const { realm, stack } = program;
    const { node } = realm.addUser('alice', { email: 'alice@example.com' });
    const alice = node.defaultChild as keycloakUser.User;
    new defaultGroups.DefaultGroups(stack, 'defaults', { realmId: realm.realmId, groupIds: [], dependsOn: [alice] });
    const other = new KeycloakRealm(stack, 'other', { ...place, realm: 'other' });
    other.addGroup('newcomers', { defaultGroup: true });
    expect(after(program.tf(), 'keycloak_user')).toEqual([ALL.slice(1)]);
  });
  test('of a realm that is managed elsewhere waits for nothing', () => {
    const { stack } = new Program();
    new ExistingKeycloakRealm(stack, 'elsewhere', { ...place, realm: 'corporate' }).addUser('alice', {
      email: 'alice@example.com',
    });
    expect(after(synthesized(stack), 'keycloak_user')).toEqual([[]]);
  });
});

describe('two providers', () => {
  const problem = /two blocks of the provider keycloak.*fix: create the provider before the realm.*alias/s;
  const defined = (when: 'before' | 'after', props: keycloakProvider.KeycloakProviderConfig) => () => {
    const { terraform } = new Program();
    const stack = new TerraformStack(terraform, 'second');
    if (when === 'before') new keycloakProvider.KeycloakProvider(stack, 'mine', props);
    new KeycloakRealm(stack, 'realm', place);
    if (when === 'after') new keycloakProvider.KeycloakProvider(stack, 'mine', props);
    return synthesized(stack).provider.keycloak;
  };
  test('fail when the second has no alias either, at the same address or at another', () => {
    expect(defined('after', { url: place.url })).toThrow(problem);
    expect(defined('after', { url: 'https://other.example.com' })).toThrow(problem);
  });
  test('fail when they have one alias', () => {
    const { stack } = new Program();
    new ExistingKeycloakRealm(stack, 'other', { url: 'https://other.example.com', realm: 'other' });
    new keycloakProvider.KeycloakProvider(stack, 'mine', { url: place.url, alias: 'keycloak_1' });
    expect(() => synthesized(stack)).toThrow(/two blocks of the provider keycloak.*keycloak_1/);
  });
  test('are one when the program created it before the realm', () => {
    expect(defined('before', { url: place.url })()).toEqual([{ url: place.url }]);
  });
  test('are two with an alias, in any order', () => {
    const other = 'https://other.example.com';
    expect(defined('before', { url: other })()).toEqual([{ url: other }, { url: place.url, alias: 'keycloak_1' }]);
    expect(defined('after', { url: other, alias: 'mine' })()).toEqual([
      { url: place.url },
      { url: other, alias: 'mine' },
    ]);
  });
  test('have two aliases when the program has used the alias that the library would choose', () => {
    expect(defined('before', { url: 'https://other.example.com', alias: 'keycloak_1' })).not.toThrow();
  });
});

import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { S3Backend, TerraformStack, Testing as TerraformTesting } from 'cdktf';
import { ExistingKeycloakRealm, Prometheus } from '../../lib';
import { oidcGithubIdentityProvider, provider as keycloakProvider } from '../../lib/provider-keycloak';
import { Program, prometheusProgram, terraformOutput } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const only = (instances: Record<string, any>) => {
  expect(Object.keys(instances)).toHaveLength(1);
  return Object.values(instances)[0];
};

describe('a realm that the library manages', () => {
  const { resource, terraform, provider } = prometheusProgram().program.tf();
  const realm = only(resource.keycloak_realm);

  test('lets nobody register, change the own name or share an e-mail address', () => {
    expect(realm).toMatchObject({
      registration_allowed: false,
      edit_username_allowed: false,
      duplicate_emails_allowed: false,
      verify_email: true,
    });
  });
  test('asks for TLS from private addresses too', () => expect(realm.ssl_required).toBe('all'));
  test('detects brute force', () => expect(realm.security_defenses.brute_force_detection.max_login_failures).toBe(10));
  test('bounds tokens and sessions', () =>
    expect(realm).toMatchObject({
      access_token_lifespan: '2m0s',
      sso_session_idle_timeout: '1h0m0s',
      sso_session_max_lifespan: '8h0m0s',
    }));
  test('pins the signature algorithm', () => expect(realm.default_signature_algorithm).toBe('RS256'));
  test('has a password policy', () => expect(realm.password_policy).toContain('length(12)'));
  test('asks new users for a second factor', () =>
    expect(only(resource.keycloak_required_action)).toMatchObject({
      alias: 'CONFIGURE_TOTP',
      enabled: true,
      default_action: true,
    }));
  test('leaves themes and e-mail alone', () =>
    expect(realm.lifecycle.ignore_changes).toEqual(
      expect.arrayContaining(['smtp_server', 'login_theme', 'email_theme']),
    ));
  test('is not destroyed by accident', () => expect(realm.lifecycle.prevent_destroy).toBe(true));
  test('lets people change their names, but not their e-mail address (finding 14)', () => {
    const attributes = only(resource.keycloak_realm_user_profile).attribute;
    expect(attributes.find(({ name }: any) => name === 'email').permissions).toEqual({
      edit: ['admin'],
      view: ['admin', 'user'],
    });
  });
  test('keeps login and administration events', () =>
    expect(only(resource.keycloak_realm_events)).toMatchObject({
      events_enabled: true,
      admin_events_enabled: true,
      admin_events_details_enabled: true,
      events_expiration: 7776000,
    }));
  test("takes the provider's credentials from the environment alone", () =>
    expect(provider.keycloak).toEqual([{ url: 'https://keycloak.example.com' }]));
  test('takes any provider of the major version', () =>
    expect(terraform.required_providers.keycloak).toEqual({
      source: 'keycloak/keycloak',
      version: '>= 5.9.0, < 6.0.0',
    }));
  test('fits the schema of the provider', () => expect(schemaProblems({ resource, provider })).toEqual([]));
});

describe('the schema check', () => {
  test('finds an unknown argument, a missing one and a wrong type', () => {
    const problems = schemaProblems({
      resource: {
        keycloak_realm: { a: { realm: 'x', registration: true } },
        keycloak_group: { b: { name: 'g', realm_id: 'r', attributes: 'x' } },
        keycloak_role: { c: { name: 'r' } },
      },
    });
    expect(problems).toHaveLength(5); // the wrong type is reported for each alternative
  });
});

describe('the client of the proxy', () => {
  const { resource, variable } = prometheusProgram().program.tf();
  const client = only(resource.keycloak_openid_client);

  test('does the authorization code flow with PKCE and nothing else', () => {
    expect(client).toMatchObject({
      access_type: 'CONFIDENTIAL',
      standard_flow_enabled: true,
      pkce_code_challenge_method: 'S256',
      implicit_flow_enabled: false,
      direct_access_grants_enabled: false,
      service_accounts_enabled: false,
      oauth2_device_authorization_grant_enabled: false,
      standard_token_exchange_enabled: false,
      full_scope_allowed: false,
    });
  });
  test('is sent back to one address, exactly', () =>
    expect(client.valid_redirect_uris).toEqual(['https://monitoring.example.com/oauth2/callback']));
  test('returns from sign-out to one address, exactly', () =>
    expect(client.valid_post_logout_redirect_uris).toEqual(['https://monitoring.example.com/']));
  test('admits no web origin', () => expect(client.web_origins).toEqual([]));
  test('has a secret that neither plan nor state can hold', () => {
    expect(client.client_secret).toBeUndefined();
    expect(client).toMatchObject({
      client_secret_wo: '${var.monitoring_sso_client_secret}',
      client_secret_wo_version: '1',
    });
    expect(variable.monitoring_sso_client_secret).toMatchObject({ ephemeral: true, sensitive: true, nullable: false });
    expect(variable.monitoring_sso_client_secret.default).toBeUndefined();
  });
  test('has the scope basic and not roles (findings 10 and 20)', () => {
    expect(only(resource.keycloak_openid_client_default_scopes).default_scopes).toEqual(['basic', 'email', 'profile']);
    expect(only(resource.keycloak_openid_client_optional_scopes).optional_scopes).toEqual([]);
  });
  test('gets groups by their full path (finding 12)', () =>
    expect(only(resource.keycloak_openid_group_membership_protocol_mapper)).toMatchObject({
      claim_name: 'groups',
      full_path: true,
      add_to_id_token: true,
    }));
  test('keeps the nonce in the tokens of a refresh, for the next one may fail', () =>
    expect(only(resource.keycloak_generic_protocol_mapper)).toMatchObject({
      protocol_mapper: 'oidc-nonce-backwards-compatible-mapper',
    }));
  test('is the audience of its own tokens', () =>
    expect(only(resource.keycloak_openid_audience_protocol_mapper).included_client_audience).toContain('client_id'));
  test('has no role', () => expect(resource.keycloak_role).toBeUndefined());
});

describe('groups and roles', () => {
  test('a nested group is known by its full path', () => {
    const { realm } = new Program();
    expect(realm.addGroup('platform').addGroup('operators').claimValue).toBe('/platform/operators');
  });
  test('a group is found again by its path', () => {
    const { realm } = new Program();
    const operators = realm.addGroup('platform').addGroup('operators');
    expect(realm.group('/platform/operators')).toBe(operators);
  });
  test('fails when the realm does not define the group', () => {
    const { realm } = new Program();
    realm.addGroup('operators');
    expect(() => realm.group('/operator')).toThrow(
      /does not define the group; got "\/operator"; allowed: \/operators; fix:/,
    );
  });
  test('fails when a group is defined twice', () => {
    const { realm } = new Program();
    realm.addGroup('operators');
    expect(() => realm.addGroup('operators')).toThrow(/defined twice/);
  });
  test.each(['Ops Team', 'a/b', 'a,b', 'ä', '', 'role:admin'])('fails when a group is called %j (finding 12)', (name) =>
    expect(() => new Program().realm.addGroup(name)).toThrow(/the name of the group is malformed/),
  );
  test('fails when a role has a colon (finding 12)', () =>
    expect(() => new Program().realm.addRole('client:x')).toThrow(/malformed/));
  test('members of a group have its roles', () => {
    const program = new Program();
    program.realm.addGroup('editors', { roles: [program.realm.addRole('editor', { description: 'May edit' })] });
    expect(only(program.tf().resource.keycloak_group_roles)).toMatchObject({
      exhaustive: false,
      role_ids: [expect.stringContaining('keycloak_role')],
    });
    expect(schemaProblems(program.tf())).toEqual([]);
  });
  test('a role includes others', () => {
    const program = new Program();
    const viewer = program.realm.addRole('viewer');
    program.realm.addRole('editor', { includes: [viewer] });
    expect(
      Object.values<any>(program.tf().resource.keycloak_role).find(({ name }) => name === 'editor').composite_roles,
    ).toEqual([expect.stringContaining('keycloak_role')]);
  });
  test('roles of a client live on one that is never an audience (finding 10)', () => {
    const program = new Program();
    program.realm.addRoleClient('monitoring-roles').addRole('editor');
    const { resource } = program.tf();
    expect(only(resource.keycloak_openid_client)).toMatchObject({
      access_type: 'BEARER-ONLY',
      full_scope_allowed: false,
    });
    expect(only(resource.keycloak_role).client_id).toContain('keycloak_openid_client');
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('fails when roles would live on the client of a proxy', () => {
    const program = new Program();
    program.sso();
    expect(() => program.realm.addRoleClient('monitoring-sso')).toThrow(/client of this id already/);
  });
  test('a user has no password, and keeps what others gave (finding 18)', () => {
    const program = new Program();
    program.realm.addUser('alice', { email: 'alice@example.com', groups: [program.realm.addGroup('developers')] });
    const { resource } = program.tf();
    expect(only(resource.keycloak_user)).not.toHaveProperty('initial_password');
    expect(only(resource.keycloak_user_groups)).toMatchObject({ exhaustive: false });
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('fails when a user is defined twice', () => {
    const { realm } = new Program();
    realm.addUser('alice', { email: 'alice@example.com' });
    expect(() => realm.addUser('alice', { email: 'alice@example.com' })).toThrow(/defined twice/);
  });
  test('fails when an e-mail address is none', () =>
    expect(() => new Program().realm.addUser('alice', { email: 'alice' })).toThrow(/malformed/));
  test('fails when something belongs to another realm', () => {
    const program = new Program();
    const other = new ExistingKeycloakRealm(program.stack, 'other', {
      url: 'https://keycloak.example.com',
      realm: 'other',
    });
    expect(() => program.realm.addGroup('x', { roles: [other.addRole('r')] })).toThrow(/a role of another realm/);
  });
  test('default groups are one list', () => {
    const program = new Program();
    program.realm.addGroup('a', { defaultGroup: true });
    program.realm.addGroup('b', { defaultGroup: true });
    expect(only(program.tf().resource.keycloak_default_groups).group_ids).toHaveLength(2);
  });
  test('fails when a default group is granted something', () => {
    const program = new Program();
    const everybody = program.realm.addGroup('everybody', { defaultGroup: true });
    expect(() => program.sso().protect(Prometheus.ofService('p'), { read: [everybody] })).toThrow(
      /keycloak_default_groups\) gives it to every new account/,
    );
  });
});

describe('one person', () => {
  test('is the only member of a group that the library owns (finding 13)', () => {
    const program = new Program();
    const alice = program.realm.person('alice');
    const { resource } = program.tf();
    expect(only(resource.keycloak_group_memberships).members).toEqual(['alice']);
    expect(alice.claimValue).toMatch(/^\/monitoring-sso-people\/alice-[0-9a-f]{8}$/);
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('comes after the user, where the program makes that too', () => {
    const program = new Program();
    program.realm.addUser('alice', { email: 'alice@example.com' });
    program.realm.person('alice');
    expect(only(program.tf().resource.keycloak_group_memberships).members).toEqual([
      expect.stringContaining('keycloak_user.'),
    ]);
  });
  test('is the same when asked for twice', () => {
    const { realm } = new Program();
    expect(realm.person('alice')).toBe(realm.person('alice'));
  });
  test('never shares a group with another of a similar name', () => {
    const { realm } = new Program();
    expect(realm.person('a+b@example.com').claimValue).not.toBe(realm.person('a_b@example.com').claimValue);
  });
  test('fails when it is a service account (finding 7)', () =>
    expect(() => new Program().realm.person('system:serviceaccount:a:b')).toThrow(/the user name is malformed/));
});

describe('an identity broker', () => {
  const broker = (program: Program, settings: object) =>
    new oidcGithubIdentityProvider.OidcGithubIdentityProvider(program.stack, 'github', {
      realm: program.realm.realmId,
      clientId: 'x',
      clientSecret: '${var.x}',
      ...settings,
    });
  test('fails when it may change e-mail addresses that count as verified (finding 13)', () => {
    const program = new Program();
    broker(program, { trustEmail: true, syncMode: 'FORCE' });
    expect(() => program.terraform.synth()).toThrow(/may change e-mail addresses.*fix: set trustEmail to false/s);
  });
  test('fails when it decides who everyone is (finding 13)', () => {
    const program = new Program();
    broker(program, { trustEmail: false, syncMode: 'IMPORT' });
    program.realm.everyoneSignedIn();
    expect(() => program.terraform.synth()).toThrow(/an identity broker decides who that is/);
  });
  test('is fine with groups', () => {
    const program = new Program();
    broker(program, { trustEmail: false, syncMode: 'IMPORT' });
    expect(() => program.terraform.synth()).not.toThrow();
  });
});

describe('everyone signed in', () => {
  test('is a role that the client gives to all, never an empty condition (finding 6)', () => {
    const program = new Program();
    const everyone = program.realm.everyoneSignedIn();
    program.sso().protect(Prometheus.ofService('p'), { read: [everyone] });
    const { resource } = program.tf();
    expect(everyone.claimValue).toBe('role:monitoring-sso-signed-in');
    expect(only(resource.keycloak_openid_hardcoded_role_protocol_mapper).role_id).toContain('keycloak_role');
    expect(only(resource.keycloak_openid_user_realm_role_protocol_mapper)).toMatchObject({
      claim_name: 'groups',
      multivalued: true,
      realm_role_prefix: 'role:',
    });
    expect(resource.keycloak_generic_role_mapper).toBeUndefined();
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('holds for a client that was made before', () => {
    const program = new Program();
    program.sso();
    program.realm.everyoneSignedIn();
    expect(only(program.tf().resource.keycloak_openid_hardcoded_role_protocol_mapper)).toBeDefined();
  });
});

describe('the Terraform stack', () => {
  const synthesized = () => JSON.parse(readFileSync(path.join(terraformOutput, 'stacks/identity/cdk.tf.json'), 'utf8'));
  test('keeps its state beside the program, by a relative path', () => {
    // The program's folder is the one that holds the output, as cdktf has it.
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(path.dirname(terraformOutput));
    new Program().terraform.synth();
    cwd.mockRestore();
    const { terraform } = synthesized();
    expect(terraform.backend.local.path).toBe('../../../terraform.identity.tfstate');
  });
  test("keeps a backend of the user's", () => {
    const program = new Program();
    new S3Backend(program.stack, { bucket: 'state', key: 'identity' });
    program.terraform.synth();
    const { terraform } = synthesized();
    expect(terraform.backend).toEqual({ s3: { bucket: 'state', key: 'identity' } });
  });
  test("takes a version constraint of the user's", () => {
    const program = new Program({ providerVersion: '5.9.0' });
    expect(program.tf().terraform.required_providers.keycloak.version).toBe('5.9.0');
  });
  test('adopts a realm without making it anew', () => {
    const program = new Program({ adoptExisting: true, bruteForceDetection: {}, browserHeaders: {}, attributes: {} });
    expect(program.tf().import).toEqual([
      { id: 'platform', to: expect.stringMatching(/^keycloak_realm\./) },
      { id: 'platform/CONFIGURE_TOTP', to: expect.stringMatching(/^keycloak_required_action\./) },
    ]);
  });
  test('uses one provider for two realms of one Keycloak', () => {
    const program = new Program();
    new ExistingKeycloakRealm(program.stack, 'other', { url: 'https://keycloak.example.com', realm: 'other' });
    expect(program.tf().provider.keycloak).toHaveLength(1);
  });
  test('fails when two realms ask for different providers', () => {
    const program = new Program({ providerVersion: '5.9.0' });
    expect(
      () => new ExistingKeycloakRealm(program.stack, 'other', { url: 'https://keycloak.example.com', realm: 'other' }),
    ).toThrow(/different versions of the provider/);
  });
  test.each([
    [{ password: 'hunter2' }, /the program contains credentials of the provider/],
    [{ tlsInsecureSkipVerify: true }, /does not verify/],
  ])('fails when a provider of yours has %j', (settings, message) => {
    const { terraform } = new Program();
    const stack = new TerraformStack(terraform, 'mine');
    new keycloakProvider.KeycloakProvider(stack, 'keycloak', { url: 'https://keycloak.example.com', ...settings });
    expect(
      () => new ExistingKeycloakRealm(stack, 'realm', { url: 'https://keycloak.example.com', realm: 'x' }),
    ).toThrow(message);
  });
  test('fails when two clients would share a variable', () => {
    const program = new Program();
    program.sso({ clientId: 'a-b' });
    expect(() => program.sso({ clientId: 'a.b', host: 'second.example.com' }, 'second')).toThrow(
      /the same Terraform variable|takes its secret from the same/,
    );
  });
  test('leaves a realm that is adopted as it is where a realm for monitoring has no opinion', () => {
    const { resource } = new Program({
      adoptExisting: true,
      bruteForceDetection: {},
      browserHeaders: {},
      attributes: {},
    }).tf();
    expect(only(resource.keycloak_realm).display_name).toBeUndefined();
    expect(only(resource.keycloak_realm).lifecycle.ignore_changes).toEqual(
      expect.arrayContaining(['display_name', 'organizations_enabled', 'offline_session_idle_timeout']),
    );
    expect(resource.keycloak_realm_user_profile).toBeUndefined();
    expect(() =>
      new Program({ adoptExisting: true, bruteForceDetection: {}, browserHeaders: {}, attributes: {} }).realm.addGroup(
        'x',
        { defaultGroup: true },
      ),
    ).toThrow(/one list/);
  });
  test('names of groups are free', () => {
    const { realm } = new Program();
    for (const name of ['Resource', 'Events', 'groups', 'client-monitoring-sso', 'role-x']) {
      realm.addGroup(name).addGroup('Resource');
    }
    expect(realm.addRole('x').roleName).toBe('x');
  });
  test('fails when the realm has no place in it', () => {
    const program = new Program();
    expect(
      () => new ExistingKeycloakRealm(program.chart, 'realm', { url: 'https://keycloak.example.com', realm: 'x' }),
    ).toThrow(/a Keycloak realm belongs to a Terraform stack/);
  });
});

describe('a realm that is managed elsewhere', () => {
  test('makes the plan fail where its settings are unsafe or differ from the program', () => {
    const program = new Program();
    const stack = new TerraformStack(program.terraform, 'other');
    const realm = new ExistingKeycloakRealm(stack, 'realm', { url: 'https://keycloak.example.com', realm: 'existing' });
    realm.group('/platform/operators');
    const tf = JSON.parse(TerraformTesting.synth(stack, true));
    const data = only(tf.data.keycloak_realm);
    const conditions = data.lifecycle.postcondition.map(({ condition }: any) => condition);
    expect(conditions).toEqual(
      expect.arrayContaining([
        '${self.internal_id == "" || !self.registration_allowed}',
        '${self.internal_id == "" || !self.duplicate_emails_allowed}',
        '${self.internal_id == "" || self.ssl_required != "none"}',
        '${self.internal_id == "" || self.verify_email}',
      ]),
    );
    expect(conditions.some((condition: string) => condition.includes('"2m0s"'))).toBe(true);
    expect(() => realm.person('alice')).toThrow(/managed|manages/);
    expect(() => realm.everyoneSignedIn()).toThrow(/not known/);
    expect(only(tf.data.keycloak_group)).toMatchObject({ group_path: '/platform/operators' });
    expect(tf.resource?.keycloak_realm).toBeUndefined();
    expect(schemaProblems(tf)).toEqual([]);
  });
});

describe('fails when', () => {
  test.each([
    ['the address has no TLS', { url: 'http://keycloak.example.com' }, /https/],
    [
      'the address has a slash at its end',
      { url: 'https://keycloak.example.com/' },
      /fix: write https:\/\/keycloak.example.com/,
    ],
    ['the address has a query', { url: 'https://keycloak.example.com?x=1' }, /https address/],
    ['the address has a user', { url: 'https://admin:secret@keycloak.example.com' }, /https address/],
    ['the realm is master', { realm: 'master' }, /administers every other realm/],
    ['the realm has a slash', { realm: 'a/b' }, /malformed/],
    [
      'a token outlives a session',
      { accessTokenLifespan: Duration.hours(1), sessionIdle: Duration.minutes(30) },
      /contradict each other/,
    ],
    ['a session may idle longer than it lives', { sessionIdle: Duration.hours(9) }, /contradict each other/],
    ['a token lives for a day', { accessTokenLifespan: Duration.days(1) }, /out of bounds/],
    ['a lifetime is not in whole seconds', { accessTokenLifespan: Duration.millis(90500) }, /whole seconds/],
  ])('%s', (_title, props, message) => expect(() => new Program(props)).toThrow(message));
});

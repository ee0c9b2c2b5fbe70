import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, TerraformStack, Testing } from 'cdktf';
import { ExistingKeycloakRealm, KeycloakMachines, KeycloakRealm, KeycloakRealmProps } from '../../lib';
import { group as keycloakGroup } from '../../lib/provider-keycloak';
import { joined } from '../support/joined';
import { temporaryFolder } from '../support/process';
import { Program, terraformOutput } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const place = { url: 'https://keycloak.example.com', realm: 'platform' };

/** A realm with something of every kind. */
function stackOf(id: string, props: Partial<KeycloakRealmProps> = {}) {
  const stack = new TerraformStack(Testing.stubVersion(new App({ outdir: terraformOutput })), 'identity');
  const realm = new KeycloakRealm(stack, id, { ...place, ...props });
  const editor = realm.addRole('editor', { includes: [realm.addRole('viewer')] });
  const operators = realm.addGroup('platform').addGroup('operators', { roles: [editor] });
  realm.addGroup('newcomers', { defaultGroup: true });
  realm.addUser('alice', { email: 'alice@example.com', groups: [operators], roles: [editor] });
  realm.person('alice');
  realm.addRoleClient('roles').addRole('auditor');
  realm.addKubernetesClient('kubernetes');
  realm.registerRelyingParty({
    path: 'sso',
    clientId: 'sso',
    redirectUri: 'https://monitoring.example.com/oauth2/callback',
    postLogoutRedirectUris: [],
  });
  realm.everyoneSignedIn();
  new KeycloakMachines(realm, 'machines').addClient('agent');
  return { stack, realm, tf: JSON.parse(Testing.synth(stack, true)) };
}

/** The addresses of a stack, each with what stands there. */
const resources = (tf: any): Map<string, any> =>
  new Map(
    Object.entries<any>(tf.resource).flatMap(([type, named]) =>
      Object.entries<any>(named).map(([name, content]) => [`${type}.${name}`, content]),
    ),
  );

describe('the addresses of a realm', () => {
  const before = stackOf('realm').tf;

  test('are made from the name of the realm, whatever the construct is called', () => {
    const after = stackOf('renamed').tf;
    expect([...resources(after).keys()]).toEqual([...resources(before).keys()]);
    expect(after.resource).toEqual(before.resource);
    expect(resources(before).size).toBeGreaterThan(30);
    expect(JSON.stringify(after.resource)).not.toContain('renamed');
  });
  test('begin with its name', () => {
    for (const address of resources(before).keys()) {
      expect(address).toMatch(/^keycloak_[a-z_]+\.platform_[A-Za-z0-9_-]*[0-9a-f]{8}$/);
    }
    expect(Object.keys(before.resource.keycloak_realm)).toEqual([expect.stringMatching(/^platform_[0-9a-f]{8}$/)]);
  });
  test('of data of a realm that is managed elsewhere are, too', () => {
    const data = (id: string) => {
      const stack = new TerraformStack(Testing.stubVersion(new App({ outdir: terraformOutput })), 'identity');
      new ExistingKeycloakRealm(stack, id, place).group('/platform/operators');
      const { data: found, moved } = JSON.parse(Testing.synth(stack, true));
      return { names: Object.values<any>(found).flatMap(Object.keys), moved };
    };
    expect(data('a')).toEqual(data('b'));
    expect(data('a').moved).toBeUndefined(); // Terraform moves resources alone
  });
  test('are new to a state of before, where each thing stays what it is', () => {
    const froms = before.moved.map(({ from }: any) => from);
    expect(before.moved.map(({ to }: any) => to).sort()).toEqual([...resources(before).keys()].sort());
    expect(new Set(froms).size).toBe(froms.length);
    // As cdktf called it (realm/Resource), and as it stood in snapshots before.
    expect(before.moved).toContainEqual({
      from: 'keycloak_realm.realm_6A986DF0',
      to: `keycloak_realm.${Object.keys(before.resource.keycloak_realm)[0]}`,
    });
    for (const { from, to } of before.moved) expect(from.split('.')[0]).toBe(to.split('.')[0]);
  });
  test('leave what is beside the realm where it was', () => {
    const { stack, realm } = stackOf('realm');
    new keycloakGroup.Group(stack, 'mine', { realmId: realm.realmId, name: 'mine' });
    const { resource, moved } = JSON.parse(Testing.synth(stack, true));
    expect(resource.keycloak_group).toHaveProperty('mine');
    expect(moved.map(({ to }: any) => to)).not.toContain('keycloak_group.mine');
  });
  test.each([false, true])('are written where no terraform program is installed (adopted: %s)', (adoptExisting) => {
    const outdir = temporaryFolder('terraform');
    const app = new App({ outdir });
    new KeycloakRealm(new TerraformStack(app, 'identity'), 'realm', {
      ...place,
      adoptExisting,
      bruteForceDetection: {},
      browserHeaders: {},
      attributes: {},
    }).addGroup('developers');
    const { PATH } = process.env;
    process.env.PATH = outdir;
    try {
      app.synth();
    } finally {
      process.env.PATH = PATH;
    }
    const written = JSON.parse(readFileSync(path.join(outdir, 'stacks/identity/cdk.tf.json'), 'utf8'));
    expect(written.moved).not.toHaveLength(0);
    expect(written.import?.[0]).toEqual(adoptExisting ? { id: 'platform', to: written.moved[0].to } : undefined);
  });
  test('are those of a realm that is adopted, in its import too', () => {
    const tf = new Program({ adoptExisting: true, bruteForceDetection: {}, browserHeaders: {}, attributes: {} }).tf();
    expect(tf.import).toEqual([
      { id: 'platform', to: `keycloak_realm.${Object.keys(tf.resource.keycloak_realm)[0]}` },
      {
        id: 'platform/CONFIGURE_TOTP',
        to: `keycloak_required_action.${Object.keys(tf.resource.keycloak_required_action)[0]}`,
      },
    ]);
  });
  test.each(['1st', 'a.b', 'a b', 'ä'])('are names for Terraform where the realm is called %j', (realm) => {
    const names = () => {
      const stack = new TerraformStack(Testing.stubVersion(new App({ outdir: terraformOutput })), 'identity');
      new KeycloakRealm(stack, 'realm', { ...place, realm });
      return Object.keys(JSON.parse(Testing.synth(stack, true)).resource.keycloak_realm);
    };
    if (/[^\w.]/.test(realm)) expect(names).toThrow(/malformed/);
    else expect(names()).toEqual([expect.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]*$/)]);
  });
  test('differ for realms whose names do not differ in letters and digits', () => {
    const stack = new TerraformStack(Testing.stubVersion(new App({ outdir: terraformOutput })), 'identity');
    for (const realm of ['a.b', 'a_b']) new KeycloakRealm(stack, realm, { ...place, realm });
    expect(Object.keys(JSON.parse(Testing.synth(stack, true)).resource.keycloak_realm)).toHaveLength(2);
  });
  test('fails when two realms of a stack have one name', () => {
    const { stack } = new Program();
    expect(() => new KeycloakRealm(stack, 'second', { ...place, url: 'https://other.example.com' })).toThrow(
      joined(
        /\[identity\/second\] identity\/realm is a realm of the same name.*got "platform".*/,
        /fix: use one construct for both, or write new TerraformStack/,
      ),
    );
  });
  test('fit the schema of the provider', () => expect(schemaProblems(before)).toEqual([]));
});

describe('a realm is protected', () => {
  const realmOf = (props: Partial<KeycloakRealmProps>) =>
    Object.values<any>(new Program(props).tf().resource.keycloak_realm)[0];
  test('by what goes with the program, and by what stands in the state', () => {
    expect(realmOf({})).toMatchObject({ terraform_deletion_protection: true, lifecycle: { prevent_destroy: true } });
  });
  test('unless that is switched off, in the state too', () => {
    expect(realmOf({ preventDestruction: false }).terraform_deletion_protection).toBe(false);
    expect(realmOf({ preventDestruction: false }).lifecycle.prevent_destroy).toBeUndefined();
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { App as TerraformApp, LocalBackend, TerraformStack } from 'cdktf';
import {
  Edge,
  ExistingKeycloakRealm,
  KeycloakRealm,
  KeycloakRealmBase,
  KeycloakUserOptions,
  MonitoringResourceAccess,
  MonitoringSso,
  Prometheus,
  Secrets,
  Tls,
} from '../../../lib';
import { provider as keycloakProvider } from '../../../lib/provider-keycloak';
import { keycloakUrl } from '../identity/keycloak';

/**
 * Programs with parts of the Terraform half that the quickstart does not use. The stack of each is synthesized into a
 * folder.
 */
export const realmPrograms = {
  /** A realm with all resources that the library can create. */
  whole: (outdir: string) =>
    synth(outdir, (stack) => {
      const realm = new KeycloakRealm(stack, 'realm', { url: keycloakUrl, realm: 'whole', preventDestruction: false });
      const viewer = realm.addRole('viewer', { description: 'May look' });
      const roles = realm.addRoleClient('monitoring-roles');
      const editor = roles.addRole('editor', { includes: [viewer] });
      const [auditor, idle] = [realm.addRole('auditor'), realm.addRole('idle')];
      const lead = realm.addRole('lead', { includes: [auditor, roles.addRole('idle')] });
      const operators = realm.addGroup('platform').addGroup('operators', { roles: [editor, idle] });
      const leads = realm.addGroup('leads');
      lead.addMember(leads);
      idle.addMember(leads);
      realm.addGroup('newcomers', { defaultGroup: true });
      const user = (username: string, options: Partial<KeycloakUserOptions>) =>
        realm.addUser(username, {
          email: `${username}@example.com`,
          firstName: username,
          lastName: 'Example',
          ...options,
        });
      user('bea', { groups: [operators] });
      user('dan', { roles: [auditor, idle] });
      user('eve', { groups: [leads] });
      user('fay', {});
      auditor.addMember(realm.person('fay'));
      user('gus', {});
      realm.addUser('cem', { email: 'cem@example.com' });
      realm.addKubernetesClient('kubernetes');
      new MonitoringResourceAccess(new Chart(new App(), 'resources'), 'resources', {
        identityProvider: realm,
        clientId: 'kubernetes',
        groupsPrefix: 'oidc:',
        namespaces: ['monitoring'],
        ruleEditors: [editor],
      });
      return { realm, read: [operators, realm.person('bea'), realm.everyoneSignedIn(), auditor, editor] };
    }),
  /** A realm that was created manually. */
  adopted: (outdir: string) =>
    synth(outdir, (stack) => {
      const realm = new KeycloakRealm(stack, 'realm', {
        url: keycloakUrl,
        realm: 'by-hand',
        adoptExisting: true,
        preventDestruction: false,
        attributes: { note: 'kept' },
        bruteForceDetection: {},
        browserHeaders: {},
        accessTokenLifespan: Duration.minutes(2),
        sessionIdle: Duration.hours(1),
        sessionMax: Duration.hours(8),
      });
      return { realm, read: [realm.addGroup('operators')] };
    }),
  /** A realm that is managed elsewhere: the one above. */
  referred: (outdir: string) =>
    synth(outdir, (stack) => {
      const realm = new ExistingKeycloakRealm(stack, 'realm', { url: keycloakUrl, realm: 'by-hand' });
      return { realm, read: [realm.group('/operators'), realm.role('on-call', { notDefault: true })] };
    }),
  /** The same realm, with a grant to a missing role. */
  withoutRole: (outdir: string) =>
    synth(outdir, (stack) => {
      const realm = new ExistingKeycloakRealm(stack, 'realm', { url: keycloakUrl, realm: 'by-hand' });
      return { realm, read: [realm.role('nobody-made-it', { notDefault: true })] };
    }),
  /** A realm that is managed elsewhere, with unsafe settings that differ from the program. */
  unsafe: (outdir: string) =>
    synth(outdir, (stack) => {
      const realm = new ExistingKeycloakRealm(stack, 'realm', {
        url: keycloakUrl,
        realm: 'unsafe',
        accessTokenLifespan: Duration.minutes(3),
      });
      return { realm, read: [realm.addGroup('operators')] };
    }),
};

/** A realm with a group and a user, below a construct with the given id. */
export function keptRealm(
  outdir: string,
  id: string,
  realm: string,
  props: { readonly adoptExisting?: boolean; readonly preventDestruction?: boolean } = {},
): void {
  synth(outdir, (stack) => {
    const named = {
      bruteForceDetection: {},
      browserHeaders: {},
      attributes: {},
      accessTokenLifespan: Duration.minutes(2),
      sessionIdle: Duration.hours(1),
      sessionMax: Duration.hours(8),
    };
    const kept = new KeycloakRealm(stack, id, {
      url: keycloakUrl,
      realm,
      ...props,
      ...(props.adoptExisting ? named : {}),
    });
    const operators = kept.addGroup('operators');
    kept.addUser('ida', { email: 'ida@example.com', firstName: 'Ida', lastName: 'Example', groups: [operators] });
    return { realm: kept, read: [operators, kept.person('ida')] };
  });
}

/**
 * The same realm in the form of older versions, in which addresses contained the path of the construct, without
 * protection in the state.
 */
export function keptRealmOfBefore(outdir: string, id: string, realm: string): void {
  keptRealm(outdir, id, realm);
  const file = path.join(outdir, 'stacks/identity/cdk.tf.json');
  const text = readFileSync(file, 'utf8');
  const { moved, ...stack } = JSON.parse(text) as {
    moved: { from: string; to: string }[];
    resource: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const resource of Object.values(stack.resource.keycloak_realm!)) delete resource.terraform_deletion_protection;
  const before = moved.reduce(
    (all, { from, to }) => all.replaceAll(to.split('.')[1]!, from.split('.')[1]!),
    JSON.stringify(stack),
  );
  writeFileSync(file, before);
}

/** A stack without the realm. */
export function withoutRealm(outdir: string): void {
  const terraform = new TerraformApp({ outdir });
  const stack = new TerraformStack(terraform, 'identity');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  new keycloakProvider.KeycloakProvider(stack, 'keycloak', { url: keycloakUrl });
  terraform.synth();
}

function synth(
  outdir: string,
  define: (stack: TerraformStack) => {
    realm: KeycloakRealmBase;
    read: Parameters<MonitoringSso['protect']>[1]['read'];
  },
): void {
  const terraform = new TerraformApp({ outdir });
  const stack = new TerraformStack(terraform, 'identity');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  const { realm, read } = define(stack);
  // A separate client, so that two of these can use the same realm.
  const sso = new MonitoringSso(new Chart(new App(), 'chart', { namespace: 'monitoring' }), 'sso', {
    host: 'monitoring.example.com',
    identityProvider: realm,
    clientId: `sso-${realm.constructor.name.toLowerCase()}`,
    edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
    tls: Tls.existingSecret('tls'),
    secrets: Secrets.existing('secrets'),
  });
  sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read });
  terraform.synth();
}

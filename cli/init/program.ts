import { Answers, rangesOf } from './questions';

/** A string of TypeScript in single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Whether a program has stacks of Terraform: an issuer that others manage needs none. */
export const hasTerraform = ({ identityProvider }: Answers): boolean => identityProvider !== 'oidc';

/** `program.ts`: the sign-on and what it protects. */
export function programSource(answers: Answers): string {
  const terraform = hasTerraform(answers);
  const imports = [
    'Alertmanager',
    'Edge',
    { 'keycloak': 'KeycloakRealm', 'existing-realm': 'ExistingKeycloakRealm', 'oidc': 'OidcIssuer' }[
      answers.identityProvider as 'oidc'
    ],
    'Grafana',
    'Metrics',
    'MonitoringSso',
    'Prometheus',
    'Secrets',
    'Tls',
  ].sort();
  return `import * as cdk8s from 'cdk8s';
${terraform ? "import * as cdktf from 'cdktf';\n" : ''}import {
${imports.map((name) => `  ${name},\n`).join('')}} from 'cdk8s-monitoring-sso';

/** Folders to write to. A test has folders of its own; otherwise the commands decide. */
export interface Folders {
  readonly manifests?: string;
${terraform ? '  readonly terraform?: string;\n' : ''}}

/** The sign-on and the applications that it protects. Access that is not granted here is closed. */
export function monitoring(folders: Folders = {}) {
  const kubernetes = new cdk8s.App({ outdir: folders.manifests });
${terraform ? '  const terraform = new cdktf.App({ outdir: folders.terraform });\n' : ''}
${providerSource(answers)}
  const chart = new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: ${quoted(answers.namespace!)} });
  const sso = new MonitoringSso(chart, 'sso', {
    host: ${quoted(answers.host!)},
    identityProvider: ${terraform ? 'realm' : 'issuer'},
${answers.clientId === undefined ? '' : `    clientId: ${quoted(answers.clientId)},\n`}${edgeSource(answers)}
    tls: Tls.certManager({ issuer: ${quoted(answers.certificateIssuer!)} }),
    secrets: Secrets.existing('monitoring-sso'),
    metrics: Metrics.prometheusOperator({ labels: { release: 'kube-prometheus-stack' } }),
  });

  sso.protect(Prometheus.ofService('kube-prometheus-stack-prometheus'), {
    path: '/prometheus',
    read: [readers, operators],
  });
${alertmanagerSource(answers)}
  sso.protect(Grafana.ofService('kube-prometheus-stack-grafana'), { path: '/grafana', read: [readers, operators] });

  return { kubernetes, ${terraform ? 'terraform, ' : ''}sso, readers, operators };
}
`;
}

function providerSource(answers: Answers): string {
  const [readers, operators] = [quoted(answers.readers!), quoted(answers.operators!)];
  if (answers.identityProvider === 'oidc') {
    return `  // Register https://${answers.host}/oauth2/callback there, for a confidential client.
  const issuer = new OidcIssuer({ issuerUrl: ${quoted(answers.issuer!)} });
  const readers = issuer.group(${readers});
  const operators = issuer.group(${operators});
`;
  }
  const place = `    url: ${quoted(answers.keycloakUrl!)},\n    realm: ${quoted(answers.realm!)},\n`;
  if (answers.identityProvider === 'existing-realm') {
    return `  const realm = new ExistingKeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
${place}    // Write the lifetimes of the realm here: the plan fails where they differ. These are Keycloak's own.
    accessTokenLifespan: cdk8s.Duration.minutes(5),
    sessionIdle: cdk8s.Duration.minutes(30),
    sessionMax: cdk8s.Duration.hours(10),
  });
  const readers = realm.group(${readers});
  const operators = realm.group(${operators});
`;
  }
  return `  const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
${place}  });
  const readers = realm.addGroup(${readers});
  const operators = realm.addGroup(${operators});
`;
}

function edgeSource({ edge, trustedProxies }: Answers): string {
  const ranges = `trustedProxies: [${rangesOf(trustedProxies!).map(quoted).join(', ')}]`;
  switch (edge) {
    case 'traefik':
      return `    edge: Edge.traefik({ ${ranges} }),`;
    case 'traefik-ingress':
      return `    edge: Edge.traefikIngress({
      ${ranges},
      encodedSlashesRefused: true, // the entry points are started with report/values/traefik.yaml
    }),`;
    default:
      return `    edge: Edge.ingressNginx({ ${ranges} }),`;
  }
}

function alertmanagerSource({ edge }: Answers): string {
  return edge === 'traefik'
    ? `  sso.protect(Alertmanager.ofService('kube-prometheus-stack-alertmanager'), {
    path: '/alertmanager',
    read: [readers],
    write: [operators],
  });`
    : `  // Ingresses cannot tell reading from silencing, nor from sending alerts: who may do one may do all three.
  sso.protect(Alertmanager.ofService('kube-prometheus-stack-alertmanager'), {
    path: '/alertmanager',
    write: [operators],
    ingest: [operators],
  });`;
}

/** `main.ts`: what \`npx tsx main.ts\`, \`cdk8s synth\` and \`cdktf synth\` run. */
export const mainSource = (answers: Answers): string =>
  hasTerraform(answers)
    ? `import { monitoring } from './program';

const { kubernetes, terraform, sso } = monitoring();

kubernetes.synth();
terraform.synth();
sso.writeReport();
`
    : `import { monitoring } from './program';

const { kubernetes, sso } = monitoring();

kubernetes.synth();
sso.writeReport();
`;

/** `access.test.ts`: the access table, as the program is meant to be. */
export function testSource(answers: Answers): string {
  const terraform = hasTerraform(answers);
  const readsAlerts = answers.edge === 'traefik';
  return `import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { Purpose } from 'cdk8s-monitoring-sso';
import { monitoring } from './program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'access-'));
after(() => fs.rmSync(folder, { recursive: true }));

const { kubernetes, ${terraform ? 'terraform, ' : ''}sso, readers, operators } = monitoring({
  manifests: path.join(folder, 'dist'),
${terraform ? "  terraform: path.join(folder, 'cdktf.out'),\n" : ''}});

/** A row of report/access.json. */
interface Row {
  readonly path: string;
  readonly purpose: string;
  readonly permitted: readonly { readonly claim: string }[];
}

test('readers look, and change nothing', () => {
  for (const application of ['prometheus', 'grafana']) {
    assert.equal(sso.allows(readers, Purpose.READ, application), true);
  }
  assert.equal(sso.allows(readers, Purpose.READ, 'alertmanager'), ${readsAlerts});
  assert.equal(sso.allows(readers, Purpose.WRITE, 'alertmanager'), false);
});

test('operators silence alerts', () => {
  assert.equal(sso.allows(operators, Purpose.READ, 'prometheus'), true);
  assert.equal(sso.allows(operators, Purpose.WRITE, 'alertmanager'), true);
});

test('no group administers Prometheus, writes to it or copies it', () => {
  for (const purpose of [Purpose.ADMINISTER, Purpose.INGEST, Purpose.FEDERATE]) {
    assert.equal(sso.allows(readers, purpose, 'prometheus'), false);
    assert.equal(sso.allows(operators, purpose, 'prometheus'), false);
  }
});

test('the access table has these groups for reading, and closes the rest', () => {
  kubernetes.synth();
${terraform ? '  terraform.synth();\n' : ''}  sso.writeReport(path.join(folder, 'report'));
  const { rows } = JSON.parse(fs.readFileSync(path.join(folder, 'report/access.json'), 'utf8')) as { rows: Row[] };
  const groupsAt = (place: string, purpose: string) =>
    rows
      .find((row) => row.path === place && row.purpose === purpose)
      ?.permitted.map(({ claim }) => claim)
      .sort();

  const all = [readers.claimValue, operators.claimValue].sort();
  assert.deepEqual(groupsAt('/prometheus', Purpose.READ), all);
  assert.deepEqual(groupsAt('/grafana', Purpose.READ), all);
  assert.deepEqual(groupsAt('/prometheus/api/v1/admin', Purpose.ADMINISTER), []);
  assert.deepEqual(groupsAt('/prometheus/api/v1/write', Purpose.INGEST), []);
});
`;
}

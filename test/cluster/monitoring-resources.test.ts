import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from 'selfsigned';
import { parse } from 'yaml';
import { provided } from './provided';
import { MonitoringResourceAccess } from '../../lib';
import { ApiServer, kubectlFor, type Kubectl } from '../support/api-server';
import { describeIf } from '../support/conditional';
import { definitionsOf } from '../support/crds';
import { Program } from '../support/program';

const cluster = provided.cluster;
const CONNECTIONS = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'AlertmanagerConfig'];
const plural = (kind: string) => `${kind.toLowerCase()}s.monitoring.coreos.com`;
const silences = 'silences.observability.giantswarm.io';

const program = new Program({}, 'team-a');
const [viewers, ruleEditors, editors] = ['viewers', 'rule-editors', 'editors'].map((name) =>
  program.realm.addGroup(name),
);
const onCall = program.realm.addRole('on-call');
program.realm.addKubernetesClient('kubernetes');
const access = new MonitoringResourceAccess(program.chart, 'access', {
  identityProvider: program.realm,
  clientId: 'kubernetes',
  groupsPrefix: 'oidc:',
  usernameClaim: 'preferred_username',
  namespaces: ['team-a'],
  viewers: [viewers!],
  ruleEditors: [ruleEditors!, onCall],
  editors: [editors!],
});
const everywhere = new Program({ realm: 'other' }, 'unused');
new MonitoringResourceAccess(everywhere.chart, 'everywhere', {
  identityProvider: everywhere.realm,
  clientId: 'kubernetes',
  groupsPrefix: 'oidc:',
  clusterWide: true,
  viewers: [everywhere.realm.addGroup('auditors')],
});

/** Applies the objects, as an administrator, in addition to the operator's definitions. */
async function apply(kubectl: Kubectl): Promise<void> {
  const definitions = await definitionsOf(
    ['PrometheusRule', ...CONNECTIONS, 'Prometheus', 'Alertmanager'].map((kind) => ({
      group: 'monitoring.coreos.com',
      kind,
    })),
  );
  expect(
    await kubectl(['apply', '--server-side', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: definitions }),
  ).toMatchObject({ status: 0 });
  expect(
    await kubectl([
      'wait',
      '--for=condition=Established',
      '--timeout=60s',
      ...definitions.map(({ metadata }) => `crd/${metadata.name}`),
    ]),
  ).toMatchObject({ status: 0 });
  const namespaces = ['team-a', 'team-b'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const items = [...namespaces, ...program.manifests().objects, ...everywhere.manifests().objects];
  expect(await kubectl(['apply', '--server-side', '-f', '-'], { apiVersion: 'v1', kind: 'List', items })).toMatchObject(
    { status: 0, stderr: '' },
  );
}

describeIf(cluster !== undefined)('rights on monitoring resources', () => {
  const kubectl: Kubectl = (args, input) => kubectlFor(cluster!)(args, input);
  /** Uses impersonation. */
  const can = async (group: string, verb: string, resource: string, namespace = 'team-a') =>
    (
      await kubectl(['auth', 'can-i', verb, resource, '-n', namespace, '--as=oidc:somebody', `--as-group=${group}`])
    ).stdout.trim();
  /** Many checks at once, also for silences, whose resource definition is not installed on this server. */
  const review = async (group: string, questions: readonly { verb: string; resource: string }[]) => {
    const items = questions.map(({ verb, resource }) => {
      const [name, ...apiGroup] = resource.split('.');
      return {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: 'oidc:somebody',
          groups: [group],
          resourceAttributes: { namespace: 'team-a', verb, group: apiGroup.join('.'), resource: name },
        },
      };
    });
    const { stdout } = await kubectl(['create', '-o', 'jsonpath={.status.allowed}{"\\n"}', '-f', '-'], {
      apiVersion: 'v1',
      kind: 'List',
      items,
    });
    return stdout
      .trim()
      .split('\n')
      .map((answer) => answer === 'true');
  };

  beforeAll(() => apply(kubectl), 120_000);
  afterAll(() => kubectl(['delete', 'namespace', 'team-a', 'team-b', '--wait=false']), 120_000);

  const rules = [plural('PrometheusRule'), silences];
  const connections = CONNECTIONS.map(plural);
  test.each([
    ['oidc:/viewers', { look: [...rules, ...connections], change: [] }],
    ['oidc:/rule-editors', { look: [...rules, ...connections], change: rules }],
    ['oidc:role:on-call', { look: [...rules, ...connections], change: rules }],
    ['oidc:/editors', { look: [...rules, ...connections], change: [...rules, ...connections] }],
    ['oidc:/strangers', { look: [], change: [] }],
    ['/editors', { look: [], change: [] }],
    ['oidc:editors', { look: [], change: [] }],
    ['oidc:/role:on-call', { look: [], change: [] }],
    ['role:on-call', { look: [], change: [] }],
  ])('%s can do what is said and nothing else', async (group, { look, change }) => {
    const looking = ['get', 'list', 'watch'];
    const questions = [...rules, ...connections].flatMap((resource) =>
      [...looking, 'create', 'update', 'patch', 'delete'].map((verb) => ({ verb, resource })),
    );
    const answers = await review(group, questions);
    expect(answers).toHaveLength(questions.length);
    const text = ({ verb, resource }: (typeof questions)[number], yes: boolean) =>
      `${verb} ${resource}: ${yes ? 'yes' : 'no'}`;
    expect(questions.map((question, at) => text(question, answers[at]!))).toEqual(
      questions.map((question) =>
        text(question, (looking.includes(question.verb) ? look : change).includes(question.resource)),
      ),
    );
    const [rule, monitor] = [plural('PrometheusRule'), plural('ServiceMonitor')];
    expect([await can(group, 'create', rule), await can(group, 'create', monitor)]).toEqual(
      [rule, monitor].map((resource) => (change.includes(resource) ? 'yes' : 'no')),
    );
  });
  test('editors may not start pods or read Secrets, and have no rights in other namespaces', async () => {
    for (const [verb, resource] of [
      ['create', 'prometheuses.monitoring.coreos.com'],
      ['patch', 'alertmanagers.monitoring.coreos.com'],
      ['get', 'secrets'],
      ['create', 'pods'],
      ['deletecollection', plural('PrometheusRule')],
      ['create', 'rolebindings.rbac.authorization.k8s.io'],
    ] as const) {
      expect(`${resource} ${await can('oidc:/editors', verb, resource)}`).toBe(`${resource} no`);
    }
    expect(await can('oidc:/editors', 'get', plural('PrometheusRule'), 'team-b')).toBe('no');
  });
  test('viewers of every namespace may read everywhere, and change nothing', async () => {
    expect(await can('oidc:/auditors', 'list', plural('PrometheusRule'), 'team-b')).toBe('yes');
    expect(await can('oidc:/auditors', 'create', plural('PrometheusRule'), 'team-b')).toBe('no');
  });
  test('an editor of rules may create a rule, but no monitor', async () => {
    const as = ['create', '--dry-run=server', '-f', '-', '--as=oidc:somebody', '--as-group=oidc:role:on-call'];
    const metadata = { name: 'mine', namespace: 'team-a' };
    const rule = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata,
      spec: { groups: [{ name: 'g', rules: [{ alert: 'Down', expr: 'up == 0' }] }] },
    };
    expect(await kubectl(as, rule)).toMatchObject({ status: 0 });
    const monitor = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata,
      spec: { selector: {}, endpoints: [{ port: 'web' }] },
    };
    expect(await kubectl(as, monitor)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/cannot create resource "servicemonitors"/),
    });
  });
});

describe('the definitions of the Prometheus Operator', () => {
  /** The paths of a schema that refer to a key of a Secret. */
  function secretKeys(schema: any, at = ''): string[] {
    if (typeof schema !== 'object' || schema === null) return [];
    const { properties = {} } = schema;
    const here = 'key' in properties && 'name' in properties && 'optional' in properties ? [at] : [];
    return [...here, ...Object.entries(schema).flatMap(([name, inner]) => secretKeys(inner, `${at}.${name}`))];
  }
  test.each(['PrometheusRule'])('have no reference to a Secret in a %s', async (kind) => {
    const [definition] = await definitionsOf([{ group: 'monitoring.coreos.com', kind }]);
    expect(secretKeys(definition!.spec)).toEqual([]);
  });
  test.each(CONNECTIONS)(
    'have references to Secrets in a %s, so that changing it is a separate right',
    async (kind) => {
      const [definition] = await definitionsOf([{ group: 'monitoring.coreos.com', kind }]);
      expect(secretKeys(definition!.spec).length).toBeGreaterThan(0);
    },
  );
  test.each(['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'])(
    'let a %s choose the service account of its pods, so that it is not included',
    async (kind) => {
      const [definition] = await definitionsOf([{ group: 'monitoring.coreos.com', kind }]);
      expect(JSON.stringify(definition!.spec)).toContain('"serviceAccountName"');
    },
  );
});

describeIf(cluster !== undefined)('an API server with the synthesized AuthenticationConfiguration', () => {
  const issuerUrl = 'https://keycloak.example.com/realms/platform';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'authentication-'));
  let issuer: Server;
  let server: ApiServer;

  const token = (claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: issuerUrl, aud: 'kubernetes', sub: 'f3a1', preferred_username: 'alice' };
    const header = part({ alg: 'RS256', kid: 'k', typ: 'JWT' });
    const signed = `${header}.${part({ ...usual, iat: now, exp: now + 300, ...claims })}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
  };
  /** Uses only the token, since the administrator's credentials would take precedence. */
  const as = (claims: object, ...args: string[]) => {
    const file = path.join(folder, 'kubeconfig');
    const config = JSON.parse(readFileSync(server.access.kubeconfig, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...config, users: [{ name: 'admin', user: { token: token(claims) } }] }));
    return kubectlFor({ ...server.access, kubeconfig: file })(args);
  };

  beforeAll(async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    // The realm has another address, which the configuration can set; the rest is unchanged.
    issuer = createServer({ cert, key }, (request, response) =>
      response.setHeader('content-type', 'application/json').end(
        JSON.stringify(
          request.url!.endsWith('/jwks')
            ? { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] }
            : {
                issuer: issuerUrl,
                jwks_uri: `https://localhost:${(issuer.address() as AddressInfo).port}/jwks`,
                response_types_supported: ['code'],
                subject_types_supported: ['public'],
                id_token_signing_alg_values_supported: ['RS256'],
              },
        ),
      ),
    );
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));

    access.writeReport(folder);
    const configuration = parse(readFileSync(path.join(folder, 'values/authentication-configuration.yaml'), 'utf8'));
    Object.assign(configuration.jwt[0].issuer, {
      discoveryURL: `https://localhost:${(issuer.address() as AddressInfo).port}/.well-known/openid-configuration`,
      certificateAuthority: cert,
    });
    writeFileSync(path.join(folder, 'authentication.json'), JSON.stringify(configuration));
    server = await ApiServer.start({
      arguments: [`--authentication-config=${path.join(folder, 'authentication.json')}`],
    });
    await apply(server.kubectl);
    // The API server fetches the issuer's keys in the background.
    for (let tries = 0; tries < 60 && (await as({}, 'auth', 'whoami')).status !== 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    issuer?.close();
    rmSync(folder, { recursive: true });
  }, 120_000);

  test('adds the prefix to people and groups', async () => {
    const { stdout } = await as({ groups: ['/rule-editors', 'role:on-call'] }, 'auth', 'whoami', '-o', 'json');
    expect(JSON.parse(stdout).status.userInfo).toMatchObject({
      username: 'oidc:alice',
      groups: ['oidc:/rule-editors', 'oidc:role:on-call', 'system:authenticated'],
    });
  });
  test.each([
    [['/rule-editors'], 'create', 'prometheusrules.monitoring.coreos.com', 'yes'],
    [['role:on-call'], 'create', 'prometheusrules.monitoring.coreos.com', 'yes'],
    [['/rule-editors'], 'create', 'servicemonitors.monitoring.coreos.com', 'no'],
    [['/editors'], 'create', 'servicemonitors.monitoring.coreos.com', 'yes'],
    [['/viewers'], 'create', 'prometheusrules.monitoring.coreos.com', 'no'],
    [['/role:on-call', 'editors', 'oidc:/editors'], 'get', 'prometheusrules.monitoring.coreos.com', 'no'],
    [['system:masters'], 'get', 'secrets', 'no'],
  ])('a token with the groups %j: %s %s: %s', async (groups, verb, resource, answer) => {
    expect((await as({ groups }, 'auth', 'can-i', verb, resource, '-n', 'team-a')).stdout.trim()).toBe(answer);
  });
  test.each([
    ['the audience of the sign-on', { aud: 'monitoring-sso' }],
    ['another issuer', { iss: 'https://keycloak.example.com/realms/other' }],
    ['an expired token', { exp: 1 }],
  ])('a token with %s is none', async (_, claims) => {
    expect(await as({ groups: ['/editors'], ...claims }, 'auth', 'whoami')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/Unauthorized|must be logged in/),
    });
  });
});

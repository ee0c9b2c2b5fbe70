import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Program, Prometheus, prometheusProgram } from '../support/program';

describe('the pods of the proxy', () => {
  const manifests = prometheusProgram().program.manifests();
  const deployment = manifests.one('Deployment', 'proxy');
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  test('are two replicas, also during a rollout, and are spread over nodes', () => {
    expect(deployment.spec).toMatchObject({ replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 0 } } });
    expect(manifests.one('PodDisruptionBudget').spec.minAvailable).toBe(1);
    expect(pod.topologySpreadConstraints.map((constraint: any) => constraint.topologyKey)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
  });
  test('have no API token and no service links', () =>
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false }));
  test('meet the restricted standard and are read-only', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
  test('have startup, readiness and liveness probes', () => {
    expect(container.startupProbe.httpGet.path).toBe('/ready');
    expect(container.readinessProbe.httpGet.path).toBe('/ready');
    expect(container.livenessProbe.httpGet.path).toBe('/ping');
  });
  test('are removed from the Service within three seconds without Redis, before many people are signed out', () => {
    const { periodSeconds, timeoutSeconds, failureThreshold } = container.readinessProbe;
    expect(periodSeconds + failureThreshold * timeoutSeconds).toBeLessThanOrEqual(3);
  });
  test('stop after the edge has removed them', () => {
    expect(container.lifecycle.preStop.sleep.seconds).toBe(10);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10);
  });
  test('get their secrets only from the Secret', () => {
    expect(
      container.env.map((entry: any) => [
        entry.name,
        entry.valueFrom.secretKeyRef.name,
        entry.valueFrom.secretKeyRef.key,
      ]),
    ).toEqual([
      ['OAUTH2_PROXY_CLIENT_SECRET', 'monitoring-sso', 'client-secret'],
      ['OAUTH2_PROXY_COOKIE_SECRET', 'monitoring-sso', 'cookie-secret'],
      ['OAUTH2_PROXY_REDIS_PASSWORD', 'monitoring-sso', 'redis-password'],
    ]);
  });
  test('have resource requests', () =>
    expect(container.resources).toEqual({ requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '256Mi' } }));
  test('accept connections only from the edge (finding 16)', () => {
    const policy = manifests.one('NetworkPolicy', 'proxy');
    expect(policy.spec.policyTypes).toEqual(['Ingress']);
    expect(policy.spec.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
            podSelector: {
              matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
            },
          },
        ],
        ports: [{ port: 4180, protocol: 'TCP' }],
      },
    ]);
    expect(policy.spec.podSelector.matchLabels).toEqual(deployment.spec.selector.matchLabels);
  });
});

test('a changed configuration replaces the pods', () => {
  const checksum = (minutes: number) =>
    prometheusProgram({ sessionLifetime: Duration.minutes(minutes) })
      .program.manifests()
      .one('Deployment', 'proxy').spec.template.metadata.annotations['checksum/configuration'];
  expect(checksum(60)).toMatch(/^[0-9a-f]{64}$/);
  expect(checksum(60)).toBe(checksum(60));
  expect(checksum(60)).not.toBe(checksum(61));
});

test('the options of the pods are set, and cannot replace the labels of the selector', () => {
  const { program } = prometheusProgram({
    proxy: {
      image: 'registry.example.com/oauth2-proxy:v7.15.3@sha256:0000',
      imagePullSecrets: ['pull'],
      podLabels: { 'team': 'sre', 'app.kubernetes.io/name': 'x' },
      podAnnotations: { note: 'n' },
      nodeSelector: { role: 'infra' },
      tolerations: [{ key: 'infra', operator: 'Exists' }],
      priorityClassName: 'high',
      replicas: 3,
      memory: '256Mi',
    },
    issuerCertificateAuthority: { configMapName: 'corporate-ca' },
  });
  const { template } = program.manifests().one('Deployment', 'proxy').spec;
  expect(template.metadata.labels).toEqual({
    'team': 'sre',
    'app.kubernetes.io/name': 'oauth2-proxy',
    'app.kubernetes.io/instance': expect.stringMatching(/^chart-sso-[0-9a-f]{8}$/),
  });
  expect(template.spec).toMatchObject({
    imagePullSecrets: [{ name: 'pull' }],
    nodeSelector: { role: 'infra' },
    tolerations: [{ key: 'infra', operator: 'Exists' }],
    priorityClassName: 'high',
  });
  expect(template.spec.containers[0].volumeMounts).toContainEqual({
    name: 'issuer-ca',
    mountPath: '/etc/oauth2-proxy/issuer-ca',
    readOnly: true,
  });
  expect(template.spec.volumes).toContainEqual({
    name: 'issuer-ca',
    configMap: { name: 'corporate-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  });
  expect(program.toml()).toContain('provider_ca_files = [ "/etc/oauth2-proxy/issuer-ca/ca.crt" ]');
});

test('a single pod has no disruption budget, which would block every drain', () => {
  expect(
    prometheusProgram({ proxy: { replicas: 1 } })
      .program.manifests()
      .ofKind('PodDisruptionBudget'),
  ).toEqual([]);
});

test('names and labels are valid for every id of the construct', () => {
  const program = new Program();
  const group = program.realm.addGroup('group');
  program.sso({}, `My Sign-On ${'x'.repeat(80)}`).protect(Prometheus.ofService('p'), { read: [group] });
  const manifests = program.manifests();
  const names = [
    ...manifests.objects.map(({ metadata }) => metadata.name),
    manifests.one('Certificate').spec.secretName,
    manifests.one('Deployment', 'proxy').spec.selector.matchLabels['app.kubernetes.io/instance'],
  ];
  for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
});

test('fails when there are no pods', () =>
  expect(() => new Program().sso({ proxy: { replicas: 0 } })).toThrow(/replicas is out of bounds/));

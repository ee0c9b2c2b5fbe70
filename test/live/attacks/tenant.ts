import { randomBytes } from 'node:crypto';
import { held } from '../../../cli/verify/attack';
import { eventually, sleep } from '../../support/process';
import { site } from '../checks/addresses';
import { type EdgeScene, expect } from '../checks/check';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';

/** Namespace of a tenant that does not belong to the sign-on. */
export const tenant = 'somebody-else';

export const rule = (name: string | undefined, path = '/oauth2/callback', pathType = 'Exact') => ({
  ...(name === undefined ? {} : { host: name }),
  http: { paths: [{ path, pathType, backend: { service: { name: 'stranger', port: { number: 80 } } } }] },
});

export function ingress(name: string, spec: object, annotations: object = {}): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: tenant, annotations },
    spec: { ingressClassName: 'nginx', ...spec },
  } as unknown as KubeObject;
}

export const annotated = (annotations: Readonly<Record<string, string | undefined>>) =>
  ingress(
    'mine',
    { rules: [rule('mine.example.org')] },
    Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    ),
  );

/** Asserts that the admission policy, and no other check, refuses every attempt. */
export async function refused(
  { stack }: EdgeScene,
  attempts: readonly KubeObject[],
  verb: readonly string[] = ['create'],
) {
  await stack.cluster.namespace(tenant);
  for (const attempt of attempts) {
    await eventually(15, async () => {
      const { status, stderr } = await stack.cluster.kubectl([...verb, '--dry-run=server', '-f', '-'], attempt);
      expect(
        status !== 0 && stderr.includes('ValidatingAdmissionPolicy'),
        `was not refused by the policy: ${JSON.stringify(attempt.spec)} ` +
          `${JSON.stringify(attempt.metadata.annotations)} ${stderr}`,
      );
    });
  }
  return held(`${attempts.length} objects`);
}

/** Asserts that the tenant receives no request for the hosts of the sign-on while its objects are applied. */
export async function nothingTaken(
  scene: EdgeScene,
  objects: readonly KubeObject[],
  control: (mark: string) => Promise<boolean>,
) {
  const mark = `taken-${randomBytes(4).toString('hex')}`;
  const backend = await echoOf(scene);
  await scene.stack.cluster.apply([...backend, ...objects]);
  try {
    // The test is only meaningful if the tenant's own Ingress is served.
    await eventually(20, async () => expect(await control(mark), "the tenant's own Ingress is not served"));
    await sleep(500);
    const taken: string[] = [];
    for (const path of [
      '/',
      '/nothing-is-here',
      '/oauth2/callback',
      '/oauth2/callback/x',
      '/oauth2',
      '/oauth2/auth',
      '/prometheus',
      '/prometheus/graph',
      '/grafana/',
      '/.well-known/x',
      '/PROMETHEUS',
    ]) {
      const { body } = await ask(`${site}${path}?${mark}`, { headers: { Cookie: 'canary=1' } });
      if (body.includes('canary=1') && body.includes(mark)) taken.push(path);
    }
    return { taken };
  } finally {
    for (const { kind, metadata } of [...objects, ...backend]) {
      await scene.stack.cluster.kubectl(['delete', kind, '-n', tenant, metadata.name, '--ignore-not-found']);
    }
  }
}

/** Whether the edge serves a host or address with the tenant's backend. */
export const serves = async (edgeAddress: string, name: string, mark: string) =>
  (await ask(`http://${edgeAddress}/x?${mark}`, { headers: { Host: name } }).catch(() => ({ body: '' }))).body.includes(
    mark,
  );

export const edgeAddress = ({ stack, edge }: EdgeScene) => stack.edgePod(edge)!.link.address;

export const readsIngresses = ['traefik', 'ingress-nginx'];

/** An IngressRoute of the tenant. */
export function traefikRoute(match: string | undefined, kind = 'IngressRoute'): KubeObject {
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind,
    metadata: { name: 'mine', namespace: tenant },
    spec: {
      entryPoints: ['web', 'websecure'],
      routes: [
        {
          ...(kind === 'IngressRoute' ? { kind: 'Rule', priority: 100_000 } : {}),
          match,
          services: [{ name: 'stranger', port: 80 }],
        },
      ],
    },
  } as unknown as KubeObject;
}

/**
 * The tenant's Service with a pod of the tenant: an echo server, so that a response shows the request that the tenant
 * received.
 */
export async function echoOf({ stack }: EdgeScene, name = 'stranger'): Promise<KubeObject[]> {
  await stack.cluster.namespace(tenant);
  const stranger = await stack.stranger();
  const pod = stack.pods.find((each) => each.containers.includes(stranger))!;
  return behind(name, pod.link.address, 8080);
}

/** A Service without a selector, and its address. */
export const behind = (name: string, address: string, port: number): KubeObject[] =>
  [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: tenant },
      spec: { ports: [{ name: 'http', port: 80, targetPort: port }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace: tenant, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port, protocol: 'TCP' }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    },
  ] as unknown as KubeObject[];

/** A route of a host over plain HTTP to a Service of the tenant, in the form of the edge. */
export function leadingTo({ edge }: EdgeScene, name: string, host: string, service: string, port = 80): KubeObject {
  if (edge.routing === 'ingresses') {
    const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: port } } } }];
    return ingress(
      name,
      { rules: [{ host, http: { paths } }] },
      { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' },
    );
  }
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name, namespace: tenant },
    spec: {
      entryPoints: ['web'],
      routes: [{ kind: 'Rule', match: `Host(\`${host}\`)`, services: [{ name: service, port }] }],
    },
  } as unknown as KubeObject;
}

/**
 * Applies objects of the tenant and waits until the edge has read them: it then serves the tenant's echo by a route
 * that was created at the same time.
 */
export async function inPlace<T>(scene: EdgeScene, objects: readonly KubeObject[], run: () => Promise<T>): Promise<T> {
  const { cluster } = scene.stack;
  const [control, mark] = ['control.example.org', `control-${randomBytes(4).toString('hex')}`];
  const all = [...(await echoOf(scene, 'control')), ...objects, leadingTo(scene, 'control', control, 'control')];
  await cluster.apply(all);
  try {
    await eventually(20, async () =>
      expect(await serves(edgeAddress(scene), control, mark), "the tenant's own route is not served"),
    );
    await sleep(1000);
    return await run();
  } finally {
    for (const { kind, metadata } of all) {
      await cluster.kubectl(['delete', kind, '-n', tenant, metadata.name, '--ignore-not-found']);
    }
  }
}

/** The objects that are admitted. */
export async function admitted({ stack }: EdgeScene, attempts: readonly KubeObject[]): Promise<KubeObject[]> {
  await stack.cluster.namespace(tenant);
  const through: KubeObject[] = [];
  for (const attempt of attempts) {
    if ((await stack.cluster.kubectl(['create', '--dry-run=server', '-f', '-'], attempt)).status === 0) {
      through.push(attempt);
    }
  }
  return through;
}

/** Runs without admission policies, to show the behavior of the edge without this protection. */
export async function withoutPolicies<T>(
  scene: EdgeScene,
  attempts: readonly KubeObject[],
  run: () => Promise<T>,
): Promise<T> {
  const { cluster } = scene.stack;
  const bindings = (await cluster.all('validatingadmissionpolicybindings')).map(
    ({ apiVersion, kind, metadata: { name }, spec }) => ({ apiVersion, kind, metadata: { name }, spec }) as KubeObject,
  );
  await cluster.delete(bindings);
  try {
    await eventually(60, async () =>
      expect((await admitted(scene, attempts)).length === attempts.length, 'the policies are still in force'),
    );
    return await run();
  } finally {
    await cluster.apply(bindings);
    await eventually(60, async () =>
      expect(
        attempts.length === 0 || (await admitted(scene, attempts)).length === 0,
        'the policies are not in force again',
      ),
    );
  }
}

/** Runs with additional policies, which refuse the attempts. */
export async function withPolicies<T>(
  scene: EdgeScene,
  policies: readonly KubeObject[],
  attempts: () => Promise<boolean>,
  run: () => Promise<T>,
): Promise<T> {
  const { cluster } = scene.stack;
  await cluster.apply(policies);
  try {
    await eventually(30, async () => expect(await attempts(), 'the policies are not in force'));
    return await run();
  } finally {
    for (const { kind, metadata } of policies) {
      await cluster.kubectl(['delete', kind, metadata.name, '--ignore-not-found']);
    }
  }
}

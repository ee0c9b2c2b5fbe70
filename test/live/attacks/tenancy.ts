import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Family, held } from '../../../lib/verify/attack';
import { eventually, sleep } from '../../support/process';
import { host, site } from '../checks/addresses';
import { type EdgeScene, expect } from '../checks/check';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';
import { runFolder } from '../places';
import { guardForTraefik } from '../programs/guard-for-traefik';
import type { InsideAttack } from './inside';

const tenant = 'somebody-else';
const parents = host.split('.').slice(1);

const rule = (name: string | undefined, path = '/oauth2/callback', pathType = 'Exact') => ({ ...name === undefined ? {} : { host: name }, http: { paths: [{ path, pathType, backend: { service: { name: 'stranger', port: { number: 80 } } } }] } });

function ingress(name: string, spec: object, annotations: object = {}): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: tenant, annotations }, spec: { ingressClassName: 'nginx', ...spec } } as unknown as KubeObject;
}

const annotated = (annotations: Readonly<Record<string, string | undefined>>) => ingress('mine', { rules: [rule('mine.example.org')] }, Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value])));

/** Every attempt is refused by the admission policy, and by nothing else. */
async function refused({ stack }: EdgeScene, attempts: readonly KubeObject[], verb: readonly string[] = ['create']) {
  await stack.cluster.namespace(tenant);
  for (const attempt of attempts) {
    await eventually(15, async () => {
      const { status, stderr } = await stack.cluster.kubectl([...verb, '--dry-run=server', '-f', '-'], attempt);
      expect(status !== 0 && stderr.includes('ValidatingAdmissionPolicy'), `was not refused by the policy: ${JSON.stringify(attempt.spec)} ${JSON.stringify(attempt.metadata.annotations)} ${stderr}`);
    });
  }
  return held(`${attempts.length} objects`);
}

/** With objects of the tenant's in place for real, nothing of the sign-on's hosts comes to the tenant. */
async function nothingTaken({ stack }: EdgeScene, objects: readonly KubeObject[], control: (mark: string) => Promise<boolean>) {
  await stack.cluster.namespace(tenant);
  const stranger = await stack.stranger();
  const pod = stack.pods.find((each) => each.containers.includes(stranger))!;
  const mark = `taken-${randomBytes(4).toString('hex')}`;
  // The tenant's Service, whose endpoint is the stranger's pod: an echo, so that a request that comes there is seen in its answer.
  const backend: KubeObject[] = [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'stranger', namespace: tenant }, spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] } },
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'stranger', namespace: tenant, labels: { 'kubernetes.io/service-name': 'stranger' } }, addressType: 'IPv4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }], endpoints: [{ addresses: [pod.link.address], conditions: { ready: true } }] },
  ] as unknown as KubeObject[];
  await stack.cluster.apply([...backend, ...objects]);
  try {
    // Were the tenant's own Ingress not served either, nothing would be learnt.
    await eventually(20, async () => expect(await control(mark), 'the tenant\'s own Ingress is not served'));
    await sleep(500);
    const taken: string[] = [];
    for (const path of ['/', '/nothing-is-here', '/oauth2/callback', '/oauth2/callback/x', '/oauth2', '/oauth2/auth', '/prometheus', '/prometheus/graph', '/grafana/', '/.well-known/x', '/PROMETHEUS']) {
      const { body } = await ask(`${site}${path}?${mark}`, { headers: { Cookie: 'canary=1' } });
      if (body.includes('canary=1') && body.includes(mark)) taken.push(path);
    }
    return { taken };
  } finally {
    for (const { kind, metadata } of [...objects, ...backend]) await stack.cluster.kubectl(['delete', kind, '-n', tenant, metadata.name, '--ignore-not-found']);
  }
}

/** Whether the edge serves a host or address as the tenant wants it. */
const serves = async (edgeAddress: string, name: string, mark: string) => (await ask(`http://${edgeAddress}/x?${mark}`, { headers: { Host: name } }).catch(() => ({ body: '' }))).body.includes(mark);

const edgeAddress = ({ stack, edge }: EdgeScene) => stack.edgePod(edge)!.link.address;

const readsIngresses = ['traefik', 'ingress-nginx'];

/** A route of Traefik's own, of the tenant. */
function traefikRoute(match: string | undefined, kind = 'IngressRoute'): KubeObject {
  return {
    apiVersion: 'traefik.io/v1alpha1', kind, metadata: { name: 'mine', namespace: tenant },
    spec: { entryPoints: ['web', 'websecure'], routes: [{ ...kind === 'IngressRoute' ? { kind: 'Rule', priority: 100_000 } : {}, match, services: [{ name: 'stranger', port: 80 }] }] },
  } as unknown as KubeObject;
}

/** What somebody may try who may create routes in a namespace of their own. */
export const TENANCY: readonly InsideAttack[] = [
  {
    id: 'tenancy-hosts',
    family: Family.TENANCY,
    title: 'no Ingress of another namespace takes a host of the sign-on, beside others or by a wildcard of any level',
    reason: 'edges serve the most specific path of a host, whichever namespace it stands in',
    reference: 'finding 8',
    run: ({ scene }) => refused(scene, [
      ingress('mine', { rules: [rule(host)] }), ingress('mine', { rules: [rule('mine.example.org'), rule(host, '/', 'Prefix')] }), ingress('mine', { rules: [rule(host, '/oauth2/callback/x', 'Prefix')] }),
      ...parents.slice(0, -1).map((_, index) => ingress('mine', { rules: [rule(`*.${parents.slice(index).join('.')}`)] })), ingress('mine', { ingressClassName: undefined, rules: [rule(host)] }), ingress('mine', { ingressClassName: 'other', rules: [rule(host)] }),
    ]),
  },
  {
    id: 'tenancy-aliases',
    family: Family.TENANCY,
    title: 'no alias in an annotation, whether plain, a list, a pattern or of other case, takes a host of the sign-on',
    reason: 'the name that an Ingress is served under may stand in an annotation, which admission seldom looks at',
    reference: 'finding 8; ingress-nginx, server-alias',
    run: ({ scene }) => refused(scene, [host, host.toUpperCase(), `other.example.org,${host}`, `other.example.org, ${host} `, '~^monitoring\\..*$', '~.*', `*.${parents.join('.')}`, `.${parents.join('.')}`, 'monitoring.example.*', `"${host}"`].map((alias) => annotated({ 'server-alias': alias }))),
  },
  {
    id: 'tenancy-changes',
    family: Family.TENANCY,
    title: 'an Ingress that was harmless when it was made cannot be changed into one that is not',
    reason: 'a policy for creations alone does not see the change',
    reference: 'finding 8',
    run: async ({ scene }) => {
      await scene.stack.cluster.namespace(tenant);
      await scene.stack.cluster.apply([ingress('mine', { rules: [rule('mine.example.org')] })]);
      try {
        return await refused(scene, [ingress('mine', { rules: [rule(host)] }), annotated({ 'server-alias': host })], ['apply']);
      } finally {
        await scene.stack.cluster.kubectl(['delete', 'ingress', '-n', tenant, 'mine']);
      }
    },
  },
  {
    id: 'tenancy-canaries',
    family: Family.TENANCY,
    title: 'no canary of another namespace takes a part of the requests',
    reason: 'a canary is an Ingress for the same host and path that may have another backend',
    reference: 'finding 8; ingress-nginx, canary',
    run: ({ scene }) => refused(scene, [{ canary: 'true', 'canary-weight': '100' }, { 'canary': 'true', 'canary-by-header': 'Cookie' }].map((annotations) => ({ ...annotated(annotations), spec: { ingressClassName: 'nginx', rules: [rule(host, '/grafana', 'Prefix')] } }) as unknown as KubeObject)),
  },
  {
    id: 'tenancy-redirects',
    edges: readsIngresses,
    family: Family.TENANCY,
    title: 'annotations of another namespace that make servers of their own take no host of the sign-on',
    reason: 'from-to-www-redirect makes a server for the name without www., app-root and default-backend answer where nothing else does',
    reference: 'ingress-nginx, from-to-www-redirect',
    run: async ({ scene }) => {
      const www = ingress('www', { rules: [rule(`www.${host}`, '/', 'Prefix')] }, { 'nginx.ingress.kubernetes.io/from-to-www-redirect': 'true', 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' });
      const { taken } = await nothingTaken(scene, [www], (mark) => serves(edgeAddress(scene), `www.${host}`, mark));
      expect(taken.length === 0, `taken: ${taken.join(', ')}`);
      const { headers } = await ask(`${site}/nothing-is-here`);
      expect(!(headers.location ?? '').includes(`www.${host}`), `sent to ${headers.location}`);
      return held('a redirect from www.');
    },
  },
  {
    id: 'tenancy-default-backends',
    edges: readsIngresses,
    family: Family.TENANCY,
    title: 'a default backend of another namespace gets no request for a host of the sign-on',
    reason: 'an Ingress without rules names no host, and answers for whatever nobody else answers for, session cookies included',
    reference: 'finding 8',
    run: async ({ scene }) => {
      const defaultBackend = { service: { name: 'stranger', port: { number: 80 } } };
      const plain = { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' };
      const beside = await nothingTaken(scene, [ingress('beside', { defaultBackend, rules: [rule('mine.example.org', '/x', 'Prefix')] }, plain)], (mark) => serves(edgeAddress(scene), 'mine.example.org', mark));
      expect(beside.taken.length === 0, `a default backend beside rules takes ${beside.taken.join(', ')}`);
      const catchAll = ingress('catch-all', { defaultBackend }, plain);
      const { taken } = await nothingTaken(scene, [catchAll], (mark) => serves(edgeAddress(scene), 'unknown.example.org', mark));
      if (scene.edge.name === 'ingress-nginx') {
        expect(taken.length === 0, `taken: ${taken.join(', ')}`);
        return held('two objects, eleven addresses');
      }
      // Traefik serves it everywhere, which is why the policy for Traefik refuses it.
      expect(taken.length > 0, 'Traefik serves no default backend on other hosts any more');
      const guard = guardForTraefik(path.join(runFolder, 'guard-for-traefik'), host, scene.stack.manifests.find(({ kind }) => kind === 'Ingress')!.metadata.namespace!);
      await scene.stack.cluster.apply(guard);
      try {
        return await refused(scene, [catchAll, ingress('hostless', { rules: [rule(undefined, '/', 'Prefix')] })]);
      } finally {
        for (const { kind, metadata } of guard) await scene.stack.cluster.kubectl(['delete', kind, metadata.name]);
      }
    },
  },
  {
    id: 'tenancy-routes-of-traefik',
    edges: ['traefik-resources'],
    family: Family.TENANCY,
    title: 'no route of Traefik in another namespace is served on a host of the sign-on, whatever its rule looks like',
    reason: 'a rule is an expression: an alternative without a host holds on every host, and strings may be written with escapes',
    reference: 'finding 8; Traefik, rules and their syntax',
    run: async ({ scene }) => {
      const mine = 'mine.example.org';
      const rules = [
        `Host(\`${host}\`)`, `Host(\`${host.toUpperCase()}\`)`, `Host(\`${mine}\`, \`${host}\`)`, `Host(\`${mine}\`) || PathPrefix(\`/oauth2\`)`, `Host(\`${mine}\`) && Path(\`/x\`) || Path(\`/oauth2/callback\`)`, `(Host(\`${mine}\`) || Path(\`/oauth2/callback\`))`,
        `Host("${host.replace('.', '\\u002e')}")`, `Host("${host.replace('m', '\\x6d')}")`, `Host(\`${host.replace('.', '.\r')}\`)`, 'PathPrefix(`/oauth2`)', 'HostRegexp(`.+`)', `!Host(\`${mine}\`)`, `Host(\`${mine}\`) || !Host(\`x\`)`,
      ];
      const routes = [...rules.map((rule) => traefikRoute(rule)), ...['HostSNI(`*`)', `HostSNI(\`${host}\`)`, 'HostSNIRegexp(`.+`)', `HostSNI(\`${mine}\`) || ALPN(\`h2\`)`].map((rule) => traefikRoute(rule, 'IngressRouteTCP'))];
      await refused(scene, routes);
      const { taken } = await nothingTaken(scene, [traefikRoute(`Host(\`${mine}\`) && (PathPrefix(\`/\`) || Path(\`/x\`)) || Host(\`other.example.org\`)`)], (mark) => serves(edgeAddress(scene), mine, mark));
      expect(taken.length === 0, `taken: ${taken.join(', ')}`);
      return held(`${routes.length} routes refused, and one served on its own host`);
    },
  },
];

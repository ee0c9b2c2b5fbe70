import { randomBytes, X509Certificate } from 'node:crypto';
import https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import { behindClosed, type InsideAttack } from './inside';
import {
  admitted,
  behind,
  echoOf,
  edgeAddress,
  ingress,
  inPlace,
  leadingTo,
  tenant,
  withoutPolicies,
  withPolicies,
} from './tenant';
import { Family, held, known, nothingOpened } from '../../../cli/verify/attack';
import { Edge } from '../../../lib';
import { eventually, sleep } from '../../support/process';
import { host, site } from '../checks/addresses';
import { type EdgeScene, expect, expectEqual } from '../checks/check';
import { ask, raw } from '../client/http';
import { Authority, type KeyPair } from '../cluster/authority';
import type { KubeObject } from '../cluster/objects';
import { matches } from '../cluster/selectors';
import { runFolder } from '../places';
import { guardsOf, plainIngressNginx, traefikOfIngresses } from '../programs/guards';

const mine = 'mine.example.org';

/** The protected Prometheus: its Service and a pod of it. */
async function protectedPrometheus({ stack }: EdgeScene) {
  const [pod] = stack.podsNamed('live-prometheus');
  const namespace = pod!.object.metadata.namespace!;
  const { labels } = pod!.object.metadata;
  const service = (await stack.cluster.all('services')).find(
    ({ metadata, spec }) =>
      metadata.namespace === namespace && spec.selector && matches({ matchLabels: spec.selector }, labels),
  )!;
  const [{ port }] = service.spec.ports as [{ port: number }];
  return { namespace, service: service.metadata.name, port, address: pod!.link.address, podPort: 9090 };
}

/** Whether the tenant's own host serves a closed page. The edge may need some time to resolve names. */
async function comesThrough(scene: EdgeScene): Promise<boolean> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const address = `http://${edgeAddress(scene)}/prometheus/-/healthy`;
    const { body } = await ask(address, { headers: { Host: mine } }).catch(() => ({ body: '' }));
    if (body.includes(behindClosed)) return true;
    await sleep(1000);
  }
  return false;
}

/** Whether an action has its effect within a number of seconds, in one of several attempts. */
async function within(seconds: number, action: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await action()) return true;
    await sleep(500);
  }
  return false;
}

/** How often Prometheus read its configuration again; asked from the node, which no policy holds back. */
async function reloads(address: string): Promise<number> {
  const { body } = await ask(`http://${address}:9090/prometheus/metrics`);
  const line = /^prometheus_http_requests_total\{[^}]*handler="\/-\/reload"[^}]*\} (\d+)/m.exec(body);
  return Number(line?.[1] ?? 0);
}

const namedAs = (edge: EdgeScene['edge']) =>
  ({ 'ingress-nginx': plainIngressNginx, 'traefik': traefikOfIngresses })[edge.name] ??
  (() => Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }));

const aliasOf = (externalName: string, port = 9090): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'evil', namespace: tenant },
    spec: { type: 'ExternalName', externalName, ports: [{ name: 'http', port }] },
  }) as unknown as KubeObject;

/** Posts to the tenant's host by TLS, with a certificate of the client. */
const postAs = (scene: EdgeScene, target: string, { certificate: cert, key }: KeyPair): Promise<void> =>
  new Promise((resolve) => {
    const to = { host: edgeAddress(scene), port: 443, servername: mine, rejectUnauthorized: false, cert, key };
    const options = { ...to, method: 'POST', path: target, headers: { Host: mine }, agent: false, timeout: 5000 };
    const request = https.request(options, (answer) => answer.resume().on('end', resolve));
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve());
    request.end();
  });

/** The certificate that the edge shows for a name. */
const shown = (scene: EdgeScene, servername: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = tls.connect({ host: edgeAddress(scene), port: 443, servername, rejectUnauthorized: false }, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      resolve(fingerprint256);
    });
    socket.on('error', () => resolve(undefined));
  });

/**
 * Attacks of a tenant who may create Services and routes in its own namespace, to make the edge connect to other
 * backends.
 */
export const TENANCY_BACKENDS: readonly InsideAttack[] = [
  {
    id: 'tenancy-external-names',
    family: Family.TENANCY,
    title: 'no Service of type ExternalName leads the edge to a protected application, however the name is written',
    reason: 'network policies admit the edge, and the edge connects to the name in the Service',
    reference:
      'CVE-2021-25740; ingress-nginx, disable-svc-external-name; Traefik, allowExternalNameServices and ' +
      'disableSvcExternalName',
    run: async ({ scene }) => {
      const { namespace, service, port, address, podPort } = await protectedPrometheus(scene);
      const whole = `${service}.${namespace}.svc.cluster.local`;
      const byName = [
        whole,
        `${whole}.`,
        `${service}.${namespace}.svc`,
        `${service}.${namespace}`,
        `x.${whole}`,
        `${address.replaceAll('.', '-')}.default.pod.cluster.local`,
        address,
      ];
      const through = await admitted(scene, byName.map(aliasOf));
      // The setting of the edge prevents what the policies admit, such as names of other domains.
      const outside = 'outside.example.org';
      scene.stack.names.set(outside, [address]);
      const opened: string[] = [];
      await withoutPolicies(scene, [aliasOf(whole)], async () => {
        const places = [
          [whole, port],
          [address, podPort],
          [outside, podPort],
        ] as const;
        for (const [name, number] of places) {
          await inPlace(scene, [aliasOf(name, number), leadingTo(scene, 'evil', mine, 'evil', number)], async () => {
            if (await comesThrough(scene)) opened.push(`the edge itself goes to ${name}`);
          });
        }
      });
      nothingOpened([...through.map(({ spec }) => `${spec.externalName} is admitted`), ...opened]);
      return held(`${byName.length} names, and without the policies three`);
    },
  },
  {
    id: 'tenancy-addresses-of-decisions',
    family: Family.TENANCY,
    title:
      'no address to which the edge sends requests for decisions or copies of requests is that of a protected ' +
      'application',
    reason: 'their owner chooses method and path of these requests, and network policies admit the edge',
    reference: 'ingress-nginx, auth-url and mirror-target; Traefik, forwardAuth',
    run: async ({ scene }) => {
      const { namespace, service, port, address, podPort } = await protectedPrometheus(scene);
      const reload = (name: string) => `http://${name}:${port}/prometheus/-/reload`;
      const names = [
        `${service}.${namespace}.svc.cluster.local`,
        `${service}.${namespace}.svc`,
        `${service}.${namespace}`,
        address,
      ];
      const route = leadingTo(scene, 'evil', mine, 'control');
      const annotated = (annotations: Record<string, string>) => {
        const own = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
        const all = { ...route.metadata.annotations, ...Object.fromEntries(own) };
        return { ...route, metadata: { ...route.metadata, annotations: all } } as KubeObject;
      };
      const forwardAuth = (url: string) =>
        ({
          apiVersion: 'traefik.io/v1alpha1',
          kind: 'Middleware',
          metadata: { name: 'evil', namespace: tenant },
          spec: { forwardAuth: { address: url, preserveRequestMethod: true } },
        }) as unknown as KubeObject;
      const byIngress = scene.edge.routing === 'ingresses';
      // The request controls the host of the decision request, on the edges that allow it.
      const asking = (authority: string) =>
        annotated({ 'auth-url': `http://${authority}/prometheus/-/reload`, 'auth-method': 'POST' });
      const served = (made: KubeObject, name: string | undefined) => {
        const { host: _, ...paths } = made.spec.rules[0];
        return { ...made, spec: { ...made.spec, rules: [{ ...(name && { host: name }), ...paths }] } } as KubeObject;
      };
      const ofHost = `$host:${podPort}`;
      const plain = ['GET /x HTTP/1.1', `Host: ${address}`];
      const chosen = () => [
        {
          what: '$http_host, with another host in the request line',
          object: asking('$http_host'),
          request: [`GET http://${mine}/x HTTP/1.1`, `Host: ${address}:${podPort}`],
          edges: ['ingress-nginx'],
        },
        {
          what: '$host, with an alias that is an address',
          object: annotated({
            'auth-url': `http://${ofHost}/prometheus/-/reload`,
            'auth-method': 'POST',
            'server-alias': address,
          }),
          request: plain,
          edges: ['ingress-nginx', 'traefik'],
        },
        {
          what: '$host, without a host',
          object: served(asking(ofHost), undefined),
          request: plain,
          edges: ['ingress-nginx'],
        },
      ];
      // ingress-nginx reads the backends of all routes from a request at this address.
      const ownPort = (place: string, name = 'localhost') =>
        annotated({ 'auth-url': `http://${name}:10246/${place}`, 'auth-method': 'GET' });
      const attempts = byIngress
        ? [
            ...names.map((name) => annotated({ 'auth-url': reload(name), 'auth-method': 'POST' })),
            annotated({ 'auth-url': 'http://$arg_x:9090/', 'auth-method': 'POST' }),
            asking('$best_http_host'),
            ...[ownPort('configuration/backends'), ownPort('configuration/backends', mine)],
            annotated({ 'mirror-target': 'http://localhost:10246/configuration/backends' }),
            ...chosen().map(({ object }) => object),
            ...['*.cluster.local', '*.svc.cluster.local', `*.${namespace}.svc.cluster.local`].map((name) =>
              served(asking(ofHost), name),
            ),
            ...names.map((name) => annotated({ 'mirror-target': `http://${name}:${port}$request_uri` })),
          ]
        : names.map((name) => forwardAuth(reload(name)));
      const through = await admitted(scene, attempts);
      // One address without the policies shows what they prevent.
      const before = await reloads(address);
      const objects = byIngress
        ? [attempts[0]!]
        : [
            attempts[0]!,
            {
              ...route,
              spec: { ...route.spec, routes: [{ ...route.spec.routes[0], middlewares: [{ name: 'evil' }] }] },
            } as KubeObject,
          ];
      let after = before;
      const led: string[] = [];
      const expected = byIngress ? chosen().filter(({ edges }) => edges.includes(scene.edge.name)) : [];
      await withoutPolicies(scene, attempts.slice(0, 1), async () => {
        await inPlace(scene, objects, async () => {
          await ask(`http://${edgeAddress(scene)}/x`, { method: 'POST', headers: { Host: mine } });
        });
        after = await reloads(address);
        for (const { what, object, request } of expected) {
          const earlier = await reloads(address);
          const bytes = [...request, 'Connection: close', '', ''].join('\r\n');
          // An edge may apply the alias after the rest of its configuration.
          const reloaded = async () => {
            await raw(edgeAddress(scene), bytes, { plain: true });
            return (await reloads(address)) > earlier;
          };
          const seen = await inPlace(scene, [object], () => within(10, reloaded));
          if (seen) led.push(what);
        }
        if (scene.edge.name !== 'ingress-nginx') return;
        const decidedBy = async (place: string, wanted: number) =>
          // nginx resolves names by DNS, which may not know localhost. The address shows the effect.
          inPlace(scene, [ownPort(place, '127.0.0.1')], async () => {
            // Until the controller knows the Ingress, it answers 503, or as the Ingress before.
            let status = 0;
            await within(20, async () => {
              ({ status } = await ask(`http://${edgeAddress(scene)}/x`, { headers: { Host: mine } }));
              return status === wanted;
            });
            return status;
          });
        const answered = await decidedBy('is-dynamic-lb-initialized', 200);
        expectEqual(answered, 200, 'an answer of the own port of the controller');
        expectEqual(await decidedBy('no-such-place', 500), 500, 'none of it');
        led.push('its own port');
      });
      nothingOpened(
        through.map(
          ({ kind, metadata, spec }) =>
            `${kind} ${JSON.stringify(metadata.annotations)} ${JSON.stringify(spec)} is admitted; by such a ` +
            `one Prometheus was reloaded ${after - before} times`,
        ),
      );
      expect(after > before, 'without the policies it does not reload Prometheus either, so nothing is learnt');
      const idle = expected.filter(({ what }) => !led.includes(what)).map(({ what }) => what);
      expect(idle.length === 0, `without the policies these do not reload Prometheus either: ${idle.join('; ')}`);
      return held(
        `${attempts.length} objects; without the policies the edge reloads Prometheus, by ${led.length + 1} of them`,
      );
    },
  },
  {
    id: 'tenancy-backends-chosen-by-names',
    edges: ['ingress-nginx'],
    family: Family.TENANCY,
    title:
      'no joined name, and no group with a name in a path or an annotation, leads the controller to a ' +
      'protected backend',
    reason:
      'ingress-nginx finds a backend by NAMESPACE-SERVICE-PORT in a variable, which a named group of an expression ' +
      'replaces',
    reference: 'ingress-nginx 1.15.1, upstreamName, buildProxyPass, nginx.tmpl (auth-tls-match-cn) and balancer.lua',
    run: async ({ scene }) => {
      const { cluster } = scene.stack;
      const { namespace, service, port, address } = await protectedPrometheus(scene);
      const place = '/prometheus/api/v1/status/buildinfo';
      const opens = async (target: string) => {
        const { body } = await ask(`http://${edgeAddress(scene)}${target}`, { headers: { Host: mine } });
        return body.includes('"status":"success"');
      };
      const backend = { service: { name: 'control', port: { number: 80 } } };
      const plain = { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' };
      const groups = ['(?<proxy_upstream_name>[^/]*)', '(?P<proxy_upstream_name>[^/]*)'].map((group) => {
        const paths = [{ path: `/${group}(/.*)`, pathType: 'ImplementationSpecific', backend }];
        const rewritten = { ...plain, 'nginx.ingress.kubernetes.io/rewrite-target': '$2' };
        return ingress('evil', { rules: [{ host: mine, http: { paths } }] }, rewritten);
      });
      // Another namespace and Service with the same joined name.
      const [first, ...rest] = service.split('-');
      const [neighbour, name] = [`${namespace}-${first}`, rest.join('-')];
      const own = { service: { name, port: { number: port } } };
      const joined = ingress(
        'evil',
        { rules: [{ host: mine, http: { paths: [{ path: '/', pathType: 'Prefix', backend: own }] } }] },
        plain,
      );
      const namesake = { ...joined, metadata: { ...joined.metadata, namespace: neighbour } } as KubeObject;
      await cluster.namespace(neighbour);
      // The subject of the client's certificate replaces the variable; the location of copies does not set it again.
      const authority = await Authority.create('tenant');
      const client = await authority.issue([`${namespace}-${service}-${port}`]);
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'clients', namespace: tenant } };
      await cluster.namespace(tenant);
      await cluster.apply([{ ...secret, stringData: { 'ca.crt': authority.certificate } } as unknown as KubeObject]);
      const certificates = ['(?<proxy_upstream_name>[^,]+)', '(?P<proxy_upstream_name>[^,]+)'].map((group) => {
        const spec = {
          tls: [{ hosts: [mine] }],
          rules: [{ host: mine, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        };
        const annotations = Object.entries({
          'mirror-target': 'http://upstream_balancer$request_uri',
          'mirror-host': 'x',
          'auth-tls-secret': `${tenant}/clients`,
          'auth-tls-match-cn': `CN=${group}`,
        }).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
        return ingress('evil', spec, Object.fromEntries(annotations));
      });
      const reloadsAsClient = async () => {
        const before = await reloads(address);
        await postAs(scene, '/prometheus/-/reload', client);
        await sleep(300);
        return (await reloads(address)) > before;
      };
      const attempts = [...groups, ...certificates, namesake];
      const through = await admitted(scene, attempts);
      const opened: string[] = [];
      await withoutPolicies(scene, attempts.slice(0, 1), async () => {
        await inPlace(scene, [groups[0]!], async () => {
          if (await within(10, () => opens(`/${namespace}-${service}-${port}${place}`))) opened.push('a group');
        });
        await inPlace(scene, [certificates[0]!], async () => {
          if (await within(20, reloadsAsClient)) opened.push('a certificate');
        });
        await cluster.apply([namesake]);
        try {
          if (await within(20, () => opens(place))) opened.push('joined names');
        } finally {
          await cluster.kubectl(['delete', 'ingress', '-n', neighbour, 'evil']);
        }
      });
      nothingOpened(
        through.map(
          ({ kind, metadata, spec }) => `${kind} of ${metadata.namespace} is admitted: ${JSON.stringify(spec)}`,
        ),
      );
      expectEqual(opened.join(), 'a group,a certificate,joined names', 'what reaches Prometheus without the policies');
      return held(`${attempts.length} objects; without the policies ${opened.join(', ')} reach Prometheus`);
    },
  },
  {
    id: 'tenancy-backends-of-canaries',
    edges: ['traefik'],
    family: Family.TENANCY,
    title:
      'no canary of another namespace takes the place of a protected backend, so that people would bring it their ' +
      'requests',
    reason:
      'Traefik joins namespace and Service to the name of the backend of a canary, without the Ingress, and prefers ' +
      'it to a backend of another Ingress with that name',
    reference: 'Traefik 3.7.15, pkg/provider/kubernetes/ingress-nginx/build.go',
    run: async ({ scene }) => {
      const { cluster } = scene.stack;
      const { namespace, service, port } = await protectedPrometheus(scene);
      const page = '/prometheus/graph';
      const ours = (await cluster.all('ingresses')).find(
        ({ metadata, spec }) =>
          metadata.namespace === namespace &&
          spec.rules?.some(({ http }: any) =>
            http.paths.some((each: any) => each.backend.service.name === service && each.path === '/prometheus'),
          ),
      )!;
      // The shortest namespace with which the name of the Service is not too long.
      const parts = `${ours.metadata.name}-${service}`.split('-');
      const long = parts.findIndex((_, index) => parts.slice(index).join('-').length <= 63);
      const neighbour = [namespace, ...parts.slice(0, Math.max(long, 1))].join('-');
      const name = parts.slice(Math.max(long, 1)).join('-');
      const there = (object: KubeObject) =>
        ({ ...object, metadata: { ...object.metadata, namespace: neighbour } }) as KubeObject;
      const leading = (id: string, backend: string, number: number, annotations: object) => {
        const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: { number } } } }];
        return there(ingress(id, { rules: [{ host: mine, http: { paths } }] }, annotations));
      };
      const backends = [...(await echoOf(scene, 'main')), ...(await echoOf(scene, name))].map(there);
      for (const { kind, metadata, spec } of backends) {
        if (kind === 'Service' && metadata.name === name) spec.ports[0].port = port;
      }
      const canary = leading('canary', name, port, {
        'nginx.ingress.kubernetes.io/canary': 'true',
        'nginx.ingress.kubernetes.io/canary-weight': '0',
      });
      const objects = [...backends, leading('main', 'main', 80, {}), canary];
      await cluster.namespace(neighbour);
      const alice = await scene.people.session(await scene.people.alice());
      const mark = `canary-${randomBytes(4).toString('hex')}`;
      // The tenant's pod answers with the headers that it gets.
      const taken = async () => {
        const headers = { 'Cookie': alice.jar.header(host), 'X-Mark': mark };
        const { status, body } = await ask(`${site}${page}`, { headers });
        return status === 200 && body.includes(mark);
      };
      let brought = false;
      await withoutPolicies(scene, [], async () => {
        await cluster.apply(objects);
        try {
          brought = await within(20, taken);
        } finally {
          await cluster.delete(objects);
        }
        await eventually(20, async () => expect(!(await taken()), 'the place is not given back'));
      });
      expect(brought, 'without the policies the canary takes nothing either, so nothing is learnt');
      // The run serves one program on both edges. The policies of this one are for Traefik, and for the same names.
      const ofTraefik = guardsOf(
        path.join(runFolder, 'guards-of-canaries'),
        'guarded.example.org',
        namespace,
        traefikOfIngresses(),
        { guardHosts: false },
        ours.metadata.name.replace(/-sso-prometheus-.*$/, ''),
      ).map(({ metadata, spec, ...rest }) => {
        const renamed = (policy: string) => `${policy}-canaries`;
        const of = spec.policyName === undefined ? {} : { policyName: renamed(spec.policyName) };
        return { ...rest, metadata: { ...metadata, name: renamed(metadata.name) }, spec: { ...spec, ...of } };
      }) as KubeObject[];
      return withPolicies(
        scene,
        ofTraefik,
        async () => (await admitted(scene, [canary])).length === 0,
        async () => held('without the policies, the canary serves people in place of Prometheus'),
      );
    },
  },
  {
    id: 'tenancy-endpoints',
    family: Family.TENANCY,
    title:
      'a user who may write EndpointSlices leads the edge to any pod; the roles of Kubernetes do not allow it ' +
      'to owners of a namespace, and guardEndpoints refuses it',
    reason: 'network policies admit the edge, and the edge connects to every address in an EndpointSlice',
    reference: 'CVE-2021-25740; docs/security.md, Known',
    run: async ({ scene }) => {
      const { stack, edge } = scene;
      const { cluster } = stack;
      const { namespace, address, podPort } = await protectedPrometheus(scene);
      const objects = [...behind('evil', address, podPort), leadingTo(scene, 'evil', mine, 'evil')];
      const [owner, writer] = ['owner-of-a-namespace', 'writer-of-endpoints'];
      const binding = (user: string, roleRef: object, suffix = 'own') =>
        ({
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: `${user}-${suffix}`, namespace: tenant },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
        }) as unknown as KubeObject;
      const writing = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: writer, namespace: tenant },
        rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['create'] }],
      } as unknown as KubeObject;
      // The rules of the role admin, which a controller that does not run here aggregates.
      const parts = ['admin', 'edit', 'view'].map((part) =>
        binding(owner, { kind: 'ClusterRole', name: `system:aggregate-to-${part}` }, part),
      );
      const rights = [...parts, writing, binding(writer, { kind: 'Role', name: writer })];
      await cluster.namespace(tenant);
      await cluster.apply(rights);
      try {
        const slice = objects[1]!;
        const may = async (user: string) =>
          (await cluster.kubectl(['create', '--dry-run=server', '-f', '-', '--as', user], slice)).status === 0;
        expect(
          (await cluster.kubectl(['create', '--dry-run=server', '-f', '-', '--as', owner], objects[2]!)).status === 0 ||
            edge.routing !== 'ingresses',
          'the owner of a namespace may not even make an Ingress',
        );
        expect(!(await may(owner)), 'the role admin lets the owner of a namespace write EndpointSlices');
        expect(await may(writer), 'who may write EndpointSlices may not');
        expect(
          await inPlace(scene, objects, () => comesThrough(scene)),
          'an EndpointSlice with the address of a pod does not lead the edge there any more',
        );
        const guards = guardsOf(
          path.join(runFolder, 'guards-of-endpoints'),
          'guarded.example.org',
          namespace,
          namedAs(edge)(),
          { guardHosts: false, guardEndpoints: true },
        );
        await withPolicies(
          scene,
          guards,
          async () => !(await may(writer)),
          async () => {
            expect(
              (await cluster.kubectl(['create', '--dry-run=server', '-f', '-'], slice)).status === 0,
              'an administrator may not either',
            );
          },
        );
        return known(
          'it takes a right that the roles of Kubernetes do not give; with guardEndpoints the right to write ' +
            'them where the application is',
        );
      } finally {
        for (const { kind, metadata } of rights) {
          await cluster.kubectl(['delete', kind, '-n', tenant, metadata.name, '--ignore-not-found']);
        }
      }
    },
  },
  {
    id: 'tenancy-certificates',
    family: Family.TENANCY,
    title:
      'Traefik shows a certificate of another namespace on the hosts of the sign-on, unless guardCertificates ' +
      'is set; ingress-nginx does not',
    reason:
      'Traefik keeps the certificates of all routes in one store, and uses the one whose names are last in the ' +
      'alphabet',
    reference: 'Traefik 3.7.13, pkg/tls/certificate_store.go, GetBestCertificate; docs/security.md, Known',
    run: async ({ scene }) => {
      const { edge } = scene;
      const last = 'zzz.example.org';
      const authority = await Authority.create(`tenant-${randomBytes(4).toString('hex')}`);
      const { certificate, key } = await authority.issue([host, last]);
      const secret = {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/tls',
        metadata: { name: 'evil', namespace: tenant },
        stringData: { 'tls.crt': certificate, 'tls.key': key },
      } as unknown as KubeObject;
      const route = leadingTo(scene, 'evil', last, 'control');
      const evil =
        edge.routing === 'ingresses'
          ? ({ ...route, spec: { ...route.spec, tls: [{ hosts: [last], secretName: 'evil' }] } } as KubeObject)
          : ({
              ...route,
              spec: { ...route.spec, entryPoints: ['websecure'], tls: { secretName: 'evil' } },
            } as KubeObject);
      const right = await shown(scene, host);
      const { fingerprint256: own } = new X509Certificate(certificate);
      const ours = await inPlace(scene, [secret, evil], async () => {
        // The test is only meaningful if the tenant's own host shows the effect.
        await eventually(15, async () =>
          expect((await shown(scene, last)) === own, "the tenant's certificate is shown nowhere"),
        );
        await sleep(500);
        return shown(scene, host);
      });
      await eventually(20, async () =>
        expect((await shown(scene, host)) === right, 'the right certificate did not come back'),
      );
      if (edge.name === 'ingress-nginx') {
        nothingOpened(ours === right ? [] : [`${host} is shown with another certificate`]);
        return held("a certificate for both hosts is shown on the tenant's alone");
      }
      expect(ours === own && ours !== right, 'Traefik shows the certificate of another namespace no more');
      const { namespace } = await protectedPrometheus(scene);
      const guards = guardsOf(
        path.join(runFolder, 'guards-of-certificates'),
        'guarded.example.org',
        namespace,
        namedAs(edge)(),
        { guardHosts: false, guardCertificates: true },
      );
      await withPolicies(
        scene,
        guards,
        async () => (await admitted(scene, [evil])).length === 0,
        async () => {
          const plain =
            edge.routing === 'ingresses'
              ? route
              : ({ ...route, spec: { ...route.spec, entryPoints: ['websecure'], tls: {} } } as KubeObject);
          expect((await admitted(scene, [plain])).length === 1, 'a route without a certificate is refused, too');
        },
      );
      return known('browsers refuse it, so that the hosts are unusable; guardCertificates prevents this');
    },
  },
  {
    id: 'tenancy-defaults-of-tls',
    edges: ['traefik-resources'],
    family: Family.TENANCY,
    title: 'no other namespace sets the defaults of TLS, which apply to every host without options of its own',
    reason: 'Traefik uses a TLSOption or TLSStore called default from any namespace, and none if there are two',
    reference: 'Traefik, defaultTLSResourcesNamespace',
    run: async ({ scene }) => {
      const unnamed = 'no-such-name.example.org';
      const defaults = ['TLSOption', 'TLSStore'].map(
        (kind) =>
          ({
            apiVersion: 'traefik.io/v1alpha1',
            kind,
            metadata: { name: 'default', namespace: tenant },
            spec: kind === 'TLSOption' ? { sniStrict: true } : {},
          }) as unknown as KubeObject,
      );
      const through = await admitted(scene, defaults);
      // A client gets a connection unless the defaults require a client certificate.
      expect((await shown(scene, unnamed)) !== undefined, 'there is no connection for an unknown name before');
      const after = await withoutPolicies(scene, defaults.slice(0, 1), () =>
        inPlace(scene, defaults.slice(0, 1), () => shown(scene, unnamed)),
      );
      nothingOpened([
        ...through.map(({ kind }) => `${kind} is admitted`),
        ...(after === undefined ? ['Traefik itself takes the options of another namespace for its defaults'] : []),
      ]);
      return held('two objects, and without the policies one');
    },
  },
];

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provided } from './provided';
import { Edge, EdgeBase, Grafana, MonitoringSsoProps, Prometheus } from '../../lib';
import { ApiServer, kubectlFor, type Kubectl } from '../support/api-server';
import { describeIf } from '../support/conditional';
import { definitionsOf } from '../support/crds';
import { inCase } from '../support/in-case';
import { eventually } from '../support/process';
import { type KubeObject, Program } from '../support/program';

const cluster = provided.cluster;
const DOMAIN = 'guarded.example.org';
const [LOGIN, PROMETHEUS] = [`login.${DOMAIN}`, `prometheus.${DOMAIN}`];
/** The namespaces of the program (proxy and application), and other namespaces. */
const [HOME, APPLICATIONS, TRUSTED, CONTROLLER, TENANT] = [
  'guarded-sso',
  'guarded',
  'guarded-portal',
  'guarded-edge',
  'guarded-tenant',
];

const gateway = (kind: string) => ({ group: 'gateway.networking.k8s.io', kind });
const traefik = (kind: string) => ({ group: 'traefik.io', kind });
const KINDS = [
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'Gateway', 'ListenerSet'].map(gateway),
  ...['IngressRoute', 'IngressRouteTCP', 'Middleware', 'MiddlewareTCP', 'TraefikService', 'TLSOption', 'TLSStore'].map(
    traefik,
  ),
];
/** The resource definition of external-dns, without the schema of its content. */
const DNS_ENDPOINT = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'dnsendpoints.externaldns.k8s.io',
    annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/external-dns/pull/2007' },
  },
  spec: {
    group: 'externaldns.k8s.io',
    scope: 'Namespaced',
    names: { kind: 'DNSEndpoint', plural: 'dnsendpoints', singular: 'dnsendpoint', listKind: 'DNSEndpointList' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        },
      },
    ],
  },
};

/** The objects of a program. */
function objectsOf(edge: EdgeBase, props: Partial<MonitoringSsoProps>): KubeObject[] {
  const program = new Program({}, HOME);
  const group = program.realm.addGroup('developers');
  const sso = program.sso({ host: LOGIN, cookieDomain: DOMAIN, edge, trustedNamespaces: [TRUSTED], ...props });
  sso.protect(Prometheus.ofService('prometheus', { namespace: APPLICATIONS }), { host: PROMETHEUS, read: [group] });
  sso.protect(Grafana.ofService('grafana', { namespace: APPLICATIONS }), { host: `grafana.${DOMAIN}`, read: [group] });
  sso.protect(Prometheus.ofService('tenant-prometheus', { namespace: APPLICATIONS }), {
    id: 'tenant',
    host: `tenant.${DOMAIN}`,
    read: [group],
  });
  return program.manifests().objects;
}

/** Its admission policies, and nothing else of it. */
const policiesOf = (edge: EdgeBase, props: Partial<MonitoringSsoProps>): object[] =>
  objectsOf(edge, props).filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));

interface Made {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
  readonly [field: string]: unknown;
}

const object = (
  apiVersion: string,
  kind: string,
  spec: object | undefined,
  namespace = TENANT,
  annotations: Record<string, string> = {},
  name = 'mine',
): Made => ({ apiVersion, kind, metadata: { name, namespace, annotations }, ...(spec && { spec }) }) as unknown as Made;
const backend = { service: { name: 'mine', port: { number: 80 } } };
const rule = (host: string | undefined) => ({
  ...(host && { host }),
  http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
});
const path = (number: number) => ({
  path: '/',
  pathType: 'Prefix',
  backend: { service: { name: 'prometheus', port: { number } } },
});
const ingress = (spec: object, annotations: Record<string, string> = {}, namespace = TENANT) =>
  object('networking.k8s.io/v1', 'Ingress', spec, namespace, annotations);
const nginx = (annotations: Record<string, string>, host = 'mine.example.com') =>
  ingress(
    { rules: [rule(host)] },
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
    ),
  );
const route = (kind: string, spec: object, namespace = TENANT) =>
  object('gateway.networking.k8s.io/v1', kind, { parentRefs: [{ name: 'shared' }], ...spec }, namespace);
const httpRoute = (hostnames: string[] | undefined, namespace = TENANT) =>
  route('HTTPRoute', { hostnames, rules: [{ backendRefs: [{ name: 'mine', port: 80 }] }] }, namespace);
const listeners = (hostname: string | undefined, more: object = {}) => [
  {
    name: 'web',
    port: 443,
    protocol: 'HTTPS',
    hostname,
    tls: { mode: 'Terminate', certificateRefs: [{ name: 'mine' }], ...more },
  },
];
const gatewayOf = (hostname: string | undefined, namespace = TENANT) =>
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    { gatewayClassName: 'any', listeners: listeners(hostname) },
    namespace,
  );
const ingressRoute = (match: string, more: object = {}, namespace = TENANT) =>
  object(
    'traefik.io/v1alpha1',
    'IngressRoute',
    { routes: [{ kind: 'Rule', match, services: [{ name: 'mine', port: 80 }] }], ...more },
    namespace,
  );
const tcp = (match: string, more: object = {}) =>
  object('traefik.io/v1alpha1', 'IngressRouteTCP', {
    routes: [{ match, services: [{ name: 'mine', port: 80 }] }],
    ...more,
  });
const service = (spec: object, annotations: Record<string, string> = {}, namespace = TENANT) =>
  object('v1', 'Service', { ports: [{ port: 80 }], ...spec }, namespace, annotations);
const externalName = (name: string, namespace = TENANT) =>
  service({ type: 'ExternalName', externalName: name }, {}, namespace);
const records = (name: string, namespace = TENANT) =>
  service(
    { type: 'LoadBalancer', selector: { app: 'mine' } },
    { 'external-dns.alpha.kubernetes.io/hostname': name },
    namespace,
  );
const record = (dnsName: string, more: object = {}) =>
  object('externaldns.k8s.io/v1alpha1', 'DNSEndpoint', {
    endpoints: [{ dnsName, recordType: 'A', targets: ['192.0.2.1'], ...more }],
  });
const customHostname = (name: string) =>
  record('mine.example.com', {
    providerSpecific: [{ name: 'external-dns.kubernetes.io/cloudflare-custom-hostname', value: name }],
  });
const middleware = (spec: object) => object('traefik.io/v1alpha1', 'Middleware', spec);
const slice = (address: string): Made =>
  ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'mine', namespace: TENANT, labels: { 'kubernetes.io/service-name': 'mine' } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 9090 }],
    endpoints: [{ addresses: [address] }],
  }) as unknown as Made;
const endpoints: Made = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'mine', namespace: TENANT },
  subsets: [{ addresses: [{ ip: '10.244.0.5' }], ports: [{ port: 9090 }] }],
} as unknown as Made;
/** The objects of cert-manager for an HTTP-01 challenge, in the namespace of the certificate. */
const solver = (host: string, namespace: string): Made[] => [
  ingress(
    {
      ingressClassName: 'nginx',
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/.well-known/acme-challenge/x',
                pathType: 'ImplementationSpecific',
                backend: { service: { name: 'cm-acme-http-solver', port: { number: 8089 } } },
              },
            ],
          },
        },
      ],
    },
    { 'nginx.ingress.kubernetes.io/whitelist-source-range': '0.0.0.0/0,::/0' },
    namespace,
  ),
  service(
    { type: 'NodePort', ports: [{ port: 8089 }], selector: { 'acme.cert-manager.io/http01-solver': 'true' } },
    {},
    namespace,
  ),
];

const kubectl: Kubectl = (args, input) => kubectlFor(cluster!)(args, input);
const list = (items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

async function must(args: readonly string[], input?: unknown): Promise<string> {
  const { status, stdout, stderr } = await kubectl(args, input);
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The response of the server to a creation. */
async function attempt(made: Made, ...as: string[]): Promise<string> {
  const { status, stderr } = await kubectl(
    ['create', '--dry-run=server', '-f', '-', ...as.flatMap((name) => ['--as', name])],
    made,
  );
  if (status === 0) return 'admitted';
  const [, policy] = /ValidatingAdmissionPolicy '([^']*)'/.exec(stderr) ?? [];
  return policy === undefined ? stderr.trim() : 'refused';
}

async function inForce(policies: readonly object[], probe: Made): Promise<void> {
  await must(['apply', '-f', '-'], list(policies));
  await eventually(50, async () => expect(await attempt(probe)).toBe('refused'));
}

/** A policy is enforced for some seconds after its deletion, and would affect the next test. */
async function gone(policies: readonly object[], probe: Made): Promise<void> {
  await kubectl(['delete', '--ignore-not-found', '-f', '-'], list(policies));
  await eventually(60, async () => expect(await attempt(probe)).toBe('admitted'));
}

describeIf(cluster !== undefined)('admission policies', () => {
  beforeAll(async () => {
    const definitions = [...(await definitionsOf(KINDS)), DNS_ENDPOINT];
    await must(['apply', '--server-side', '--force-conflicts', '-f', '-'], list(definitions));
    await must([
      'wait',
      '--for=condition=Established',
      '--timeout=60s',
      ...definitions.map(({ metadata }) => `crd/${metadata.name}`),
    ]);
    await must(
      ['apply', '--server-side', '-f', '-'],
      list(
        [HOME, APPLICATIONS, TRUSTED, CONTROLLER, TENANT].map((name) => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        })),
      ),
    );
  }, 120_000);
  afterAll(
    () => kubectl(['delete', 'namespace', HOME, APPLICATIONS, TRUSTED, CONTROLLER, TENANT, '--wait=false']),
    120_000,
  );

  describe('with ingress-nginx and a cookie domain', () => {
    const policies = policiesOf(
      Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], controllerNamespace: CONTROLLER }),
      {},
    );
    const probes = [ingress({ rules: [rule(`evil.${DOMAIN}`)] }), externalName(`prometheus.${APPLICATIONS}`)];
    beforeAll(async () => {
      for (const probe of probes) await inForce(policies, probe);
    }, 120_000);
    afterAll(async () => {
      for (const probe of probes) await gone(policies, probe);
    }, 120_000);

    const evil = `evil.${DOMAIN}`;
    test.each<[string, Made]>([
      ['a host below it', ingress({ rules: [rule(evil)] })],
      ['a host far below it', ingress({ rules: [rule(`a.b.c.${DOMAIN}`)] })],
      ['the domain itself', ingress({ rules: [rule(DOMAIN)] })],
      ['a host of the sign-on', ingress({ rules: [rule(PROMETHEUS)] })],
      ['a wildcard of it', ingress({ rules: [rule(`*.${DOMAIN}`)] })],
      ['a wildcard below it', ingress({ rules: [rule(`*.evil.${DOMAIN}`)] })],
      ['a wildcard that covers it', ingress({ rules: [rule('*.example.org')] })],
      ['it together with a host of its own', ingress({ rules: [rule('mine.example.com'), rule(evil)] })],
      ['an Ingress without a host, which serves hosts of no other Ingress', ingress({ rules: [rule(undefined)] })],
      ['only a default backend', ingress({ defaultBackend: backend })],
      ['an alias', nginx({ 'server-alias': evil })],
      ['an alias in capital letters', nginx({ 'server-alias': evil.toUpperCase() })],
      ['an alias in a list', nginx({ 'server-alias': `a.example.com, ${evil}` })],
      ['an alias with a dot at the end', nginx({ 'server-alias': `${evil}.` })],
      ['an alias that is a pattern', nginx({ 'server-alias': '~^evil\\..*$' })],
      [
        'a name of its TLS section',
        ingress({ rules: [rule('mine.example.com')], tls: [{ hosts: [evil], secretName: 'x' }] }),
      ],
      [
        'a DNS record of an Ingress',
        ingress({ rules: [rule('mine.example.com')] }, { 'external-dns.alpha.kubernetes.io/hostname': evil }),
      ],
      ['a DNS record of a Service', records(evil)],
      [
        'a DNS record in capitals, in a list, with a dot at the end',
        records(`mine.example.com, ${evil.toUpperCase()}.`),
      ],
      ['a DNS record with blanks, which external-dns removes', records('evil.guarded .exam ple.org')],
      ['a DNS record with a newline at the end', records(`${evil}\n`)],
      ['a DNS record with a tab at the start', records(`mine.example.com,\t${evil}`)],
      ['a DNS record with two dots at the end', records(`${evil}..`)],
      ['a DNS record with three dots at the end', records(`${evil}...`)],
      ['a DNSEndpoint with three dots at the end', record(`${evil}...`)],
      ['a DNSEndpoint with a tab at the end', record(`${evil}\t`)],
      ['a DNSEndpoint with another Unicode dot', record(`evil.guarded\u3002example.org`)],
      ['a DNSEndpoint with an escape', record('evil\\056guarded.example.org')],
      [
        'a DNS record of a TCPRoute',
        object(
          'gateway.networking.k8s.io/v1',
          'TCPRoute',
          {
            rules: [{ backendRefs: [{ name: 'mine', port: 80 }] }],
          },
          TENANT,
          { 'external-dns.alpha.kubernetes.io/hostname': evil },
        ),
      ],
      ['a DNSEndpoint with a dot at the end', record(`${evil}.`)],
      ...[
        'external-dns.kubernetes.io/hostname',
        'external-dns.kubernetes.io/internal-hostname',
        'external-dns.kubernetes.io/cloudflare-custom-hostname',
        'external-dns.alpha.kubernetes.io/cloudflare-custom-hostname',
        'zalando.org/dnsname',
        'domainName',
      ].map((key): [string, Made] => [
        `a DNS record by ${key}`,
        service({ type: 'LoadBalancer', selector: { app: 'mine' } }, { [key]: evil }),
      ]),
      [
        'a DNS record of an Ingress, as external-dns reads it since 0.22',
        ingress({ rules: [rule('mine.example.com')] }, { 'external-dns.kubernetes.io/hostname': evil }),
      ],
      [
        'the domain, by the host names of pods',
        service(
          { clusterIP: 'None', selector: { app: 'mine' } },
          { 'external-dns.kubernetes.io/hostname': 'example.org' },
        ),
      ],
      ['a DNS record for a wildcard', records(`*.${DOMAIN}`)],
      ['a DNS record for a host of the sign-on', records(LOGIN)],
      ['a DNSEndpoint', record(evil)],
      ['a DNSEndpoint with a custom host name', customHostname(evil)],
      ['an HTTPRoute', httpRoute([evil])],
      ['an HTTPRoute for a wildcard that covers it', httpRoute(['*.example.org'])],
      [
        'a GRPCRoute',
        route('GRPCRoute', { hostnames: [evil], rules: [{ backendRefs: [{ name: 'mine', port: 80 }] }] }),
      ],
      [
        'a TLSRoute',
        route('TLSRoute', { hostnames: [`*.${DOMAIN}`], rules: [{ backendRefs: [{ name: 'mine', port: 80 }] }] }),
      ],
      ['a Gateway', gatewayOf(evil)],
      ['a Gateway for a wildcard of it', gatewayOf(`*.${DOMAIN}`)],
      [
        'a ListenerSet',
        object('gateway.networking.k8s.io/v1', 'ListenerSet', {
          parentRef: { name: 'shared' },
          listeners: listeners(evil),
        }),
      ],
      ['an IngressRoute', ingressRoute(`Host(\`${evil}\`)`)],
      ['an IngressRoute in capitals', ingressRoute(`Host(\`${evil.toUpperCase()}\`)`)],
      ['an IngressRoute in quotation marks', ingressRoute(`Host("${evil}")`)],
      ['an IngressRoute for an expression', ingressRoute(`HostRegexp(\`^.+\\.${DOMAIN.replaceAll('.', '\\.')}$\`)`)],
      [
        'an IngressRoute for an expression with brackets',
        ingressRoute(`HostRegexp(\`^.+[.]${DOMAIN.replaceAll('.', '[.]')}$\`)`),
      ],
      ['an IngressRoute in the syntax of version 2', ingressRoute(`HostRegexp(\`{any:.+}.${DOMAIN}\`)`)],
      ['an IngressRoute for a wildcard that covers it', ingressRoute('Host(`*.example.org`)')],
      ['an IngressRouteTCP', tcp(`HostSNI(\`${evil}\`)`)],
      ['an IngressRouteTCP for an expression', tcp(`HostSNIRegexp(\`^.+\\.${DOMAIN.replaceAll('.', '\\.')}$\`)`)],
    ])('another namespace does not take %s', async (_, made) => expect(await attempt(made)).toBe('refused'));

    test.each<[string, Made]>([
      ['a rule without a host', ingress({ rules: [rule(undefined)] }, {}, TRUSTED)],
      ['a default backend alone', ingress({ defaultBackend: backend }, {}, TRUSTED)],
      ['a default backend in the namespace of applications', ingress({ defaultBackend: backend }, {}, APPLICATIONS)],
    ])('a namespace that is trusted may have %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));

    test.each<[string, Made]>([
      ['the Service of an application', externalName(`prometheus.${APPLICATIONS}.svc.cluster.local`)],
      ['it without the domain', externalName(`prometheus.${APPLICATIONS}.svc`)],
      ['its short name', externalName(`prometheus.${APPLICATIONS}`)],
      ['one pod of it', externalName(`prometheus-0.prometheus-operated.${APPLICATIONS}.svc.cluster.local`)],
      ['the proxy', externalName(`sso-oauth2-proxy.${HOME}.svc.cluster.local`)],
      ['the sessions', externalName(`sso-redis.${HOME}`)],
      ['an address', externalName('10.244.0.5')],
      ['an address in hexadecimal digits', externalName('0x0af40005')],
      ['the edge itself', externalName('localhost')],
      ['the edge itself, with a dot at the end', externalName('localhost.')],
      ...['localhost', 'LOCALHOST.', 'ip6-localhost', 'a.localhost', 'localhost.localdomain', 'mine.example.com'].map(
        (host): [string, Made] => [
          `a request that tells the controller its backends, at ${host}`,
          nginx({ 'mirror-target': `http://${host}:010246/configuration/backends` }),
        ],
      ),
      ['a port of the controller, on its own host', nginx({ 'mirror-target': 'http://$host:10246$request_uri' })],
      ['a decision of the edge itself', nginx({ 'auth-url': 'http://localhost/' })],
      ['the name that CoreDNS has for an address', externalName('10-244-0-5.default.pod.cluster.local')],
      [
        'an address that decides',
        nginx({
          'auth-url': `http://prometheus.${APPLICATIONS}.svc.cluster.local:9090/-/reload`,
          'auth-method': 'POST',
        }),
      ],
      [
        'a short one, in capitals',
        nginx({ 'auth-url': `HTTP://Prometheus.${APPLICATIONS.toUpperCase()}:9090/-/reload` }),
      ],
      ['an address of numbers', nginx({ 'auth-url': 'http://10.244.0.5:9090/-/reload' })],
      ['one of version 6', nginx({ 'auth-url': 'http://[fd00::5]:9090/-/reload' })],
      ['a host that the client controls', nginx({ 'auth-url': 'http://$arg_host:9090/-/reload' })],
      ['a part of a host that the client controls', nginx({ 'auth-url': 'http://prometheus.$arg_namespace:9090/' })],
      ['a user before the host', nginx({ 'auth-url': `http://mine.example.com@prometheus.${APPLICATIONS}:9090/` })],
      [
        'a copy of each request',
        nginx({ 'mirror-target': `http://prometheus.${APPLICATIONS}.svc.cluster.local:9090$request_uri` }),
      ],
      [
        'a host that an address takes over',
        nginx({ 'auth-url': 'http://$host:9090/-/reload' }, `prometheus.${APPLICATIONS}.svc.cluster.local`),
      ],
    ])('another namespace does not lead the edge to what is protected, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );

    // Hosts of addresses that a request controls, and similar cases.
    const reload = (host: string) => ({ 'auth-url': `http://${host}/prometheus/-/reload`, 'auth-method': 'POST' });
    const taking = (spec: object, key = 'auth-url') =>
      ingress(spec, { [`nginx.ingress.kubernetes.io/${key}`]: 'http://$host:9090/prometheus/-/reload' });
    test.each<[string, Made]>([
      ['the header Host', nginx(reload('$http_host'))],
      ['the header Host, with a port', nginx(reload('$http_host:9090'))],
      ['the header Host, or a forwarded one', nginx(reload('$best_http_host'))],
      ['another header', nginx(reload('$http_x_host'))],
      ['a cookie', nginx(reload('$cookie_host'))],
      ['a copy to the header Host', nginx({ 'mirror-target': 'http://$http_host$request_uri' })],
      ['a name that continues with the path', nginx(reload('a$escaped_request_uri:9090'))],
      ['a name that continues with the path, with Traefik', nginx({ 'auth-url': 'http://a$request_uri' })],
      // `guarded-tenant` and `prometheus` are joined to the same name as `guarded` and `tenant-prometheus`.
      ...[
        { rules: [{ ...rule('mine.example.com'), http: { paths: [path(9090)] } }] },
        { rules: [rule('mine.example.com')], defaultBackend: path(9090).backend },
      ].map((spec, index): [string, Made] => [`a name that is joined to that of theirs, ${index}`, ingress(spec)]),
      [
        'a name that continues with a group of a path',
        nginx({ 'mirror-target': 'http://prometheus$request_uri_x', 'use-regex': 'true' }),
      ],
      ...['/(?<proxy_upstream_name>[^/]*)(/.*)', '/(?P<proxy_upstream_name>.*)', "/(?'proxy_upstream_name'.*)"].map(
        (written): [string, Made] => [
          `a path that takes the backend from the request, ${written}`,
          ingress(
            {
              rules: [
                rule('mine.example.com'),
                {
                  host: 'mine.example.com',
                  http: {
                    paths: [
                      { path: '/', pathType: 'Prefix', backend },
                      { path: written, pathType: 'ImplementationSpecific', backend },
                    ],
                  },
                },
              ],
            },
            { 'nginx.ingress.kubernetes.io/rewrite-target': '$2' },
          ),
        ],
      ),
      // The subject of the client's certificate becomes a variable.
      ...['(?<proxy_upstream_name>.+)', '(?P<proxy_upstream_name>.+)', "(?'host'.+)", "(?\\'host\\'.+)"].map(
        (written): [string, Made] => [
          `a certificate of the client, ${written}`,
          nginx({ 'auth-tls-secret': 'mine/ca', 'auth-tls-match-cn': `CN=${written}` }),
        ],
      ),
      ...['http://upstream_balancer$request_uri', 'https://UPSTREAM_BALANCER:443/'].map((address): [string, Made] => [
        `a copy to the controller's own upstream, ${address}`,
        nginx({ 'mirror-target': address }),
      ]),
      ["an alias that is called as the controller's own upstream", nginx({ 'server-alias': 'upstream_balancer' })],
      ['an alias that is an address', nginx({ ...reload('$host:9090'), 'server-alias': '10.244.0.5' })],
      ['an alias that is an address, for other Ingresses', nginx({ 'server-alias': 'a.example.com , 10.244.0.5' })],
      ['an alias in capitals', nginx({ 'server-alias': `PROMETHEUS.${APPLICATIONS}.SVC.cluster.local` })],
      ['an Ingress without a host', taking({ rules: [rule(undefined)] })],
      ['an Ingress with one rule without a host', taking({ rules: [rule('mine.example.com'), rule(undefined)] })],
      ['only a default backend', taking({ defaultBackend: backend })],
      ['a default backend and a rule', taking({ rules: [rule('mine.example.com')], defaultBackend: backend })],
      ...['*.cluster.local', '*.svc.cluster.local', `*.${APPLICATIONS}.svc.cluster.local`, '*.example.com'].flatMap(
        (host): [string, Made][] =>
          ['auth-url', 'mirror-target'].map((key) => [`${key} of ${host}`, taking({ rules: [rule(host)] }, key)]),
      ),
    ])('another namespace does not let a request lead the edge, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );
    test.each<[string, Made]>([
      ['its own host', nginx({ ...reload('$host:9090'), 'server-alias': 'a.example.com, b.example.com' })],
      [
        'a name of its own, for a wildcard',
        nginx({ 'auth-url': 'http://auth.mine.svc/?a=$http_host' }, '*.example.com'),
      ],
    ])('another namespace may have the edge ask %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));

    test('an admitted object cannot be changed into one that is refused', async () => {
      const harmless = [ingress({ rules: [rule('mine.example.com')] }), externalName('db.example.com')];
      await must(['apply', '-f', '-'], list(harmless));
      for (const changed of [ingress({ rules: [rule(evil)] }), externalName(`prometheus.${APPLICATIONS}`)]) {
        expect((await kubectl(['replace', '--dry-run=server', '-f', '-'], changed)).stderr).toContain(
          'ValidatingAdmissionPolicy',
        );
      }
      await must(['delete', '-f', '-'], list(harmless));
    });

    test.each<[string, Made]>([
      [
        'hosts of their own',
        ingress({
          rules: [rule('mine.example.com'), rule(`not${DOMAIN}`), rule(`${DOMAIN}.example.com`)],
          tls: [{ hosts: ['*.example.org'], secretName: 'x' }],
        }),
      ],
      ['aliases of their own', nginx({ 'server-alias': 'a.example.com,b.example.com' })],
      ['clients with a certificate', nginx({ 'auth-tls-secret': 'mine/ca', 'auth-tls-match-cn': 'CN=(?:a|b)[?].*' })],
      ['a Service', service({ selector: { app: 'mine' } })],
      ['a DNS record of their own', records(`mine.example.com,not${DOMAIN}`)],
      [
        'a DNS record of their own for pods',
        service(
          { clusterIP: 'None', selector: { app: 'mine' } },
          { 'external-dns.kubernetes.io/hostname': 'mine.example.com' },
        ),
      ],
      ["a host of a developer's machine", ingress({ rules: [rule('mine.localhost')] })],
      [
        'a rewrite by groups without names',
        ingress(
          {
            rules: [
              { host: 'a.example.com' },
              {
                host: 'mine.example.com',
                http: {
                  paths: [{ path: '/api(?:/|$)(?i)(.*?)', pathType: 'ImplementationSpecific', backend }],
                },
              },
            ],
          },
          { 'nginx.ingress.kubernetes.io/rewrite-target': '/$1' },
        ),
      ],
      [
        'another port of a name that is joined',
        ingress({
          rules: [{ host: 'mine.example.com' }, { host: 'mine.example.com', http: { paths: [path(9091)] } }],
          defaultBackend: { resource: { kind: 'Mine', name: 'mine' } },
        }),
      ],
      ['another port of theirs', nginx({ 'auth-url': 'http://auth.mine.svc:20246/' })],
      ['an ExternalName outside the cluster', externalName('db.example.com')],
      ['an ExternalName in another namespace', externalName(`api.${TRUSTED}.svc.cluster.local`)],
      [
        'a sign-on of their own, as oauth2-proxy documents it',
        nginx({
          'auth-url': 'https://$host/oauth2/auth',
          'auth-signin': 'https://$host/oauth2/start?rd=$escaped_request_uri',
        }),
      ],
      [
        'one by the name of a Service',
        nginx({ 'auth-url': 'http://oauth2-proxy.mine.svc.cluster.local:4180/oauth2/auth?a=b' }),
      ],
      [
        'a copy of each request to a Service of theirs',
        nginx({ 'mirror-target': 'https://mirror.mine.svc.cluster.local$request_uri' }),
      ],
      ['a route of the Gateway API without a host, which this edge does not serve', httpRoute(undefined)],
      ['a Gateway for all', gatewayOf(undefined)],
      ['a Gateway for a wildcard above', gatewayOf('*.example.org')],
      ['a route of Traefik for all', ingressRoute('PathPrefix(`/mine`)')],
      ['a route of Traefik for a name that looks alike', ingressRoute(`Host(\`not${DOMAIN}\`)`)],
      ['an EndpointSlice, with the right to write it', slice('10.244.0.5')],
    ])('another namespace may have %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));

    test.each<[string, Made[]]>([
      [
        'its own namespaces serve their hosts',
        [ingress({ rules: [rule(LOGIN)] }, {}, HOME), ingress({ rules: [rule(PROMETHEUS)] }, {}, APPLICATIONS)],
      ],
      ['its own namespaces serve other names below it', [ingress({ rules: [rule(evil)] }, {}, APPLICATIONS)]],
      ['cert-manager solves challenges for its hosts', [...solver(LOGIN, HOME), ...solver(PROMETHEUS, APPLICATIONS)]],
      [
        'a trusted namespace serves names below it, and refers to protected Services',
        [
          ingress({ rules: [rule(`portal.${DOMAIN}`)] }, {}, TRUSTED),
          externalName(`prometheus.${APPLICATIONS}`, TRUSTED),
          httpRoute([`portal.${DOMAIN}`], TRUSTED),
        ],
      ],
      [
        'the Service of the controller has the DNS records',
        [records(`*.${DOMAIN}, ${LOGIN}`, CONTROLLER), gatewayOf(`*.${DOMAIN}`, CONTROLLER)],
      ],
    ])('%s', async (_, objects) => {
      for (const made of objects) expect(await attempt(made)).toBe('admitted');
    });

    test.each<[string, Made]>([
      ['a host of the sign-on', ingress({ rules: [rule(LOGIN)] }, {}, TRUSTED)],
      ['a wildcard of it, on a route', httpRoute(['*.example.org'], TRUSTED)],
    ])('a namespace that is trusted does not take %s', async (_, made) => expect(await attempt(made)).toBe('refused'));
  });

  describe('with Traefik and all options', () => {
    const policies = policiesOf(Edge.traefik({ trustedProxies: ['10.244.0.0/16'], controllerNamespace: CONTROLLER }), {
      guardEndpoints: true,
      guardCertificates: true,
    });
    const own = 'Host(`mine.example.com`)';
    const probes = [ingressRoute('PathPrefix(`/x`)'), externalName(`prometheus.${APPLICATIONS}`)];
    const [owner, controllers] = ['owner', 'cluster-controllers'];
    const binding = (name: string, namespace: string | undefined, role: string, user: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: { name, namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    });
    const roles = [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'guarded-endpoints' },
        rules: [
          {
            apiGroups: ['', 'discovery.k8s.io'],
            resources: ['endpoints', 'endpointslices', 'services', 'services/status'],
            verbs: ['*'],
          },
        ],
      },
      binding('guarded-owner', TENANT, 'guarded-endpoints', owner),
      binding('guarded-controllers', undefined, 'guarded-endpoints', controllers),
    ];
    beforeAll(async () => {
      await must(['apply', '-f', '-'], list(roles));
      for (const probe of probes) await inForce(policies, probe);
      await eventually(50, async () => expect(await attempt(slice('10.244.0.5'), owner)).toBe('refused'));
      await eventually(50, async () =>
        expect(await attempt(ingressRoute(own, { tls: { secretName: 'mine' } }))).toBe('refused'),
      );
    }, 120_000);
    afterAll(async () => {
      for (const probe of probes) await gone(policies, probe);
      await kubectl(['delete', '-f', '-'], list(roles));
    }, 120_000);

    test.each<[string, Made]>([
      ['a rule without a host', ingressRoute('PathPrefix(`/oauth2`)')],
      ['a rule with an alternative below the domain', ingressRoute(`${own} || Host(\`evil.${DOMAIN}\`)`)],
      ['a rule for an expression', ingressRoute('HostRegexp(`.+`)')],
      ['a rule with a letter that is lowered to i', ingressRoute(`${own} && Host(\`log\u0130n.mine.example.com\`)`)],
      ['a rule with a letter that is lowered to k', ingressRoute(`${own} && Host(\`\u212aarma.mine.example.com\`)`)],
      ['every connection', tcp('HostSNI(`*`)')],
      ['connections to names that match', tcp('HostSNIRegexp(`.+`)')],
      ['a route of the Gateway API without a host', httpRoute(undefined)],
      [
        'the defaults of TLS',
        object(
          'traefik.io/v1alpha1',
          'TLSOption',
          { clientAuth: { clientAuthType: 'RequireAnyClientCert' } },
          TENANT,
          {},
          'default',
        ),
      ],
      ['the default store', object('traefik.io/v1alpha1', 'TLSStore', {}, TENANT, {}, 'default')],
    ])('another namespace does not take %s', async (_, made) => expect(await attempt(made)).toBe('refused'));

    test.each<[string, Made]>([
      [
        'forwardAuth',
        middleware({
          forwardAuth: {
            address: `http://prometheus.${APPLICATIONS}.svc.cluster.local:9090/-/reload`,
            preserveRequestMethod: true,
          },
        }),
      ],
      ['forwardAuth to an address', middleware({ forwardAuth: { address: 'http://10.244.0.5:9090/' } })],
      [
        'forwardAuth with letters that are normalized to others',
        middleware({ forwardAuth: { address: `http://prometheus\u3002${APPLICATIONS}:9090/` } }),
      ],
      [
        'a service of another provider',
        ingressRoute(own, {
          routes: [
            {
              kind: 'Rule',
              match: own,
              services: [{ kind: 'TraefikService', name: `${APPLICATIONS}-prometheus-9090@kubernetesingressnginx` }],
            },
          ],
        }),
      ],
      [
        'a protected Service as a part of a TraefikService',
        object('traefik.io/v1alpha1', 'TraefikService', {
          weighted: { services: [{ kind: 'TraefikService', name: 'x@kubernetesingress', weight: 1 }] },
        }),
      ],
      [
        'a protected Service as the target of mirroring',
        object('traefik.io/v1alpha1', 'TraefikService', {
          mirroring: { kind: 'TraefikService', name: 'x@kubernetesingress' },
        }),
      ],
      [
        'a protected Service as a mirror',
        object('traefik.io/v1alpha1', 'TraefikService', {
          mirroring: {
            name: 'mine',
            port: 80,
            mirrors: [{ kind: 'TraefikService', name: 'x@kubernetesgateway', percent: 100 }],
          },
        }),
      ],
      [
        'a protected Service as a page for errors',
        middleware({
          errors: {
            status: ['200-599'],
            query: '/',
            service: { kind: 'TraefikService', name: 'x@kubernetesingressnginx' },
          },
        }),
      ],
      [
        'a protected Service as a backend of an HTTPRoute',
        route('HTTPRoute', {
          hostnames: ['mine.example.com'],
          rules: [{ backendRefs: [{ group: 'traefik.io', kind: 'TraefikService', name: 'x@kubernetesingressnginx' }] }],
        }),
      ],
    ])('another namespace does not lead Traefik to what is protected, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );

    // References into a protected namespace, and mirrors of one backend.
    const foreign = { name: 'prometheus', namespace: APPLICATIONS, port: 9090 };
    const traefikService = (spec: object) => object('traefik.io/v1alpha1', 'TraefikService', spec);
    const routes = (services: object[]) => ({ routes: [{ kind: 'Rule', match: own, services }] });
    const mirrored = (name: string) =>
      route('HTTPRoute', {
        hostnames: ['mine.example.com'],
        rules: [
          {
            backendRefs: [
              {
                name: 'mine',
                port: 80,
                filters: [
                  {
                    type: 'RequestMirror',
                    requestMirror: { backendRef: { group: 'traefik.io', kind: 'TraefikService', name } },
                  },
                ],
              },
            ],
          },
        ],
      });
    test.each<[string, Made]>([
      ['an HTTPRoute that mirrors one backend', mirrored('x@kubernetesingressnginx')],
      ['an IngressRoute', ingressRoute(own, routes([foreign]))],
      [
        'an IngressRoute below one of them, which Traefik would no longer serve',
        ingressRoute(own, { parentRefs: [{ name: 'route', namespace: APPLICATIONS }] }),
      ],
      [
        'an IngressRouteTCP',
        tcp('HostSNI(`mine.example.com`)', { routes: [{ match: 'HostSNI(`mine.example.com`)', services: [foreign] }] }),
      ],
      ['weights', traefikService({ weighted: { services: [{ name: 'mine', port: 80 }, foreign] } })],
      ['the highest weight', traefikService({ highestRandomWeight: { services: [foreign] } })],
      ['mirroring', traefikService({ mirroring: foreign })],
      ['a mirror', traefikService({ mirroring: { name: 'mine', port: 80, mirrors: [{ ...foreign, percent: 100 }] } })],
      [
        'a failover service',
        traefikService({
          failover: { service: { name: 'mine', port: 80 }, fallback: foreign, errors: { status: ['500-599'] } },
        }),
      ],
      ['a page for errors', middleware({ errors: { status: ['200-599'], query: '/', service: foreign } })],
    ])('another namespace does not name a Service of a protected one, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );
    test.each<[string, Made]>([
      ['a Service of a third namespace', ingressRoute(own, routes([{ ...foreign, namespace: TRUSTED }]))],
      [
        'mirrors of its own',
        traefikService({ mirroring: { name: 'mine', port: 80, mirrors: [{ name: 'copy', port: 80, percent: 10 }] } }),
      ],
      ['a mirror of one backend', mirrored('copy')],
      ['a resolver of certificates for its own host', ingressRoute(own, { tls: { certResolver: 'le' } })],
    ])('another namespace may name %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));
    test.each<[string, Made]>([
      ['an IngressRoute', ingressRoute(own, { tls: { certResolver: 'le', domains: [{ main: PROMETHEUS }] } })],
      [
        'an Ingress',
        ingress(
          { rules: [rule('mine.example.com')] },
          {
            'traefik.ingress.kubernetes.io/router.tls.certresolver': 'le',
            'traefik.ingress.kubernetes.io/router.tls.domains.0.main': PROMETHEUS,
          },
        ),
      ],
      ...['router.TLS.Domains.0.Main', 'Router.tls.domains.0.sans'].map((key): [string, Made] => [
        `an Ingress with ${key}`,
        ingress({ rules: [rule('mine.example.com')] }, { [`traefik.ingress.kubernetes.io/${key}`]: PROMETHEUS }),
      ]),
    ])('another namespace has Traefik get no certificate for other hosts, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );

    test.each<[string, Made]>([
      ['an IngressRoute', ingressRoute(own, { tls: { secretName: 'mine' } })],
      ['an IngressRouteTCP', tcp('HostSNI(`mine.example.com`)', { tls: { secretName: 'mine' } })],
      ['an Ingress', ingress({ rules: [rule('mine.example.com')], tls: [{ secretName: 'mine' }] })],
      ['a TLSStore', object('traefik.io/v1alpha1', 'TLSStore', { certificates: [{ secretName: 'mine' }] })],
      [
        'a TLSStore that requests a certificate',
        object('traefik.io/v1alpha1', 'TLSStore', {
          defaultGeneratedCert: { resolver: 'le', domain: { main: PROMETHEUS } },
        }),
      ],
      ['a Gateway', gatewayOf('mine.example.com')],
      [
        'a ListenerSet',
        object('gateway.networking.k8s.io/v1', 'ListenerSet', {
          parentRef: { name: 'shared' },
          listeners: listeners('mine.example.com'),
        }),
      ],
    ])('another namespace gives Traefik no certificate, by %s', async (_, made) =>
      expect(await attempt(made)).toBe('refused'),
    );

    test.each<[string, Made]>([
      ['a route', ingressRoute(`${own} && PathPrefix(\`/x\`)`, { tls: {} })],
      ['a middleware', middleware({ forwardAuth: { address: 'http://auth.mine.svc.cluster.local:4180/oauth2/auth' } })],
      [
        'a reference to an object of the administrator of Traefik',
        ingressRoute(own, {
          routes: [
            {
              kind: 'Rule',
              match: own,
              middlewares: [{ name: 'shared@file' }],
              services: [{ kind: 'TraefikService', name: 'noop@internal' }],
            },
          ],
        }),
      ],
      ['options of TLS', object('traefik.io/v1alpha1', 'TLSOption', { minVersion: 'VersionTLS13' })],
      [
        'an Ingress without a certificate',
        ingress({ rules: [rule('mine.example.com')], tls: [{ hosts: ['mine.example.com'] }] }),
      ],
    ])('another namespace may have %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));

    test("Traefik's own namespace has its defaults and certificates", async () => {
      for (const made of [
        object('traefik.io/v1alpha1', 'TLSOption', {}, CONTROLLER, {}, 'default'),
        object(
          'traefik.io/v1alpha1',
          'TLSStore',
          { defaultCertificate: { secretName: 'x' } },
          CONTROLLER,
          {},
          'default',
        ),
        gatewayOf(undefined, CONTROLLER),
      ]) {
        expect(await attempt(made)).toBe('admitted');
      }
    });

    test(
      'only clients that may write endpoints in a protected namespace write endpoints and external ' + 'addresses',
      async () => {
        const external = service({ selector: { app: 'mine' }, externalIPs: ['10.244.0.5'] });
        for (const made of [slice('10.244.0.5'), endpoints, external]) {
          expect([
            made.kind,
            await attempt(made, owner),
            await attempt(made, controllers),
            await attempt(made, 'system:apiserver'),
          ]).toEqual([made.kind, 'refused', 'admitted', expect.not.stringContaining('refused')]);
        }
        for (const account of ['endpointslice-controller', 'endpointslicemirroring-controller']) {
          expect(await attempt(slice('10.244.0.5'), `system:serviceaccount:kube-system:${account}`)).toBe('admitted');
        }
        expect(await attempt(endpoints, 'system:serviceaccount:kube-system:endpoint-controller')).toBe('admitted');
        expect(await attempt(service({ selector: { app: 'mine' } }), owner)).toBe('admitted');
      },
    );
    test('only clients that may write it in a protected namespace write the address of a load balancer', async () => {
      const before = service({ type: 'LoadBalancer', selector: { app: 'mine' } });
      await must(['apply', '-f', '-'], before);
      const status = async (user: string) => {
        const value = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: '10.244.0.5' }] } } });
        const place = ['service', 'mine', '-n', TENANT, '--subresource=status', '--type=merge', '--dry-run=server'];
        const { status: code, stderr } = await kubectl(['patch', ...place, '--as', user, '-p', value]);
        return code === 0 ? 'admitted' : stderr.includes('ValidatingAdmissionPolicy') ? 'refused' : stderr;
      };
      expect([await status(owner), await status(controllers)]).toEqual(['refused', 'admitted']);
      // kubectl reads before it patches, which the controller of load balancers may not do, so only its right is
      // checked.
      const right = ['auth', 'can-i', 'update', 'services', '--subresource=status', '-n', APPLICATIONS];
      const controller = 'system:serviceaccount:kube-system:service-controller';
      expect((await kubectl([...right, '--as', controller])).stdout.trim()).toBe('yes');
      expect((await kubectl([...right, '--as', owner])).stdout.trim()).toBe('no');
      await must(['delete', '-f', '-'], before);
    });
    test('existing external addresses are kept when another field is changed', async () => {
      const before = service({ selector: { app: 'mine' }, externalIPs: ['192.0.2.7'] });
      await must(['apply', '-f', '-'], before);
      const patch = (value: object) =>
        kubectl(['patch', 'service', 'mine', '-n', TENANT, '--as', owner, '--type=merge', '-p', JSON.stringify(value)]);
      expect(await patch({ metadata: { labels: { changed: 'yes' } } })).toMatchObject({ status: 0 });
      expect((await patch({ spec: { externalIPs: ['10.244.0.5'] } })).stderr).toContain('ValidatingAdmissionPolicy');
      await must(['delete', '-f', '-'], before);
    });
  });

  // A namespace and a name that are joined to the same as an object of the sign-on, from the start of its name.
  const neighbourOf = (name: string) => {
    const [first, ...rest] = name.split('-');
    return { namespace: `${APPLICATIONS}-${first}`, rest: rest.join('-') };
  };
  describe.each([
    ['Ingresses', Edge.traefikIngress({ trustedProxies: ['10.244.0.0/16'], encodedSlashesRefused: true }), 'Ingress'],
    ['its own resources', Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }), 'Middleware'],
  ])('with Traefik that reads %s, by joined names', (_, edge, kind) => {
    const objects = objectsOf(edge, {});
    const policies = objects.filter((each) => each.kind.startsWith('ValidatingAdmissionPolicy'));
    const ours = objects.find(({ kind: of, metadata }) => of === kind && metadata.namespace === APPLICATIONS)!;
    const { namespace, rest } = neighbourOf(ours.metadata.name);
    const probe = externalName(`prometheus.${APPLICATIONS}`);
    const leading = (to: string, annotations: Record<string, string> = {}, name = 'mine'): Made => {
      const backends = { service: { name: to, port: { number: 9090 } } };
      const spec = {
        rules: [{ host: 'mine.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: backends }] } }],
      };
      return object('networking.k8s.io/v1', 'Ingress', spec, namespace, annotations, name);
    };
    const annotated = (annotation: string) => ({ [`nginx.ingress.kubernetes.io/${annotation}`]: 'true' });
    const own = (of: string, name: string) => object('traefik.io/v1alpha1', of, {}, namespace, {}, name);
    beforeAll(async () => {
      await kubectl(['create', 'namespace', namespace]);
      await inForce(policies, probe);
    }, 120_000);
    afterAll(() => gone(policies, probe), 120_000);

    // As Traefik joins them without `safenaming`. It treats every sign that is no letter or number as a hyphen.
    const host = 'Host(`mine.example.com`)';
    const reference = { kind: 'TraefikService', name: `${rest}-route-9090` };
    const of = (resource: string, spec: object, version = 'traefik.io/v1alpha1') =>
      object(version, resource, spec, namespace);
    const routeTo = (to: object) => of('IngressRoute', { routes: [{ kind: 'Rule', match: host, services: [to] }] });
    const joinedReferences: [string, Made][] = [
      [
        'settings of connections of another provider',
        routeTo({ name: 'mine', port: 80, serversTransport: 'x@kubernetesingressnginx' }),
      ],
      ['settings of connections of a joined name', routeTo({ name: 'mine', port: 80, serversTransport: `${rest}-x` })],
      ...['serverstransport', 'serversTransport', 'ServersTransport'].map((key): [string, Made] => {
        const annotations = { [`traefik.ingress.kubernetes.io/service.${key}`]: 'x@kubernetescrd' };
        return [
          `a Service with settings of connections of another provider, by ${key}`,
          service({ selector: { app: 'mine' } }, annotations, namespace),
        ];
      }),
      // Traefik has health checks for names outside of the cluster alone, if its operator allows such Services.
      ['a health check that follows redirects', routeTo({ name: 'mine', port: 80, healthCheck: { path: '/x' } })],
      ['a reference of a route', routeTo(reference)],
      ...['--.', '_', '/', ' '].map((sign): [string, Made] => [
        `a reference with ${JSON.stringify(sign)}`,
        routeTo({ ...reference, name: reference.name.replace('-route-', `${sign}route-`) }),
      ]),
      [
        'a reference from another namespace, if the operator of Traefik allows it',
        { ...routeTo({ ...reference, namespace }), metadata: { name: 'mine', namespace: TENANT } } as unknown as Made,
      ],
      ['a weighted reference', of('TraefikService', { weighted: { services: [{ ...reference, weight: 1 }] } })],
      ['a mirrored reference', of('TraefikService', { mirroring: reference })],
      [
        'a reference of a page for errors',
        of('Middleware', { errors: { status: ['200-599'], query: '/', service: reference } }),
      ],
      [
        'a reference of an HTTPRoute',
        of(
          'HTTPRoute',
          {
            parentRefs: [{ name: 'shared' }],
            hostnames: ['mine.example.com'],
            rules: [{ backendRefs: [{ group: 'traefik.io', ...reference }] }],
          },
          'gateway.networking.k8s.io/v1',
        ),
      ],
    ];
    const taken: [string, Made][] =
      kind === 'Ingress'
        ? [
            ['a canary', leading(`${rest}-prometheus`, annotated('canary'))],
            ['a passed-through connection', leading(`${rest}-prometheus`, annotated('ssl-passthrough'))],
            ['an Ingress', leading(`${rest}-prometheus`)],
            ['the name of an Ingress', leading('prometheus', {}, rest)],
            ...joinedReferences,
          ]
        : [
            ['a Middleware', own('Middleware', rest)],
            ['a TLSOption', own('TLSOption', rest)],
            ['a MiddlewareTCP', own('MiddlewareTCP', rest)],
            ['a TLSOption', own('TLSOption', rest)],
            ['a TraefikService', own('TraefikService', `${rest}-9090`)],
            ...joinedReferences,
          ];
    test.each(taken)('another namespace does not take the place of what is protected, by %s', async (_what, made) =>
      expect(await attempt(made)).toBe('refused'),
    );
    test.each<[string, Made]>([
      ['an Ingress', leading('mine')],
      ['a canary', leading('mine', annotated('canary'))],
      ['a Middleware', own('Middleware', 'mine')],
      ['a route', routeTo({ kind: 'TraefikService', name: 'mine.wrr' })],
      [
        'a health check that follows no redirect',
        routeTo({ name: 'mine', port: 80, healthCheck: { path: '/x', followRedirects: false } }),
      ],
      ['a route to a shared service', routeTo({ kind: 'TraefikService', name: 'shared@file' })],
    ])('another namespace may have %s with a name of its own', async (_what, made) =>
      expect(await attempt(made)).toBe('admitted'),
    );
  });

  describe('with ingress-nginx, one host and no cookie domain', () => {
    const program = new Program({}, HOME);
    const sso = program.sso({ host: LOGIN, trustedNamespaces: [TRUSTED] });
    sso.protect(Prometheus.ofService('prometheus', { namespace: APPLICATIONS }), {
      path: '/prometheus',
      read: [program.realm.addGroup('developers')],
    });
    const policies = program.manifests().objects.filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
    const probe = ingress({ rules: [rule(LOGIN)] });
    beforeAll(() => inForce(policies, probe), 120_000);
    afterAll(() => gone(policies, probe), 120_000);
    const redirecting = (host: string, namespace: string): Made => {
      const made = nginx({ 'from-to-www-redirect': 'true' }, host);
      return { ...made, metadata: { ...made.metadata, namespace } };
    };

    test('no other namespace takes the host with a redirect from or to the name with www', async () => {
      for (const namespace of [TENANT, TRUSTED]) {
        expect(await attempt(redirecting(`www.${LOGIN}`, namespace))).toBe('refused');
      }
      expect(await attempt(redirecting('www.mine.example.com', TENANT))).toBe('admitted');
      expect(await attempt(redirecting('mine.example.com', TENANT))).toBe('admitted');
      // The namespaces that serve the host may do this.
      expect(await attempt(redirecting(`www.${LOGIN}`, HOME))).toBe('admitted');
    });
    test('other names and an Ingress without a host are admitted', async () => {
      expect(await attempt(ingress({ rules: [rule(`other.${DOMAIN}`)] }))).toBe('admitted');
      expect(await attempt(ingress({ rules: [rule(undefined)] }))).toBe('admitted');
      expect(await attempt(records(`${LOGIN}...`))).toBe('refused');
    });
    test.each<[string, Made]>([
      ['a record that proves control of the host', record(`_acme-challenge.${LOGIN}`, { recordType: 'TXT' })],
      ['the same, by another name', record(`_acme-challenge.${LOGIN}`, { recordType: 'CNAME' })],
      ['the same, of a wildcard that covers the host', record(`_ACME-challenge.${DOMAIN}.`, { recordType: 'TXT' })],
      ['the same, by a Service', records(`_acme-challenge.${LOGIN}`)],
      ['a delegation of the zone of the host', record(DOMAIN, { recordType: 'NS' })],
      ['a delegation of the zone above', record('example.org', { recordType: 'ns' })],
      ['a redirection of the zone', record(DOMAIN, { recordType: 'DNAME' })],
      ['a custom host name', customHostname(LOGIN)],
    ])('no other namespace makes %s', async (_, made) => expect(await attempt(made)).toBe('refused'));
    test.each<[string, Made]>([
      ['proves control of another host', record('_acme-challenge.mine.example.com', { recordType: 'TXT' })],
      ['delegates a zone below another name', record(`team.${DOMAIN}`, { recordType: 'NS' })],
      ['gives the zone an address', record(DOMAIN)],
      ['has a custom host name of its own', customHostname('shop.example.com')],
    ])('another namespace may make a record that %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));
  });

  const hosts = 300;
  const policiesOfMany = (edge: EdgeBase) => {
    const program = new Program({}, HOME);
    const group = program.realm.addGroup('developers');
    const sso = program.sso({ host: LOGIN, cookieDomain: DOMAIN, edge });
    for (let index = 0; index < hosts; index += 1) {
      sso.protect(Prometheus.ofService('prometheus', { namespace: `guarded-team-${index % 30}` }), {
        id: `prometheus-${index}`,
        host: `prometheus-of-team-${index}.${DOMAIN}`,
        read: [group],
      });
    }
    return program.manifests().objects.filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
  };
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const fiftyRules = { rules: numbers.map((index) => rule(`shop-${index}.example.com`)) };

  // What an expression may cost is limited, and beyond the limit everything is refused.
  describe.each([
    ['ingress-nginx', Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] })],
    ['Traefik by Ingresses', Edge.traefikIngress({ trustedProxies: ['10.244.0.0/16'], encodedSlashesRefused: true })],
  ])('with %s and 300 hosts in 30 namespaces', (_, edge) => {
    const probe = ingress({ rules: [rule(`evil.${DOMAIN}`)] });
    let policies: object[] = [];
    beforeAll(async () => {
      policies = policiesOfMany(edge);
      await inForce(policies, probe);
    }, 120_000);
    afterAll(() => gone(policies, probe), 120_000);

    test.each<[string, Made]>([
      ['an Ingress with 50 rules', ingress(fiftyRules)],
      [
        'an Ingress with 50 rules and long annotations',
        ingress(fiftyRules, {
          'nginx.ingress.kubernetes.io/cors-allow-headers': 'X-Header, '.repeat(20_000),
          'nginx.ingress.kubernetes.io/server-alias': numbers.map((index) => `shop-${index}.example.org`).join(', '),
        }),
      ],
    ])('another namespace may have %s', async (_what, made) => expect(await attempt(made)).toBe('admitted'));
    test('the namespace of an application may have an Ingress with 50 rules', async () => {
      const namespace = 'guarded-team-7';
      await kubectl(['create', 'namespace', namespace]);
      expect(await attempt(ingress(fiftyRules, {}, namespace))).toBe('admitted');
    });
  });

  describe('with Traefik and 300 hosts in 30 namespaces', () => {
    const edge = Edge.traefik({ trustedProxies: ['10.244.0.0/16'], controllerNamespace: CONTROLLER });
    const many = () => policiesOfMany(edge);
    const probe = ingress({ rules: [rule(`evil.${DOMAIN}`)] });
    const before = { ...probe, metadata: { name: 'before', namespace: TENANT } };
    let policies: object[] = [];
    beforeAll(async () => {
      await must(['apply', '-f', '-'], before);
      policies = many();
      // Applied as by a user: kubectl stores a copy of each object in an annotation, whose size is limited.
      await inForce(policies, probe);
    }, 120_000);
    afterAll(async () => {
      await gone(policies, probe);
      await must(['delete', '-f', '-'], before);
    }, 120_000);

    test.each<[string, Made]>([
      ['an Ingress with 50 rules', ingress(fiftyRules)],
      [
        'an IngressRoute with 50 routes',
        object('traefik.io/v1alpha1', 'IngressRoute', {
          routes: numbers.map((index) => ({
            kind: 'Rule',
            match: `Host(\`shop-${index}.example.com\`) && PathPrefix(\`/a/path/of/some/length/${index}\`)`,
            services: [{ name: 'mine', port: 80 }],
          })),
        }),
      ],
      ['an HTTPRoute with 16 host names', httpRoute(numbers.slice(0, 16).map((index) => `shop-${index}.example.com`))],
      ['a Service with 50 DNS records', records(numbers.map((index) => `shop-${index}.example.com`).join(', '))],
      ['a Service', service({ selector: { app: 'mine' } })],
    ])('another namespace may have %s', async (_, made) => expect(await attempt(made)).toBe('admitted'));
    test.each<[string, Made]>([
      ['the last host', ingress({ rules: [rule(`prometheus-of-team-${hosts - 1}.${DOMAIN}`)] })],
      ['the last host in a rule', ingressRoute(`Host(\`prometheus-of-team-${hosts - 1}.${DOMAIN}\`)`)],
      [
        'a TCP listener, which takes precedence over HTTP routes',
        object('gateway.networking.k8s.io/v1', 'Gateway', {
          gatewayClassName: 'any',
          listeners: [{ name: 'plain', port: 8000, protocol: 'TCP' }],
        }),
      ],
    ])('another namespace does not take %s', async (_, made) => expect(await attempt(made)).toBe('refused'));
    test('a team serves its own hosts, and not those of another', async () => {
      const own = (index: number) => ingress({ rules: [rule(`prometheus-of-team-${index}.${DOMAIN}`)] }, {}, TENANT);
      const at = (made: Made, namespace: string): Made => ({ ...made, metadata: { ...made.metadata, namespace } });
      await must(['apply', '--server-side', '-f', '-'], {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'guarded-team-3' },
      });
      expect(await attempt(at(own(3), 'guarded-team-3'))).toBe('admitted');
      expect(await attempt(at(own(33), 'guarded-team-3'))).toBe('admitted');
      expect(await attempt(at(own(4), 'guarded-team-3'))).toBe('refused');
      await kubectl(['delete', 'namespace', 'guarded-team-3', '--wait=false']);
    });

    const patch = async (kind: string, name: string, value: object, ...more: string[]) => {
      const { status, stderr } = await kubectl([
        'patch',
        kind,
        name,
        '-n',
        TENANT,
        '--type=merge',
        '--dry-run=server',
        ...more,
        '-p',
        JSON.stringify(value),
      ]);
      return status === 0 ? 'admitted' : stderr.includes('ValidatingAdmissionPolicy') ? 'refused' : stderr;
    };
    test('fields of an existing object that do not affect routing may be changed, and no others', async () => {
      expect(await patch('ingress', 'before', { metadata: { labels: { changed: 'yes' }, finalizers: [] } })).toBe(
        'admitted',
      );
      expect(await patch('ingress', 'before', { metadata: { annotations: { changed: 'yes' } } })).toBe('refused');
      expect(await patch('ingress', 'before', { spec: { rules: [rule(`worse.${DOMAIN}`)] } })).toBe('refused');
      expect(await patch('ingress', 'before', { spec: { rules: [rule('mine.example.com')] } })).toBe('admitted');
    });
    test('annotations cannot be written through the status', async () => {
      const made = [
        ingress({ rules: [rule('mine.example.com')] }),
        service({ type: 'LoadBalancer', selector: { a: 'b' } }),
      ];
      await must(['apply', '-f', '-'], list(made));
      const through = (kind: string, key: string, value: string) =>
        patch(kind, 'mine', { metadata: { annotations: { [key]: value } } }, '--subresource=status');
      const name = 'external-dns.alpha.kubernetes.io/hostname';
      expect(await through('ingress', 'nginx.ingress.kubernetes.io/server-alias', `evil.${DOMAIN}`)).toBe('refused');
      expect(await through('ingress', name, `evil.${DOMAIN}`)).toBe('refused');
      expect(await through('service', name, `evil.${DOMAIN}`)).toBe('refused');
      expect(await through('service', name, 'mine.example.com')).toBe('admitted');
      const address = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } } };
      expect(await patch('ingress', 'mine', address, '--subresource=status')).toBe('admitted');
      await must(['delete', '-f', '-'], list(made));
    });
  });

  // As in real clusters: the Node authorizer authorizes kubelets, and NodeRestriction limits them to their own pods.
  describe('addresses of pods, with the Node authorizer', () => {
    const POD = 'guarded-pod';
    const [owner, kubelet, other] = [['owner'], ['system:node:n1'], ['system:node:n2']];
    const as = (user: string[]) => ['--as', user[0]!, ...(user === owner ? [] : ['--as-group', 'system:nodes'])];
    const policies = policiesOf(
      Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], controllerNamespace: CONTROLLER }),
      { guardHosts: false, guardEndpoints: true },
    );
    let server: ApiServer;
    const made = async (...objects: object[]) => {
      const { status, stderr } = await server.kubectl(['apply', '-f', '-'], list(objects));
      if (status !== 0) throw new Error(stderr);
    };
    beforeAll(async () => {
      server = await ApiServer.start({
        arguments: ['--authorization-mode=Node', '--enable-admission-plugins=NodeRestriction'],
      });
      await made(
        ...[HOME, APPLICATIONS, TENANT].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: TENANT } },
        ...['n1', 'n2'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })),
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'all', namespace: TENANT },
          rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
        },
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: 'all', namespace: TENANT },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'all' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: owner[0] }],
        },
        ...policies,
      );
      await made({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: POD, namespace: TENANT, labels: { app: 'mine' } },
        spec: {
          nodeName: 'n1',
          automountServiceAccountToken: false,
          containers: [{ name: 'x', image: 'example.com/x' }],
        },
      });
    }, 120_000);
    afterAll(() => server?.stop(), 120_000);

    /** Writes the status without reading it first, which kubelets may not do. */
    const written = async (user: string[], status: object, query = '') => {
      const now = await server.kubectl(['get', 'pod', POD, '-n', TENANT, '-o', 'json']);
      const pod = JSON.parse(now.stdout);
      const result = await server.kubectl(
        ['replace', '--raw', `/api/v1/namespaces/${TENANT}/pods/${POD}/status${query}`, '-f', '-', ...as(user)],
        { ...pod, status: { ...pod.status, ...status } },
      );
      if (result.status === 0) return 'admitted';
      return result.stderr.includes('ValidatingAdmissionPolicy') ? 'refused' : result.stderr.trim();
    };

    test('the owner of a namespace cannot give a pod the address of a protected pod', async () => {
      const address = { podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] };
      await eventually(60, async () => expect(await written(owner, address, '?dryRun=All')).toBe('refused'));
      expect(await written(owner, { podIP: '10.244.0.5' }, '?dryRun=All')).toBe('refused');
      expect(await written(owner, { podIPs: [{ ip: '10.244.0.5' }] }, '?dryRun=All')).toBe('refused');
    });
    test('only the kubelet of a pod reports its addresses', async () => {
      const address = { phase: 'Running', podIP: '10.244.7.7', podIPs: [{ ip: '10.244.7.7' }] };
      expect(await written(other, address)).toMatch(/forbidden|can only update/i);
      expect(await written(kubelet, address)).toBe('admitted');
      // An existing address is kept when another client reports another field; a change of it is refused.
      const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
      expect(await written(owner, ready)).toBe('admitted');
      expect(await written(owner, { podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] })).toBe('refused');
      expect(await written(owner, { podIP: '10.244.0.5' })).toBe('refused');
      expect(await written(owner, { podIPs: [{ ip: '10.244.7.7' }, { ip: 'fd00::5' }] })).toBe('refused');
      const { stdout } = await server.kubectl(['get', 'pod', POD, '-n', TENANT, '-o', 'jsonpath={.status.podIP}']);
      expect(stdout).toBe('10.244.7.7');
    });
    test('a kubelet has the right that the policy checks', async () => {
      const right = ['auth', 'can-i', 'update', 'pods', '--subresource=status', '-n', APPLICATIONS];
      const answer = async (user: string[]) => (await server.kubectl([...right, ...as(user)])).stdout.trim();
      expect([await answer(kubelet), await answer(owner)]).toEqual(['yes', 'no']);
    });
  });

  describe('the stock roles of this version', () => {
    const grants = ['admin', 'edit', 'view'];
    const user = (role: string) => `guarded-${role}`;
    // The rules that a controller aggregates into each of them. The controller does not run here, so the roles are
    // empty.
    const bindings = grants.flatMap((role, index) =>
      grants.slice(index).map((part) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: `${user(role)}-${part}`, namespace: TENANT },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `system:aggregate-to-${part}` },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user(role) }],
      })),
    );
    beforeAll(() => must(['apply', '-f', '-'], list(bindings)), 120_000);
    afterAll(() => kubectl(['delete', '-f', '-'], list(bindings)), 120_000);
    const may = async (role: string, verb: string, resource: string, ...more: string[]) =>
      (await kubectl(['auth', 'can-i', verb, resource, '-n', TENANT, '--as', user(role), ...more])).stdout.trim();

    test.each(grants)('%s may not write endpoints or the address of a load balancer', async (role) => {
      const found: Record<string, string> = {};
      for (const verb of ['create', 'update', 'patch']) {
        for (const resource of ['endpoints', 'endpointslices.discovery.k8s.io']) {
          found[`${verb} ${resource}`] = await may(role, verb, resource);
        }
        // With a slash, it would be the name of a Service.
        found[`${verb} services/status`] = await may(role, verb, 'services', '--subresource=status');
      }
      inCase(JSON.stringify(found), () => expect([...new Set(Object.values(found))]).toEqual(['no']));
    });
    test.each([
      ['admin', 'yes'],
      ['edit', 'yes'],
      ['view', 'no'],
    ])('%s makes Services and Ingresses: %s', async (role, answer) => {
      expect([await may(role, 'create', 'services'), await may(role, 'create', 'ingresses.networking.k8s.io')]).toEqual(
        [answer, answer],
      );
    });
  });
});

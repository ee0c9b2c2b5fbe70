import { afterAll, describe, expect, test } from '@jest/globals';
import { examples } from './examples';
import { ofKind, workloads, type KubernetesObject } from './objects';
import { provided } from './provided';
import { kubectlFor } from '../support/api-server';
import { describeIf, testIf } from '../support/conditional';
import { eventually } from '../support/process';

const cluster = provided.cluster;
const alias = 'nginx.ingress.kubernetes.io/server-alias';

describe.each(examples)('the example $name', ({ directory, failure, objects }) => {
  test('is synthesized', () => {
    expect(failure).toBeUndefined();
  });

  describeIf(cluster !== undefined && failure === undefined)('on an API server', () => {
    const kubectl = (args: string[], input?: object) => kubectlFor(cluster!)(args, input);
    const create = (object: object) => kubectl(['create', '--dry-run=server', '-f', '-'], object);
    const apply = () => kubectl(['apply', '--server-side=false', '-f', directory]);

    afterAll(async () => {
      await kubectl(['delete', '--wait=false', '--ignore-not-found', '-f', directory]);
      // A policy is enforced for some seconds after its deletion, and would affect the next example.
      if (hosts.length > 0) {
        await eventually(60, async () => expect(await create(foreignIngress(hosts[0]!))).toMatchObject({ status: 0 }));
      }
    }, 120_000);

    test('is accepted without a warning', async () => {
      expect(await apply()).toMatchObject({ status: 0, stderr: '' });
    });

    test('does not change when it is applied again', async () => {
      const versions = async () => {
        const { items } = JSON.parse((await kubectl(['get', '-o', 'json', '-f', directory])).stdout);
        return items.map(
          ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name} ${metadata.resourceVersion}`,
        );
      };
      const before = await versions();
      expect(before).toHaveLength(objects.length);
      const { status, stdout, stderr } = await apply();
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(await versions()).toEqual(before);

      // kubectl, and tools that compare in the same way such as Argo CD, report defaults that are missing in a list as
      // a change. kubectl always sends the selector of a disruption budget again.
      const changed = stdout
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged') && !line.startsWith('poddisruptionbudget'));
      expect(changed).toEqual([]);
    });

    const pods = workloads(objects);

    test.each(pods)('the restricted standard admits the pods of $title', async ({ namespace, template }) => {
      const metadata = { ...template.metadata, name: 'admitted', namespace };
      expect(await create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec })).toMatchObject({
        status: 0,
        stderr: '',
      });
    });

    test.each([...new Set(pods.map(({ namespace }) => namespace))])(
      'a pod without a security context is refused in %s',
      async (namespace) => {
        const spec = { containers: [{ name: 'careless', image: 'careless' }] };
        const { status, stderr } = await create({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'careless', namespace },
          spec,
        });
        expect(status).toBe(1);
        expect(stderr).toContain('violates PodSecurity "restricted');
      },
    );

    const ingresses = ofKind(objects, 'Ingress');
    const hosts: string[] = [
      ...new Set(ingresses.flatMap(({ spec }) => (spec.rules ?? []).map(({ host }: { host: string }) => host))),
    ];
    const policies = ofKind(objects, 'ValidatingAdmissionPolicy');

    const certificates = ofKind(objects, 'Certificate').map(({ metadata, spec }) => ({
      namespace: metadata.namespace!,
      hosts: spec.dnsNames as string[],
    }));

    describeIf(certificates.length > 0)('what cert-manager makes for a challenge (HTTP-01)', () => {
      // Without this check, a policy that is not yet enforced would admit everything.
      testIf(policies.length > 0)('is judged by the policies', () =>
        eventually(50, async () => {
          for (const host of hosts) expect(await create(foreignIngress(host))).toMatchObject({ status: 1 });
        }),
      );

      const challenged = certificates.flatMap(({ namespace, hosts: names }) =>
        names.map((host) => ({ namespace, host })),
      );
      if (challenged.length > 0) {
        test.each(challenged)('is admitted in $namespace for $host', async ({ namespace, host }) => {
          for (const object of solver(namespace, host)) {
            const { status, stderr } = await create(object);
            expect({ kind: object.kind, status, stderr }).toEqual({ kind: object.kind, status: 0, stderr: '' });
          }
        });
      }
    });

    if (hosts.length > 0) {
      describeIf(policies.length > 0).each(hosts)('the admission policy for %s', (host) => {
        const parent = host.slice(host.indexOf('.') + 1);
        const refused = async (ingress: object) => {
          const { status, stderr } = await create(ingress);
          expect({ status, stderr }).toMatchObject({
            status: 1,
            stderr: expect.stringContaining('ValidatingAdmissionPolicy'),
          });
        };

        test('is enforced', () => eventually(50, () => refused(foreignIngress(host))));

        test.each([
          ['a wildcard that covers the host', foreignIngress(`*.${parent}`)],
          ['a wildcard further up, which covers it for nginx', foreignIngress(`*.${parent.split('.').pop()}`)],
          ['the host together with another one', foreignIngress('unrelated.example.org', {}, host)],
          ['an alias', foreignIngress('unrelated.example.org', { [alias]: host })],
          ['an alias in a list', foreignIngress('unrelated.example.org', { [alias]: `first.example.org, ${host}` })],
          ['an alias in capital letters', foreignIngress('unrelated.example.org', { [alias]: host.toUpperCase() })],
          ['an alias with a wildcard', foreignIngress('unrelated.example.org', { [alias]: `*.${parent}` })],
          ['an alias that begins with a dot', foreignIngress('unrelated.example.org', { [alias]: `.${parent}` })],
          ['a route of the Gateway API', foreignHttpRoute(host)],
          ['a route of the Gateway API for a wildcard', foreignHttpRoute(`*.${parent}`)],
          ['a route of Traefik', foreignIngressRoute(`Host(\`${host.toUpperCase()}\`) && PathPrefix(\`/oauth2\`)`)],
          ['an alias that is a regular expression', foreignIngress('unrelated.example.org', { [alias]: '~^.*$' })],
        ])('refuses another namespace %s', (_, ingress) => refused(ingress));

        // The policy contains this only if the edge would serve them on the hosts of the program, or if there is a
        // cookie domain.
        const says = (text: string) => JSON.stringify(policies).includes(text);
        if (says("has(rule.host) && rule.host != ''")) {
          test.each([
            [
              'an Ingress without a host',
              { ...foreignIngress(host), spec: { rules: [{ http: foreignIngress(host).spec.rules[0]!.http }] } },
            ],
            [
              'an Ingress without rules, for hosts that no other Ingress serves',
              {
                ...foreignIngress(host),
                spec: { defaultBackend: foreignIngress(host).spec.rules[0]!.http.paths[0]!.backend },
              },
            ],
          ])('refuses another namespace %s', (_, object) => refused(object));
        }
        if (says('has(object.spec.hostnames) && size(object.spec.hostnames) > 0')) {
          test.each([
            [
              'a route of the Gateway API without a host',
              { ...foreignHttpRoute(host), spec: { ...foreignHttpRoute(host).spec, hostnames: undefined } },
            ],
            ['a route of Traefik without a host', foreignIngressRoute('PathPrefix(`/oauth2`)')],
            [
              'a route of Traefik with an alternative without a host',
              foreignIngressRoute('Host(`unrelated.example.org`) || PathPrefix(`/oauth2`)'),
            ],
            [
              'a route of Traefik whose host is written with escapes',
              foreignIngressRoute(`Host("${host.replace('.', '\\u002e')}")`),
            ],
            ['a route of Traefik for an expression', foreignIngressRoute('HostRegexp(`.+`)')],
            ['a route of Traefik for every other host', foreignIngressRoute('!Host(`unrelated.example.org`)')],
          ])('refuses another namespace %s', (_, object) => refused(object));
        }

        test('admits other hosts of other namespaces', async () => {
          const others = { [alias]: 'first.example.org,second.example.org' };
          for (const object of [
            foreignIngress('unrelated.example.org', others),
            foreignHttpRoute('unrelated.example.org'),
            foreignIngressRoute(
              'Host(`unrelated.example.org`)\n  && (PathPrefix(`/x`) || Path(`/y`)) || Host(`other.example.org`)',
            ),
          ]) {
            expect(await create(object)).toMatchObject({ status: 0, stderr: '' });
          }
        });

        test('admits the host in its own namespace', async () => {
          for (const ingress of ingresses) {
            expect(await kubectl(['replace', '--dry-run=server', '-f', '-'], ingress)).toMatchObject({
              status: 0,
              stderr: '',
            });
          }
        });
      });
    }
  });
});

/** The objects that cert-manager 1.21 creates to answer a challenge (its `pkg/issuer/acme/http`). */
function solver(namespace: string, host: string) {
  const labels = {
    'acme.cert-manager.io/http-domain': '1097254037',
    'acme.cert-manager.io/http-token': '858542130',
    'acme.cert-manager.io/http01-solver': 'true',
  };
  const metadata = { generateName: 'cm-acme-http-solver-', namespace, labels };
  const backend = { service: { name: 'cm-acme-http-solver-x7k2p', port: { number: 8089 } } };
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        ...metadata,
        annotations: { 'nginx.ingress.kubernetes.io/whitelist-source-range': '0.0.0.0/0,::/0' },
      },
      spec: {
        rules: [
          {
            host,
            http: { paths: [{ path: '/.well-known/acme-challenge/x', pathType: 'ImplementationSpecific', backend }] },
          },
        ],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, annotations: { 'auth.istio.io/8089': 'NONE' } },
      spec: { type: 'NodePort', selector: labels, ports: [{ name: 'http', port: 8089, targetPort: 8089 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        restartPolicy: 'OnFailure',
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'acmesolver',
            image: 'quay.io/jetstack/cert-manager-acmesolver:v1.21.2',
            args: ['--listen-port=8089', `--domain=${host}`],
            securityContext: {
              readOnlyRootFilesystem: true,
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  ];
}

function foreignHttpRoute(host: string) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'foreign', namespace: 'kube-public' },
    spec: {
      parentRefs: [{ name: 'gateway' }],
      hostnames: [host],
      rules: [{ backendRefs: [{ name: 'somebody', port: 80 }] }],
    },
  };
}

function foreignIngressRoute(match: string) {
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name: 'foreign', namespace: 'kube-public' },
    spec: { routes: [{ kind: 'Rule', match, services: [{ name: 'somebody', port: 80 }] }] },
  };
}

/** An Ingress of a namespace that does not belong to the program. */
function foreignIngress(host: string, annotations: Record<string, string> = {}, ...more: string[]) {
  const http = {
    paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'somebody', port: { number: 80 } } } }],
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'foreign', namespace: 'kube-public', annotations },
    spec: { rules: [host, ...more].map((name) => ({ host: name, http })) },
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { accessTo, edgeDeployment, type EdgeWorld, ingressClass, ingressNginxPlace, type Edge } from './edge';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';

interface ChartValues {
  readonly controller?: {
    readonly config?: Readonly<Record<string, string>>;
    readonly extraArgs?: Readonly<Record<string, string>>;
    readonly proxySetHeaders?: Readonly<Record<string, string>>;
    readonly addHeaders?: Readonly<Record<string, string>>;
  };
}

const CUSTOM_PROXY_HEADERS = 'ingress-nginx-custom-proxy-headers';
const { namespace } = ingressNginxPlace;
const configMap = 'ingress-nginx-controller';
// This file contains the values of the other one.
const WITH_ACCESS_LOG = 'ingress-nginx.access-log.yaml';
const metadata = (name: string) => ({ name, namespace });

/** The real controller, configured with the values of the library for its chart. */
export const ingressNginx: Edge = {
  name: 'ingress-nginx',
  program: 'ingress-nginx',
  routing: 'ingresses',
  accessLog: async (pod) => (await pod.container('controller').exec(['cat', '/state/log/access.log'])).stdout,
  objects: async (world) => [
    ingressClass,
    await accessTo(world, ingressNginxPlace),
    ...configuration(world),
    edgeDeployment('ingress-nginx', ingressNginxPlace, {
      args: [
        '--kubeconfig=/access/kubeconfig',
        '--ingress-class=nginx',
        '--controller-class=k8s.io/ingress-nginx',
        `--configmap=${namespace}/${configMap}`,
        '--election-id=ingress-nginx-leader',
        '--publish-status-address=203.0.113.1',
        '--http-port=80',
        '--https-port=443',
        '--post-shutdown-grace-period=0',
        '--sync-rate-limit=50',
        ...Object.entries(chartValues(world.report, WITH_ACCESS_LOG).controller?.extraArgs ?? {}).map(
          ([name, value]) => `--${name}=${value}`,
        ),
      ],
      env: [
        { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        { name: 'INGRESS_STATE', value: '/state' },
      ],
      // Its start script creates namespaces and drops privileges.
      securityContext: { privileged: true, runAsUser: 0 },
      readinessProbe: { httpGet: { path: '/healthz', port: 10254 }, timeoutSeconds: 2 },
    }),
  ],
};

/** The configuration of the controller in the values of a report. */
export function controllerConfig(report: string): Readonly<Record<string, string>> {
  return chartValues(report, WITH_ACCESS_LOG).controller!.config!;
}

/** The headers that the controller sets on every request, in the values of a report. */
export function controllerProxyHeaders(report: string): Readonly<Record<string, string>> {
  return chartValues(report, WITH_ACCESS_LOG).controller!.proxySetHeaders!;
}

/** Changes the headers that the controller sets on every request. It reads them at its next configuration. */
export async function setProxyHeaders(cluster: Cluster, data: Readonly<Record<string, string>>): Promise<void> {
  await cluster.must([
    'patch',
    'configmap',
    '-n',
    namespace,
    CUSTOM_PROXY_HEADERS,
    '--type=merge',
    '-p',
    JSON.stringify({ data }),
  ]);
}

/** Changes the controller's configuration, as its administrator would. `null` removes a key. */
export async function reconfigure(cluster: Cluster, data: Readonly<Record<string, string | null>>): Promise<void> {
  await cluster.must([
    'patch',
    'configmap',
    '-n',
    namespace,
    configMap,
    '--type=merge',
    '-p',
    JSON.stringify({ data }),
  ]);
}

/** The current configuration of the controller. */
export async function currentConfig(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  return (await cluster.get('configmap', namespace, configMap))!.data;
}

function chartValues(report: string, name: string): ChartValues {
  const file = path.join(report, 'values', name);
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as ChartValues) : {};
}

// The lines of a program in maps of the fragment: its sign-out in `$sso_cookie`, its Services in `$sso_malformed`.
const SIGN_OUT = /^.*\/oauth2\/sign_out\$" \$http_cookie;\n/m;
const MALFORMED = /(?<=\$sso_malformed \{\n {2}default "";\n)(?:.*;\n)*/;

/** The fragments of additional sign-ons. */
function furtherSnippets(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => path.basename(name) === WITH_ACCESS_LOG,
  );
  return files.map(
    (name) =>
      (parse(readFileSync(path.join(folder, name), 'utf8')) as ChartValues).controller?.config?.['http-snippet'] ?? '',
  );
}

/** Merges the lines of each additional sign-on, as docs/edges.md describes. */
function takingOver(snippet: string, further: readonly string[]): string {
  const withLines = (text: string, pattern: RegExp) =>
    text.replace(pattern, (own) => [own, ...further.flatMap((other) => pattern.exec(other) ?? [])].join(''));
  return [SIGN_OUT, MALFORMED].reduce(withLines, snippet);
}

/** The ConfigMaps that the chart would render from the values. */
function configuration({ report, furtherReports = [] }: EdgeWorld): KubeObject[] {
  const { controller = {} } = chartValues(report, WITH_ACCESS_LOG);
  const config: Record<string, string> = { ...controller.config };
  if (config['http-snippet'] !== undefined) {
    config['http-snippet'] = takingOver(config['http-snippet'], furtherReports.flatMap(furtherSnippets));
  }
  const maps: KubeObject[] = [];
  for (const [key, name, headers] of [
    ['proxy-set-headers', CUSTOM_PROXY_HEADERS, controller.proxySetHeaders],
    ['add-headers', 'ingress-nginx-custom-add-headers', controller.addHeaders],
  ] as const) {
    if (!headers) continue;
    maps.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name), data: headers });
    config[key] = `${namespace}/${name}`;
  }
  return [...maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(configMap), data: config }];
}

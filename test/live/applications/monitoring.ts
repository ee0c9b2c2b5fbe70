import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { podContext, containerContext } from './restricted';
import type { KubeObject } from '../cluster/objects';
import { servedPlaces } from '../cluster/routes';

/** An application behind a Service of the synthesized routes, which the user's own charts would deploy. */
export interface Backend {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

interface Program {
  readonly image: string;
  /** Port of the container. The Service may have another port. */
  readonly port: number;
  readonly args: (port: number) => readonly string[];
  /** Files that are mounted at /config, made from the report. */
  readonly config?: (report: string) => Record<string, string>;
  readonly health: string;
}

const prometheus: Program = {
  image: 'prometheus',
  port: 9090,
  args: (port) => [
    '--config.file=/config/config.yml',
    '--storage.tsdb.path=/data',
    `--web.listen-address=:${port}`,
    '--web.enable-admin-api',
    '--web.enable-lifecycle',
    '--web.enable-remote-write-receiver',
  ],
  config: prometheusConfig,
  health: '/-/ready',
};

const alertmanager: Program = {
  image: 'alertmanager',
  port: 9093,
  args: (port) => [
    '--config.file=/config/config.yml',
    '--storage.path=/data',
    `--web.listen-address=:${port}`,
    '--cluster.listen-address=',
  ],
  config: () => ({ 'config.yml': 'route:\n  receiver: nobody\nreceivers:\n- name: nobody\n' }),
  health: '/-/ready',
};

/** An echo server in place of applications that are not available, such as Grafana. It returns the request. */
const echo: Program = { image: 'echo', port: 3000, args: (port) => [String(port)], health: '/' };

/** The backends of all routes whose Services no manifest defines. */
export function missingBackends(objects: readonly KubeObject[]): Backend[] {
  const defined = (namespace: string, service: string) =>
    objects.some(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === service && metadata.namespace === namespace,
    );
  const missing = servedPlaces(objects).filter(({ namespace, service }) => !defined(namespace, service));
  return [
    ...new Map(
      missing.map(({ namespace, service, port }) => [`${namespace}/${service}`, { namespace, service, port }]),
    ).values(),
  ];
}

/** An application with the URL settings of the report. */
export function applicationObjects({ namespace, service, port }: Backend, report: string): KubeObject[] {
  // Names of charts begin with the release, so the last part counts: kube-prometheus-stack-alertmanager.
  const names = ['prometheus', 'alertmanager', 'grafana'].filter((each) => service.includes(each));
  const name = names.sort((a, b) => service.lastIndexOf(b) - service.lastIndexOf(a))[0] ?? service;
  const program = { prometheus, alertmanager }[name] ?? echo;
  const flags = program === echo ? [] : flagsFor(name, report);
  const labels = { 'app.kubernetes.io/name': name, 'live': name };
  const prefix = new URL(flags.find((flag) => flag.startsWith('--web.external-url='))?.split('=')[1] ?? 'http://none/')
    .pathname;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service, namespace },
      spec: {
        ...(service.endsWith('-operated') ? { clusterIP: 'None' } : {}),
        selector: { live: name },
        ports: [{ name: 'http', port, targetPort: 'http' }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `live-${name}`, namespace },
      data: program.config?.(report) ?? {},
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: `live-${name}`, namespace },
      spec: {
        serviceName: service,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: podContext,
            volumes: [
              { name: 'config', configMap: { name: `live-${name}` } },
              { name: 'data', emptyDir: {} },
            ],
            containers: [
              {
                name: 'application',
                image: program.image,
                args: [...program.args(program.port), ...flags],
                securityContext: containerContext,
                ports: [{ name: 'http', containerPort: program.port }],
                volumeMounts: [
                  { name: 'config', mountPath: '/config', readOnly: true },
                  { name: 'data', mountPath: '/data' },
                ],
                readinessProbe: {
                  httpGet: { path: `${prefix.replace(/\/$/, '')}${program.health}`, port: program.port },
                },
              },
            ],
          },
        },
      },
    },
  ];
}

/**
 * The configuration of a user with report/monitoring/. Debian's Prometheus does not support `scrape_config_files`, so
 * the entry is moved into its configuration.
 */
function prometheusConfig(report: string): Record<string, string> {
  const read = (file: string) => {
    const place = path.join(report, 'monitoring', file);
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };
  const own = { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] };
  const scrape: unknown[] = parse(read('scrape.yaml') ?? 'scrape_configs: []').scrape_configs;
  const rules = read('rules.yaml');
  return {
    'config.yml': stringify({
      global: { scrape_interval: '1s', evaluation_interval: '5s' },
      scrape_configs: [own, ...scrape],
      ...(rules ? { rule_files: ['/config/rules.yml'] } : {}),
    }),
    ...(rules ? { 'rules.yml': rules } : {}),
  };
}

function flagsFor(name: string, report: string): string[] {
  const folder = path.join(report, 'values');
  const file = existsSync(folder)
    ? readdirSync(folder).find((each) => each.endsWith('.flags') && each.includes(name))
    : undefined;
  if (!file) throw new Error(`report/values/ has no flags for ${name}`);
  return readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('--'));
}

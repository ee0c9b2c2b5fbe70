import * as fs from 'node:fs';
import * as path from 'node:path';
import { Yaml } from 'cdk8s';
import { AccessTable } from './access-table';
import { callersMarkdown, MovedApplication } from './callers';
import { networkMarkdown, ReachedApplication } from './network';
import { UrlSettings } from '../applications/application';
import { CallSettings } from '../applications/calls';
import { PRODUCTS } from '../edge/products';
import { Monitoring } from '../metrics/monitoring';

// A build bundles it (scripts/bundle.cjs), without its types.
const { markdownTable } = require('../bundled/markdown-table') as { markdownTable(table: string[][]): string };

const OWN_FILES = new RegExp(
  [
    String.raw`\.(flags|(operator|alerting|alertmanager|data-sources)\.yaml|[a-z]+-chart\.yaml)$`,
    String.raw`(^|\.)kube-prometheus-stack\.yaml$`,
  ].join('|'),
);

/** Settings with which the applications of a cluster and its edge must be started. */
export interface ClusterValues {
  readonly applications: readonly {
    readonly id: string;
    readonly settings: UrlSettings;
    readonly calls: CallSettings;
  }[];
  /** Applications that are served below a path. */
  readonly moved: readonly MovedApplication[];
  readonly controllerValues: Readonly<Record<string, object>>;
  /** Names of all files that the edge can write. */
  readonly edgeFiles: readonly string[];
}

export interface ReportInput extends ClusterValues {
  readonly table: AccessTable;
  /** The connections that are allowed to the pods of each application. */
  readonly network: readonly ReachedApplication[];
  /** Clusters other than the cluster of the sign-on. */
  readonly clusters: readonly (ClusterValues & { readonly id: string })[];
  readonly monitoring?: Monitoring;
}

export function writeReport(directory: string, input: ReportInput): void {
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, 'access.json'), `${JSON.stringify(input.table, undefined, 2)}\n`);
  fs.writeFileSync(path.join(directory, 'access.md'), accessMarkdown(input.table));
  fs.writeFileSync(path.join(directory, 'network.md'), networkMarkdown(input.network));
  writeCallers(path.join(directory, 'callers.md'), input);
  writeValues(path.join(directory, 'values'), input);
  const clusters = path.join(directory, 'clusters');
  for (const before of fs.existsSync(clusters) ? fs.readdirSync(clusters, { withFileTypes: true }) : []) {
    if (before.isDirectory()) removeOwnFiles(path.join(clusters, before.name), edgeFilesOf(input));
  }
  for (const { id, ...values } of input.clusters) writeValues(path.join(clusters, id), values);
  removeIfEmpty(clusters);
  writeMonitoring(path.join(directory, 'monitoring'), input.monitoring);
}

/** Names of the files that edges can write: the edges of the program, and all edges of the library. */
const edgeFilesOf = ({
  edgeFiles,
  clusters = [],
}: ClusterValues & Partial<Pick<ReportInput, 'clusters'>>): string[] => [
  ...edgeFiles,
  ...clusters.flatMap((cluster) => cluster.edgeFiles),
  ...PRODUCTS.flatMap(({ reportFiles }) => reportFiles),
];

/** Removes only files of an earlier run, since the folder may contain other files. */
function removeOwnFiles(values: string, edgeFiles: readonly string[]): void {
  for (const file of fs.readdirSync(values)) {
    if (OWN_FILES.test(file) || edgeFiles.includes(file)) fs.rmSync(path.join(values, file));
  }
  removeIfEmpty(values);
}

function removeIfEmpty(folder: string): void {
  if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function writeCallers(file: string, { moved, clusters }: ReportInput): void {
  const placed = [
    { values: 'values', moved },
    ...clusters.map((cluster) => ({ values: `clusters/${cluster.id}`, moved: cluster.moved })),
  ];
  const all = placed.flatMap(({ values, moved: some }) => some.map((each) => ({ ...each, values })));
  if (all.length > 0) fs.writeFileSync(file, callersMarkdown(all));
  else fs.rmSync(file, { force: true });
}

function writeValues(values: string, input: ClusterValues): void {
  if (fs.existsSync(values)) removeOwnFiles(values, edgeFilesOf(input));
  fs.mkdirSync(values, { recursive: true });
  const chart: Record<string, any> = {};
  const counts = new Map<string, number>();
  for (const part of input.applications.flatMap(({ settings }) => Object.keys(settings.chartValues))) {
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  for (const { id, settings, calls } of input.applications) {
    const shared = Object.keys(settings.chartValues).some((part) => counts.get(part)! > 1);
    // One release of the chart has one Prometheus, so two Prometheus applications need values for two releases.
    if (shared) Yaml.save(path.join(values, `${id}.kube-prometheus-stack.yaml`), [settings.chartValues]);
    else Object.assign(chart, settings.chartValues);
    const operatorFields = { ...settings.operatorFields, ...calls.operatorFields };
    if (Object.keys(operatorFields).length > 0) {
      Yaml.save(path.join(values, `${id}.operator.yaml`), [{ spec: operatorFields }]);
    }
    for (const [name, { content, comment }] of Object.entries(calls.configuration)) {
      const why = `# In addition to ${id}.flags. ${comment} Merge it with existing entries.`;
      fs.writeFileSync(path.join(values, `${id}.${name}.yaml`), `${why}\n${Yaml.stringify(content)}`);
    }
    for (const [name, own] of Object.entries(settings.ownCharts ?? {})) {
      Yaml.save(path.join(values, `${id}.${name}-chart.yaml`), [merged(own, calls.ownCharts[name] ?? {})]);
    }
    if (settings.flags.length > 0) fs.writeFileSync(path.join(values, `${id}.flags`), `${settings.flags.join('\n')}\n`);
  }
  if (Object.keys(chart).length > 0) Yaml.save(path.join(values, 'kube-prometheus-stack.yaml'), [chart]);
  for (const [file, content] of Object.entries(input.controllerValues)) Yaml.save(path.join(values, file), [content]);
}

/** Returns values of which the second ones add to the first ones. */
function merged(values: Record<string, any>, added: Record<string, any>): Record<string, any> {
  const both = { ...values };
  for (const [key, value] of Object.entries(added)) {
    const inner = isMap(both[key]) && isMap(value);
    both[key] = inner ? merged(both[key], value) : value;
  }
  return both;
}

const isMap = (value: unknown): value is Record<string, any> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function writeMonitoring(folder: string, monitoring?: Monitoring): void {
  for (const file of ['scrape.yaml', 'rules.yaml', 'dashboard.json']) {
    fs.rmSync(path.join(folder, file), { force: true });
  }
  if (!monitoring) {
    removeIfEmpty(folder);
    return;
  }
  fs.mkdirSync(folder, { recursive: true });
  const inCluster =
    '# Prometheus must run in the cluster: it resolves the name of the Service of the proxies, and a network policy ' +
    'allows connections only from its pods.';
  const write = (file: string, comments: readonly string[], content: object) =>
    fs.writeFileSync(path.join(folder, file), [...comments, Yaml.stringify(content)].join('\n'));
  write(
    'scrape.yaml',
    [
      '# For scrape_config_files in the configuration of Prometheus (2.43 or newer). Do not use it together with a ' +
        'ServiceMonitor for the same proxies.',
      inCluster,
    ],
    monitoring.scrape,
  );
  write(
    'rules.yaml',
    [
      '# For rule_files in the configuration of the Prometheus that uses scrape.yaml. Do not use it together with a ' +
        'PrometheusRule for the same proxies.',
      inCluster,
    ],
    monitoring.rules,
  );
  fs.writeFileSync(path.join(folder, 'dashboard.json'), `${JSON.stringify(monitoring.dashboard, undefined, 2)}\n`);
}

function accessMarkdown({ signOn, withdrawal, signOut, machines, rows, acceptedExceptions = [] }: AccessTable): string {
  const places = (rest: string[], cluster?: string) =>
    rows.some((row) => row.cluster !== undefined) ? [cluster ?? '', ...rest] : rest;
  const table = [
    places(['application', 'host', 'path', 'methods', 'purpose', 'who may'], 'cluster'),
    ...rows.map((row) =>
      places(
        [
          row.application,
          row.host,
          `\`${row.path}\`${row.match === 'exact' ? ' only' : ' and below'}`,
          row.methods,
          row.purpose,
          row.permitted.length === 0
            ? '**closed** (403 for everyone)'
            : row.permitted.map(({ kind, name }) => (kind === 'everyone' ? name : `${kind} ${name}`)).join(', '),
        ],
        row.cluster,
      ),
    ),
  ];
  return [
    `# Who may do what on ${signOn.host}`,
    '',
    `People sign in at ${signOn.issuer}. The edge is ${signOn.edge}. The most specific row decides. Requests without ` +
      'a session are redirected to sign in, except at closed routes.',
    '',
    `A withdrawn right has no effect after at most ${withdrawal.seconds} s: ${withdrawal.because}. Signing ` +
      `out ends ${signOut}.`,
    '',
    'These times are for requests. A decision is made when a request begins. A connection that is open then (a ' +
      'WebSocket, a stream or a download) stays open after a sign-out and after a right is withdrawn, until the ' +
      'browser, the application or the edge closes it.',
    '',
    ...machines.flatMap(({ id, host, issuer, audience, withdrawal: ends }) => [
      `Machines of ${id} use the host ${host}, with tokens of ${issuer} for the audience ${audience}. Requests ` +
        `without such a token are refused. For machines, ${ends}.`,
      '',
    ]),
    markdownTable(table),
    '',
    ...(acceptedExceptions.length === 0
      ? []
      : [
          '## Accepted exceptions',
          '',
          markdownTable([
            ['rule', 'subject', 'reason'],
            ...acceptedExceptions.map(({ rule, subject, reason }) => [
              rule,
              subject,
              reason.replace(/\s+/g, ' ').replace(/\|/g, '\\|'),
            ]),
          ]),
          '',
        ]),
  ].join('\n');
}

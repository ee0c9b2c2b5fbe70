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

const OWN_FILES = /\.(flags|operator\.yaml|alerting\.yaml)$|(^|\.)kube-prometheus-stack\.yaml$/;

/** What the applications of a cluster and its edge must be started with. */
export interface ClusterValues {
  readonly applications: readonly {
    readonly id: string;
    readonly settings: UrlSettings;
    readonly calls: CallSettings;
  }[];
  /** Applications that are served below a path. */
  readonly moved: readonly MovedApplication[];
  readonly controllerValues: Readonly<Record<string, object>>;
  /** Names of all files that the edge can have among them. */
  readonly edgeFiles: readonly string[];
}

export interface ReportInput extends ClusterValues {
  readonly table: AccessTable;
  /** Who reaches the pods of each application. */
  readonly network: readonly ReachedApplication[];
  /** Clusters beside that of the sign-on. */
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

/** The files that edges write: of those that write one now, and of those of the library. */
const edgeFilesOf = ({
  edgeFiles,
  clusters = [],
}: ClusterValues & Partial<Pick<ReportInput, 'clusters'>>): string[] => [
  ...edgeFiles,
  ...clusters.flatMap((cluster) => cluster.edgeFiles),
  ...PRODUCTS.flatMap(({ reportFiles }) => reportFiles),
];

/** Files of an earlier run, and nothing else: the folder may be somebody's own. */
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
    // One release of the chart has one Prometheus: two of them belong to two releases.
    if (shared) Yaml.save(path.join(values, `${id}.kube-prometheus-stack.yaml`), [settings.chartValues]);
    else Object.assign(chart, settings.chartValues);
    const operatorFields = { ...settings.operatorFields, ...calls.operatorFields };
    if (Object.keys(operatorFields).length > 0) {
      Yaml.save(path.join(values, `${id}.operator.yaml`), [{ spec: operatorFields }]);
    }
    for (const [name, content] of Object.entries(calls.configuration)) {
      const file = `${id}.${name}.yaml`;
      const why =
        `# For the configuration file (--config.file), beside ${id}.flags: no flag can say it. ` +
        `Merge it with the ${name} that is there.`;
      fs.writeFileSync(path.join(values, file), `${why}\n${Yaml.stringify(content)}`);
    }
    if (settings.flags.length > 0) fs.writeFileSync(path.join(values, `${id}.flags`), `${settings.flags.join('\n')}\n`);
  }
  if (Object.keys(chart).length > 0) Yaml.save(path.join(values, 'kube-prometheus-stack.yaml'), [chart]);
  for (const [file, content] of Object.entries(input.controllerValues)) Yaml.save(path.join(values, file), [content]);
}

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
    '# This Prometheus has to run in the cluster: it finds the proxies by the name of their Service, and a ' +
    'network policy admits its pods alone.';
  const write = (file: string, comments: readonly string[], content: object) =>
    fs.writeFileSync(path.join(folder, file), [...comments, Yaml.stringify(content)].join('\n'));
  write(
    'scrape.yaml',
    [
      '# For scrape_config_files in the configuration of Prometheus (2.43 or newer). Not beside a ' +
        'ServiceMonitor for the same proxies.',
      inCluster,
    ],
    monitoring.scrape,
  );
  write(
    'rules.yaml',
    [
      '# For rule_files in the configuration of the Prometheus that scrapes by scrape.yaml. Not beside a ' +
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
    `People sign in at ${signOn.issuer}; the edge is ${signOn.edge}. The most specific row decides. Whoever ` +
      'is not signed in is sent to sign in, but for closed routes.',
    '',
    `A withdrawn right is gone after ${withdrawal.seconds} s at the latest: ${withdrawal.because}. Signing ` +
      `out ends ${signOut}.`,
    '',
    ...machines.flatMap(({ id, host, issuer, audience, withdrawal: ends }) => [
      `Machines of ${id} come in by ${host}, with tokens of ${issuer} for the audience ${audience}. Whoever ` +
        `brings none is refused there. For them ${ends}.`,
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

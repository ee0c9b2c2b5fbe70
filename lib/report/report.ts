import * as fs from 'node:fs';
import * as path from 'node:path';
import { Yaml } from 'cdk8s';
import { AccessTable } from './access-table';
import { UrlSettings } from '../applications/application';

// ESM-only, as smol-toml's types are.
const { markdownTable } = require('markdown-table') as { markdownTable(table: string[][]): string };

export interface ReportInput {
  readonly table: AccessTable;
  readonly applications: readonly { readonly id: string; readonly settings: UrlSettings }[];
  readonly controllerValues: Readonly<Record<string, object>>;
}

export function writeReport(directory: string, input: ReportInput): void {
  const values = path.join(directory, 'values');
  fs.rmSync(values, { recursive: true, force: true });
  fs.mkdirSync(values, { recursive: true });
  fs.writeFileSync(path.join(directory, 'access.json'), `${JSON.stringify(input.table, undefined, 2)}\n`);
  fs.writeFileSync(path.join(directory, 'access.md'), accessMarkdown(input.table));

  const chart: Record<string, any> = {};
  for (const { id, settings } of input.applications) {
    merge(chart, settings.chartValues);
    if (Object.keys(settings.operatorFields).length > 0) Yaml.save(path.join(values, `${id}.operator.yaml`), [{ spec: settings.operatorFields }]);
    if (settings.flags.length > 0) fs.writeFileSync(path.join(values, `${id}.flags`), `${settings.flags.join('\n')}\n`);
  }
  if (Object.keys(chart).length > 0) Yaml.save(path.join(values, 'kube-prometheus-stack.yaml'), [chart]);
  for (const [file, content] of Object.entries(input.controllerValues)) Yaml.save(path.join(values, file), [content]);
}

function accessMarkdown({ signOn, withdrawal, rows }: AccessTable): string {
  const table = [
    ['application', 'host', 'path', 'methods', 'purpose', 'who may'],
    ...rows.map((row) => [
      row.application, row.host, `\`${row.path}\`${row.match === 'exact' ? ' only' : ' and below'}`, row.methods, row.purpose,
      row.permitted.length === 0 ? '**closed** (403 for everyone)' : row.permitted.map(({ kind, name }) => (kind === 'everyone' ? name : `${kind} ${name}`)).join(', '),
    ]),
  ];
  return [
    `# Who may do what on ${signOn.host}`,
    '',
    `People sign in at ${signOn.issuer}; the edge is ${signOn.edge}. The most specific row decides. Whoever is not signed in is sent to sign in, but for closed routes.`,
    '',
    `A withdrawn right is gone after ${withdrawal.seconds} s at the latest: ${withdrawal.because}.`,
    '',
    markdownTable(table),
    '',
  ].join('\n');
}

/** Values of several applications for one chart. */
function merge(target: Record<string, any>, source: Record<string, any>): void {
  for (const [key, value] of Object.entries(source)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && typeof target[key] === 'object') merge(target[key], value);
    else target[key] = structuredClone(value);
  }
}

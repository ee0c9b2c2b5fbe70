import { Caller } from '../applications/calls';

// A build bundles it (scripts/bundle.cjs), without its types.
const { markdownTable } = require('../bundled/markdown-table') as { markdownTable(table: string[][]): string };

/** An application of the program that calls another one, and the files of the report with its settings for it. */
export interface ConfiguredCaller {
  readonly id: string;
  readonly files: readonly string[];
}

/** An application that is served below a path, and the programs that call it. */
export interface MovedApplication {
  readonly id: string;
  /** Address of the application inside its cluster. */
  readonly address: string;
  /** Applications of the program that call it, and whose values in the report contain the address. */
  readonly configured: readonly ConfiguredCaller[];
  readonly callers: readonly Caller[];
}

const HEAD = ['caller, if there is one', 'its setting'];
const filesOf = (values: string, { id, files }: ConfiguredCaller) =>
  `${id} (${files.map((file) => `\`${values}/${file}\``).join(', ')})`;

/** Returns the settings of programs that call an application that is served below a path. */
export function callersMarkdown(moved: readonly (MovedApplication & { readonly values: string })[]): string {
  return [
    '# Settings of programs that call applications',
    '',
    'An application that is started with a path answers only below this path, also inside the cluster. A program ' +
      'that calls it without the path gets status 404. Alerts that are sent without the path are lost.',
    '',
    ...moved.flatMap(({ id, address, configured, callers, values }) => [
      `## ${id}: \`${address}\``,
      '',
      ...(configured.length === 0
        ? []
        : [
            `This report contains the setting for ${configured.map((each) => filesOf(values, each)).join('; ')}. ` +
              'Use one of the files. The chart kube-prometheus-stack sets the path for Prometheus and Grafana of the ' +
              'same release. Remove the entry if a Prometheus sends its alerts to another Alertmanager.',
            '',
          ]),
      ...(callers.length === 0
        ? []
        : [markdownTable([HEAD, ...callers.map(({ who, setting }) => [who, setting])]), '']),
    ]),
  ].join('\n');
}

import { Caller } from '../applications/calls';

// A build bundles it (scripts/bundle.cjs), without its types.
const { markdownTable } = require('../bundled/markdown-table') as { markdownTable(table: string[][]): string };

/** An application that is served below a path, and whom that concerns. */
export interface MovedApplication {
  readonly id: string;
  /** Where it is reached inside its cluster. */
  readonly address: string;
  /** Applications of the program whose values tell them. */
  readonly told: readonly string[];
  readonly callers: readonly Caller[];
}

const HEAD = ['who else, if it calls', 'what to tell it'];
const toldBy = (values: string, caller: string) =>
  `${caller} (\`${values}/${caller}.operator.yaml\` for the operator, \`${values}/${caller}.alerting.yaml\` ` +
  `beside \`${caller}.flags\`)`;

/** Who has to be told that an application is served below a path: inside the cluster it answers there alone, too. */
export function callersMarkdown(moved: readonly (MovedApplication & { readonly values: string })[]): string {
  return [
    '# Who must be told where applications are',
    '',
    'An application that is started with a path answers below it alone, inside the cluster too: a program ' +
      'that calls it ' +
      'without the path gets status 404, and alerts that are sent so are lost.',
    '',
    ...moved.flatMap(({ id, address, told, callers, values }) => [
      `## ${id}: \`${address}\``,
      '',
      ...(told.length === 0
        ? []
        : [
            `Told by this report: ${told.map((caller) => toldBy(values, caller)).join(', ')}. The chart ` +
              'kube-prometheus-stack tells the ' +
              'Prometheus of the same release itself. Remove the entry where the alerts of a Prometheus go elsewhere.',
            '',
          ]),
      ...(callers.length === 0 ? [] : [markdownTable([HEAD, ...callers.map(({ who, tell }) => [who, tell])]), '']),
    ]),
  ].join('\n');
}

import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  readonly edges?: readonly string[];
  readonly only?: readonly string[];
  /** The faults of the area of that name; where nothing is said, all but those on request. */
  readonly faults?: readonly string[];
  /** Whether everything is tried, also what a usual run leaves out for the time that it takes. */
  readonly all: boolean;
  /** What every submission is tried by: the areas and checks that take no minutes, and a sample of the access table. */
  readonly quick: boolean;
  readonly keep: boolean;
  /** A folder with ready output (dist, cdktf.out, report) instead of a fresh synthesis of the quickstart. */
  readonly output?: string;
}

/** Reads the command line; a name that is not known would choose nothing, and look like success. */
export function readOptions(
  args: readonly string[],
  known: {
    readonly edges: readonly string[];
    readonly areas: readonly string[];
    readonly faults: readonly string[];
  },
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      edge: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      fault: { type: 'string', multiple: true },
      output: { type: 'string' },
      all: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  refuseUnknown('edge', values.edge, known.edges);
  refuseUnknown('only', values.only, known.areas);
  refuseUnknown('fault', values.fault, known.faults);
  if (values.all && values.quick) throw new Error('--all and --quick say opposite things; fix: leave one out');
  return {
    edges: values.edge,
    only: values.only,
    faults: values.fault,
    all: values.all ?? false,
    quick: values.quick ?? false,
    keep: values.keep ?? false,
    output: values.output,
  };
}

function refuseUnknown(option: string, values: readonly string[] = [], known: readonly string[]): void {
  for (const value of values) {
    if (!known.includes(value)) throw new Error(`--${option} ${value} is not known; allowed: ${known.join(', ')}`);
  }
}

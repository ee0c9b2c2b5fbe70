import { parseArgs } from 'node:util';

/** The options of the command line. */
export interface Options {
  readonly edges?: readonly string[];
  readonly only?: readonly string[];
  /** The faults of the area `faults`. @default - all except those on request */
  readonly faults?: readonly string[];
  /** Whether all checks are run, also those that a usual run excludes because of the time that they take. */
  readonly all: boolean;
  /** Whether to run only the checks for CI: those that take less than minutes, and a sample of the access table. */
  readonly quick: boolean;
  readonly keep: boolean;
  /** A folder with existing output (dist, cdktf.out, report) instead of a new synthesis of the quickstart. */
  readonly output?: string;
}

/** Reads the command line. Unknown names are refused, since they would select nothing and look like success. */
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

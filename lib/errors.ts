/** A problem of a program, with what its author needs to correct it. */
export interface Problem {
  /** Path of the construct that the problem belongs to. */
  readonly path: string;
  /** What is wrong: lower case, no full stop. */
  readonly what: string;
  /** The value that was given. */
  readonly got?: unknown;
  /** The values that are allowed. */
  readonly allowed: string;
  /** The change that corrects it, as code where possible. */
  readonly fix: string;
  /**
   * Id of the rule that found the problem.
   * @default - no rule: a value of one call is malformed
   */
  readonly rule?: string;
  /**
   * Subject of the problem. An accepted exception names the problem by its rule and subject.
   * @default - the problem cannot be accepted
   */
  readonly subject?: string;
}

/** The files of the library, as the lines of a stack name them. */
const LIBRARY = `${__dirname}/`.replace(/\\/g, '/');

/** A stack without the lines of the library: those of the program remain. */
const withoutLibrary = (stack: string | undefined) =>
  stack
    ?.split('\n')
    .filter((line) => !/^ +at /.test(line) || !line.replace(/\\/g, '/').includes(LIBRARY))
    .join('\n');

/**
 * The error that the library throws for every configuration that it refuses. The message lists all problems, one per
 * line. Callers recognise the error by its name, since a jsii assembly cannot export a subclass of Error.
 * The stack contains no lines of the library, since they do not help to correct the program.
 */
export class ConfigurationError extends Error {
  /** All problems, each once. */
  readonly problems!: readonly Problem[];

  constructor(...problems: Problem[]) {
    super([...new Set(problems.map(describe))].join('\n'));
    this.name = 'ConfigurationError';
    // Node prints what can be enumerated after the stack: each problem would be printed twice.
    Object.defineProperty(this, 'name', { enumerable: false });
    Object.defineProperty(this, 'problems', { value: problems, enumerable: false });
    this.stack = withoutLibrary(this.stack);
  }

  /** The first of the problems. */
  get problem(): Problem {
    return this.problems[0];
  }
}

/** Describes a problem in one line: path, problem, value got, values allowed, fix, and the rule. */
export function describe(problem: Problem): string {
  const got = 'got' in problem ? `; got ${shown(problem.got)}` : '';
  const rule = problem.rule === undefined ? '' : ` (rule: ${problem.rule})`;
  return `[${problem.path}] ${problem.what}${got}; allowed: ${problem.allowed}; fix: ${problem.fix}${rule}`;
}

/** Throws a `ConfigurationError` with one problem. */
export function refuse(problem: Problem): never {
  throw new ConfigurationError(problem);
}

/** Refuses props that lack a required member, for programs that no compiler has checked. */
export function checkGiven<T extends object>(
  path: string,
  props: T,
  needed: readonly (keyof T & string)[],
  struct: string,
): void {
  const missing = needed.find((name) => props[name] === undefined);
  if (missing === undefined) return;
  refuse({ path, what: `${missing} is missing`, got: undefined, allowed: `see ${struct}`, fix: `give ${missing}` });
}

/** Shows a value in an error: as JSON, or by its class if it has no short JSON. */
function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : asText(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function asText(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  if (typeof value === 'object' && value !== null) return objectAsText(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function objectAsText(value: object): string {
  const type = value.constructor?.name ?? 'Object';
  const { node } = value as { node?: { path?: unknown } };
  if (typeof node?.path === 'string') return `a construct (${type} at ${node.path || 'the root'})`;
  if (type !== 'Object' && type !== 'Array') return `an object of the class ${type}`;
  try {
    return JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'function' || typeof each === 'bigint' || Number.isNaN(each) ? String(each) : each,
    );
  } catch {
    return 'an object that contains itself';
  }
}

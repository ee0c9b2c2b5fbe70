/** What is wrong with a program, in the words that its author needs to mend it. */
export interface Problem {
  /** Path of the construct that the problem belongs to. */
  readonly path: string;
  /** What is wrong: lower case, no full stop. */
  readonly what: string;
  /** The value that was given. */
  readonly got?: unknown;
  /** The values that are allowed. */
  readonly allowed: string;
  /** The change that mends it. */
  readonly fix: string;
}

/**
 * Thrown at synthesis for every configuration that the library refuses.
 * It is recognised by its name, since a jsii assembly cannot export a subclass of Error.
 */
export class ConfigurationError extends Error {
  constructor(readonly problem: Problem) {
    super(describe(problem));
    this.name = 'ConfigurationError';
  }
}

/** One sentence for people: path, problem, value got, values allowed, fix. */
export function describe(problem: Problem): string {
  const got = 'got' in problem ? `; got ${shown(problem.got)}` : '';
  return `[${problem.path}] ${problem.what}${got}; allowed: ${problem.allowed}; fix: ${problem.fix}`;
}

export function refuse(problem: Problem): never {
  throw new ConfigurationError(problem);
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

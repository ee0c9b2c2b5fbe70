import { Outcome } from '../../lib/access/decide';

/** The result of one access check. */
export interface AccessCheckResult {
  readonly as: string;
  readonly method: string;
  readonly url: string;
  readonly application?: string;
  readonly expected: Outcome;
  /** Why the program decides so. */
  readonly because: string;
  /** Of the answer; absent where there was none. */
  readonly status?: number;
  /** What is wrong; absent where program and deployment agree. */
  readonly problem?: string;
  /** Why there was no answer, or none that could be judged. */
  readonly error?: string;
}

/** The result of one attack. */
export interface AttackResult {
  readonly id: string;
  readonly family: string;
  /** What holds as long as it fails. */
  readonly title: string;
  readonly reference: string;
  /** `error`: it could not be judged. */
  readonly result: 'held' | 'known' | 'succeeded' | 'not-tried' | 'error';
  readonly detail: string;
}

/** The format name in the JSON output. */
export const VERIFICATION_FORMAT = 'cdk8s-monitoring-sso/verification/1';

/** All results of a verification. */
export interface Verification {
  readonly hosts: readonly string[];
  readonly startedAt: string;
  readonly seconds: number;
  /** Hosts of the table that were not named, and so not asked. */
  readonly hostsLeftOut: readonly string[];
  readonly cells: readonly AccessCheckResult[];
  readonly attacks: readonly AttackResult[];
}

export enum Verdict {
  /** Program and deployment agree, and no attack succeeded. */
  HOLDS = 'holds',
  /** They disagree, or an attack succeeded. */
  FAILS = 'fails',
  /** Nothing was tried, or some requests had no usable answer. */
  UNKNOWN = 'unknown',
}

export function verdictOf(verification: Verification): Verdict {
  const { cells, attacks, disagreements, succeeded, errors } = countsOf(verification);
  if (disagreements + succeeded > 0) return Verdict.FAILS;
  return errors > 0 || cells + attacks === 0 ? Verdict.UNKNOWN : Verdict.HOLDS;
}

export interface Counts {
  readonly cells: number;
  readonly disagreements: number;
  readonly attacks: number;
  readonly succeeded: number;
  readonly known: number;
  readonly notTried: number;
  /** The number of access checks and attacks without a result. */
  readonly errors: number;
}

export function countsOf({ cells, attacks }: Verification): Counts {
  const results = (result: AttackResult['result']) => attacks.filter((attack) => attack.result === result).length;
  return {
    cells: cells.length,
    disagreements: cells.filter(({ problem }) => problem !== undefined).length,
    attacks: attacks.length - results('not-tried'),
    succeeded: results('succeeded'),
    known: results('known'),
    notTried: results('not-tried'),
    errors: results('error') + cells.filter(({ error }) => error !== undefined).length,
  };
}

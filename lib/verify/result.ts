import { Outcome } from '../access/decide';

/** What became of one cell of the access table. */
export interface CellResult {
  readonly as: string;
  readonly method: string;
  readonly url: string;
  readonly application?: string;
  readonly expected: Outcome;
  /** Why the program decides so. */
  readonly because: string;
  /** What is wrong; absent where program and deployment agree. */
  readonly problem?: string;
}

/** What became of one attack. */
export interface AttackResult {
  readonly id: string;
  readonly family: string;
  /** What holds as long as it fails. */
  readonly title: string;
  readonly reference: string;
  readonly result: 'held' | 'known' | 'succeeded' | 'not-tried';
  readonly detail: string;
}

/** Everything that was tried on a deployment. */
export interface Verification {
  readonly hosts: readonly string[];
  readonly startedAt: string;
  readonly seconds: number;
  /** Hosts of the table that were not named, and so not asked. */
  readonly hostsLeftOut: readonly string[];
  readonly cells: readonly CellResult[];
  readonly attacks: readonly AttackResult[];
}

/** Whether program and deployment agree, and no attack succeeded. */
export function holds({ cells, attacks }: Verification): boolean {
  return cells.every(({ problem }) => problem === undefined) && attacks.every(({ result }) => result !== 'succeeded');
}

export interface Counts {
  readonly cells: number;
  readonly disagreements: number;
  readonly attacks: number;
  readonly succeeded: number;
  readonly known: number;
  readonly notTried: number;
}

export function countsOf({ cells, attacks }: Verification): Counts {
  const results = (result: AttackResult['result']) => attacks.filter((attack) => attack.result === result).length;
  return {
    cells: cells.length, disagreements: cells.filter(({ problem }) => problem !== undefined).length,
    attacks: attacks.length - results('not-tried'), succeeded: results('succeeded'), known: results('known'), notTried: results('not-tried'),
  };
}

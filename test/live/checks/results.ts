import { appendFileSync } from 'node:fs';

export interface Row {
  readonly area: string;
  readonly check: string;
  readonly edge: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
  /** Duration, if the check was run. */
  readonly seconds?: number;
  /** The last lines of the logs during the failure. */
  readonly logged?: string;
}

/** Maximum length of a reason in a summary. */
const REASON = 1500;

const countOf = (rows: readonly Row[], wanted: Row['result']) => rows.filter(({ result }) => result === wanted).length;
const place = ({ edge, area }: Row) => (edge === '-' ? area : `${edge} ${area}`);

/** Every check, one per line. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.area,
    row.check,
    row.edge,
    row.result,
    row.detail.replace(/\s+/g, ' ').slice(0, 240),
  ]);
  const table = [['area', 'check', 'edge', 'result', 'detail'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n');
}

/** The result of each area on each edge, one per line, with the reasons of skipped checks. */
export function summaryOf(rows: readonly Row[]): string {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(place(row), [...(groups.get(place(row)) ?? []), row]);
  return [...groups]
    .map(([name, ofGroup]) => {
      const reasons = new Set(ofGroup.filter(({ result }) => result === 'skipped').map(({ detail }) => detail));
      const counts = (['passed', 'failed', 'skipped'] as const)
        .map((result) => [countOf(ofGroup, result), result] as const)
        .filter(([count]) => count > 0);
      const seconds = ofGroup.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
      const counted = counts.map(([count, result]) => `${count} ${result}`).join(', ');
      const time = seconds > 0 ? ` in ${seconds} s` : '';
      return `${name}: ${counted}${time}${reasons.size > 0 ? ` (${[...reasons].join('; ')})` : ''}`;
    })
    .join('\n');
}

/** The failures, with reasons and log lines. Each fits on a screen. */
export function failuresOf(rows: readonly Row[]): string {
  return rows
    .filter(({ result }) => result === 'failed')
    .map((row) =>
      [
        `\nfailed: ${place(row)}: ${row.check}`,
        indented(row.detail.slice(0, REASON)),
        ...(row.logged ? ['  logged meanwhile:', indented(row.logged)] : []),
      ].join('\n'),
    )
    .join('\n');
}

const indented = (text: string) => text.replace(/^/gm, '    ');

/** The counts of a run, for .ci/run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

export const countsOf = (rows: readonly Row[]): Counts => ({
  passed: countOf(rows, 'passed'),
  failed: countOf(rows, 'failed'),
  skipped: countOf(rows, 'skipped'),
  failures: rows.filter(({ result }) => result === 'failed').map((row) => `live run > ${place(row)}: ${row.check}`),
});

/** The counts of a run that ended early, which is a failure. */
export const countsOfBroken = (error: unknown): Counts => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: [`live run: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`],
});

/** The very last line. */
export function close(counts: Counts): void {
  const file = process.env.TEST_COUNTS_FILE;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(counts)}\n`);
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

export interface Row {
  readonly area: string;
  readonly check: string;
  readonly edge: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
  /** How long it took, where it was run. */
  readonly seconds?: number;
}

/** The table that a run ends with, and the line that counts it. */
export function printResults(rows: readonly Row[]): void {
  const cells = rows.map((row) => [row.area, row.check, row.edge, row.result, row.detail.replace(/\s+/g, ' ').slice(0, 240)]);
  const table = [['area', 'check', 'edge', 'result', 'detail'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ').trimEnd());
  const count = (result: string) => rows.filter((row) => row.result === result).length;
  console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
}

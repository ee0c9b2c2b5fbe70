import * as fs from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { AccessTable, ACCESS_TABLE_FORMAT } from '../report/access-table';

export function readFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export function readJson(file: string): any {
  try {
    return JSON.parse(readFile(file));
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** The access table of a report, whole enough to be asked. */
export function readTable(file: string): AccessTable {
  const table = readJson(file);
  if (table?.format !== ACCESS_TABLE_FORMAT) {
    throw new InvalidArgumentError(`it says that its format is ${JSON.stringify(table?.format)}; allowed: ${ACCESS_TABLE_FORMAT}; ${SYNTHESIZE}`);
  }
  if (!isText(table.signOn, 'host', 'issuer', 'groupsClaim', 'cookie') || !Array.isArray(table.rows) || !Array.isArray(table.machines)) throw new InvalidArgumentError(`it has no signOn, no machines or no rows; ${SYNTHESIZE}`);
  for (const [index, row] of table.rows.entries()) {
    const lacking = ['application', 'kind', 'host', 'path', 'match', 'methods', 'purpose', 'construct'].find((name) => !isText(row, name)) ?? (Array.isArray(row.permitted) ? undefined : 'permitted');
    if (lacking) throw new InvalidArgumentError(`row ${index + 1} has no ${lacking}; ${SYNTHESIZE}`);
  }
  return table;
}

const SYNTHESIZE = 'fix: synthesize again with this version, and give its report/access.json';

/** Whether a part of what was read has all of these as texts. */
const isText = (part: any, ...names: readonly string[]) => names.every((name) => typeof part?.[name] === 'string');

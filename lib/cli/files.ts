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

/** The access table of a report. */
export function readTable(file: string): AccessTable {
  const table = readJson(file);
  if (table?.format !== ACCESS_TABLE_FORMAT) {
    throw new InvalidArgumentError(`it says that its format is ${JSON.stringify(table?.format)}; allowed: ${ACCESS_TABLE_FORMAT}; fix: synthesize again with this version, and give its report/access.json`);
  }
  return table;
}

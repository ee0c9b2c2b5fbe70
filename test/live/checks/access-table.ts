import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AccessRow, AccessTable } from '../../../lib/report/access-table';

export type { AccessRow, AccessTable };

/** The access table of the synthesis. The checks compare the running stack with it. */
export const readAccessTable = (report: string) =>
  JSON.parse(readFileSync(path.join(report, 'access.json'), 'utf8')) as AccessTable;

export const isClosed = ({ permitted }: AccessRow) => permitted.length === 0;

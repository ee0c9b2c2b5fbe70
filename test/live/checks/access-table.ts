import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface AccessRow {
  readonly application: string;
  readonly host: string;
  readonly path: string;
  readonly match: string;
  readonly methods: string;
  readonly purpose: string;
  readonly permitted: readonly { readonly claim: string }[];
}

export interface AccessTable {
  readonly signOn: { readonly host: string; readonly cookie: string };
  readonly withdrawal: { readonly seconds: number; readonly because: string };
  readonly rows: readonly AccessRow[];
}

/** What the synthesis says about itself: the checks hold the running stack against it. */
export const readAccessTable = (report: string) => JSON.parse(readFileSync(path.join(report, 'access.json'), 'utf8')) as AccessTable;

export const isClosed = ({ permitted }: AccessRow) => permitted.length === 0;

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Answer, HttpClient, type Question } from '../../../cli/verify/http';
import { runFolder } from '../places';

export type { Answer, Question };

const authority = path.join(runFolder, 'authority/ca.crt');

/**
 * Trusts only the certificate authority of the tests. On one machine, the first byte arrives within milliseconds.
 */
const client = new HttpClient({ authority: () => readFileSync(authority), firstByteMilliseconds: 3000 });

export const ask = client.ask.bind(client);
export const raw = client.raw.bind(client);

export const form = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});

export const json = (value: unknown) => ({
  method: 'POST',
  body: JSON.stringify(value),
  headers: { 'Content-Type': 'application/json' },
});

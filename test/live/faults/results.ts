import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import { runFolder } from '../places';
import type { Laboratory } from './laboratory';

/** Every answer and every outcome as JSON, and the table of docs/reliability.md as Markdown, in a folder of the run. */
export function writeResults({ outcomes, observations, scene }: Laboratory): string {
  const folder = path.join(runFolder, 'faults');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write(
    'outcomes.json',
    JSON.stringify(
      {
        edge: scene.edge.name,
        outcomes: outcomes.map(({ fault: { name, title }, outcome }) => ({ name, title, ...outcome })),
      },
      undefined,
      2,
    ),
  );
  write('answers.json', JSON.stringify(observations));
  const seconds = (value?: number) => (value === undefined ? 'not alone' : `${value} s`);
  write(
    'outcomes.md',
    `${markdownTable(
      [
        [
          'fault',
          'what people see',
          'requests failed',
          'signed out',
          'sign-ins failed',
          'longest interruption',
          'recovery',
          'what the library does',
          'what remains with you',
        ],
        ...outcomes.map(({ fault, outcome }) => [
          fault.title,
          fault.seen,
          `${outcome.failed} of ${outcome.requests}`,
          `${outcome.signedOut} of ${outcome.people}` +
            (outcome.passwords > 0 ? `, ${outcome.passwords} typed the password` : ''),
          `${outcome.signInsFailed} of ${outcome.signIns}`,
          seconds(outcome.interruption),
          seconds(outcome.recovery),
          fault.lessened,
          fault.remains,
        ]),
      ],
      { alignDelimiters: false },
    )}\n`,
  );
  return folder;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allFaults } from './live/faults';
import type { Observation } from './live/faults/load';
import { calmSince, count, problems } from './live/faults/outcome';

const bounds = { failed: 2, signedOut: 1, interruption: 5, recovery: 10 };
const seen = (who: string, at: number, kind: Observation['kind'] = 'fine', lasted = 10): Observation => ({
  asked: at - lasted,
  answered: at,
  who,
  what: '/',
  status: kind === 'fine' ? 200 : 500,
  kind,
});
const often = (who: string, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / 300) + 1 }, (_, index) => seen(who, from + index * 300));

/** A person without an interruption from 0 to 20 s, and a person with an interruption from 5 s to 12 s. */
const trouble = [
  ...often('visitor-0', 0, 20_000),
  ...often('visitor-1', 0, 5000),
  seen('visitor-1', 6000, 'failed'),
  seen('visitor-1', 8000, 'signed-out'),
  ...often('visitor-1', 12_000, 20_000),
];

describe('the evaluation of a fault in the live run', () => {
  test('counts the responses of people, and the longest time without a page', () => {
    expect(count(trouble, 0, 20_000)).toMatchObject({
      failed: 1,
      signedOut: 1,
      people: 2,
      passwords: 0,
      interruption: 7.2,
      opened: [],
    });
  });
  test('is recovered when the last person gets pages again', () => {
    expect(calmSince(trouble, 4000, 20_000)).toBe(12_000);
    expect(calmSince(trouble, 13_000, 20_000)).toBe(13_000);
  });
  test('is not recovered while a person waits', () => {
    expect(
      calmSince(
        trouble.filter(({ who, answered }) => who === 'visitor-0' || answered < 9000),
        4000,
        20_000,
      ),
    ).toBeUndefined();
    expect(calmSince(trouble, 4000, 22_000)).toBeUndefined();
  });
  test('counts the time until a late response as an interruption', () => {
    expect(calmSince([...trouble, seen('visitor-0', 15_000, 'fine', 9000)], 4000, 20_000)).toBe(15_000);
  });

  const outcome = { ...count(trouble, 0, 20_000), recovery: 1 };
  test('passes within its bounds', () => expect(problems({ ...outcome, interruption: 5 }, bounds)).toEqual([]));
  test.each([
    [
      'a request without a right got access',
      { opened: [seen('anonymous', 1, 'opened')] },
      /1 requests without a right got access, first as nobody/,
    ],
    ['it did not recover', { recovery: undefined }, /did not recover without help within 10 s/],
    ['more requests failed', { failed: 3 }, /3 requests failed, expected at most 2/],
    ['more people were signed out', { signedOut: 2 }, /2 people signed out, expected at most 1/],
    ['the interruption was longer', { interruption: 6 }, /6 seconds of interruption/],
  ])('fails when %s', (_title, change, message) =>
    expect(problems({ ...outcome, interruption: 5, ...change }, bounds).join()).toMatch(message),
  );
  test('sees a request without a right that got access', () =>
    expect(count([...trouble, seen('copied', 5000, 'opened')], 0, 20_000)).toMatchObject({
      attempts: 1,
      opened: [{ who: 'copied' }],
    }));
});

test.each(allFaults.map((fault) => [fault.name, fault] as const))(
  'the table of docs/reliability.md has the texts of the fault %s',
  (_name, { title, seen: people, lessened, remains }) => {
    const rows = readFileSync('docs/reliability.md', 'utf8')
      .split('\n')
      .map((line) => line.split(' | '));
    const row = rows.find(([first]) => first === `| ${title}`);
    expect([row?.[1], row?.[7], row?.[8]]).toEqual([people, lessened, `${remains} |`]);
  },
);

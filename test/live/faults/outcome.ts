import type { Bounds } from './fault';
import { intruderNames, type Observation } from './load';

/** What a fault did to people. */
export interface Outcome {
  /** Requests of people with a session, reloads included. */
  readonly requests: number;
  readonly failed: number;
  /** People who were sent to the sign-in, of how many. */
  readonly signedOut: number;
  readonly people: number;
  /** How often somebody had to type the password again. */
  readonly passwords: number;
  /** Sign-ins that did not lead to a page at once, of how many. */
  readonly signInsFailed: number;
  readonly signIns: number;
  /** The longest time in which somebody got no page, in seconds; pages ask every 0.3 s. */
  readonly interruption: number;
  /** Seconds from the end of the cause until everything is as before. */
  readonly recovery?: number;
  readonly attempts: number;
  readonly opened: readonly Observation[];
  readonly note?: string;
}

const isIntruder = ({ who }: Observation) => who in intruderNames;
const isVisitor = ({ who }: Observation) => who.startsWith('visitor-');

/** Counts what was seen between two moments. */
export function count(
  observations: readonly Observation[],
  from: number,
  to: number,
): Omit<Outcome, 'recovery' | 'note'> {
  const within = observations.filter(({ asked, answered }) => answered >= from && asked <= to);
  const visitors = within.filter(isVisitor);
  const attempts = within.filter(isIntruder);
  const anew = within.filter(({ who }) => who === 'newcomer');
  const names = [...new Set(observations.filter(isVisitor).map(({ who }) => who))];
  return {
    requests: visitors.length,
    failed: visitors.filter(({ kind }) => kind === 'failed').length,
    signedOut: new Set(visitors.filter(({ kind }) => kind === 'signed-out').map(({ who }) => who)).size,
    people: names.length,
    passwords: visitors.filter(({ kind }) => kind === 'password').length,
    signInsFailed: anew.filter(({ kind }) => kind !== 'fine').length,
    signIns: anew.length,
    interruption: Math.max(
      ...names.map((name) =>
        longestGap(
          visitors.filter(({ who, kind }) => who === name && kind === 'fine'),
          from,
          to,
        ),
      ),
    ),
    attempts: attempts.length,
    opened: attempts.filter(({ kind }) => kind === 'opened'),
  };
}

/** The moment from which on everybody got what they asked for; none while somebody still waits. */
export function calmSince(observations: readonly Observation[], from: number, now: number): number | undefined {
  const people = observations.filter((each) => !isIntruder(each));
  let calm = from;
  for (const name of new Set(people.map(({ who }) => who))) {
    const own = people.filter(({ who, answered }) => who === name && answered >= from);
    const fine = own.filter(({ kind }) => kind === 'fine').map(({ answered }) => answered);
    const trouble = own.filter(({ kind }) => kind !== 'fine').map(({ answered }) => answered);
    const late = own
      .filter(({ kind, asked, answered, what }) => kind === 'fine' && what !== 'reload' && answered - asked > 1500)
      .map(({ answered }) => answered);
    const again = trouble.length === 0 ? from : fine.find((at) => at > Math.max(...trouble));
    if (again === undefined || (name !== 'newcomer' && now - Math.max(0, ...fine) > 1500)) return undefined;
    calm = Math.max(calm, again, ...late);
  }
  return calm;
}

/** What is wrong with an outcome, in words; nothing when all is well. */
export function problems({ opened, recovery, failed, signedOut, interruption }: Outcome, bounds: Bounds): string[] {
  return [
    ...(opened.length > 0
      ? [
          `${opened.length} requests without a right got access, first as ` +
            `${intruderNames[opened[0]!.who as keyof typeof intruderNames]} ` +
            `with status ${opened[0]!.status}`,
        ]
      : []),
    ...(recovery === undefined ? [`did not recover without help within ${bounds.recovery} s`] : []),
    ...(
      [
        ['requests failed', failed, bounds.failed],
        ['people signed out', signedOut, bounds.signedOut],
        ['seconds of interruption', interruption, bounds.interruption],
      ] as const
    )
      .filter(([, got, allowed]) => got > allowed)
      .map(([what, got, allowed]) => `${got} ${what}, expected at most ${allowed}`),
  ];
}

/** An outcome in one line. */
export function describe(outcome: Outcome): string {
  const {
    requests,
    failed,
    signedOut,
    people,
    passwords,
    signIns,
    signInsFailed,
    interruption,
    recovery,
    attempts,
    opened,
    note,
  } = outcome;
  return [
    `${failed} of ${requests} requests failed`,
    `${signedOut} of ${people} people signed out, ${passwords} passwords typed`,
    `${signInsFailed} of ${signIns} sign-ins failed`,
    `longest interruption ${interruption} s`,
    recovery === undefined ? 'not recovered' : `recovered after ${recovery} s`,
    `${opened.length} of ${attempts} requests without a right got access`,
    ...(note ? [note] : []),
  ].join(', ');
}

function longestGap(fine: readonly Observation[], from: number, to: number): number {
  const times = [
    from,
    ...fine
      .map(({ answered }) => answered)
      .filter((at) => at >= from && at <= to)
      .sort((a, b) => a - b),
    to,
  ];
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  return Math.round(Math.max(...gaps) / 100) / 10;
}

import { Attack, notTried, Opened } from './attack';
import { meaningOf, Meaning } from './answers';
import { Cell, cellsOf, SAFE_METHODS } from './cells';
import { hostsOf, openFor, shutFor } from './doors';
import { Answer, Endpoint, HttpClient, NotNamed, Question } from './http';
import { Judgement } from './judgement';
import { AttackResult, CellResult, Verification } from './result';
import { withoutSecrets } from './secrets';
import { attempt, sound, Unsound } from './sound';
import { Credential, NOBODY_SIGNED_IN, Target } from './target';
import { AccessTable } from '../report/access-table';

export interface VerifyOptions {
  /** What the program says. Rows of hosts that are not named are left out. */
  readonly table: AccessTable;
  /** The only hosts that are asked. */
  readonly hosts: ReadonlyMap<string, Endpoint>;
  /** Who is signed in, beside nobody. */
  readonly credentials: readonly Credential[];
  /** What to try beside the cells. */
  readonly attacks: readonly Attack[];
  readonly cells: boolean;
  /** Methods beside GET, HEAD and OPTIONS, sent only to places that no application has and where the program lets nobody through. */
  readonly unsafeMethods: boolean;
  readonly requestsPerSecond: number;
  readonly timeoutMilliseconds: number;
  /** Certificate authority in PEM, in place of the public ones. */
  readonly authority?: string;
  /** Called after each step. */
  readonly progress?: (done: number, all: number, what: string) => void;
}

/** Thrown when there is nothing to judge: no answer at all, or a session that is none. */
export class NothingToVerify extends Error {}

/** So many plain requests without an answer, one after the other, and the rest is not tried. */
const PATIENCE = 10;
/** What an edge answers when it reaches nothing behind it, or not in time (RFC 9110, 15.6). */
const GATEWAY_FAILURES = [502, 503, 504];
const UNSAFE_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Looks at a deployment from outside and holds it against the program that it came from. Changes nothing there. */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { hosts, credentials, attacks } = options;
  const begin = Date.now();
  const all = hostsOf(options.table);
  for (const host of hosts.keys()) {
    if (!all.includes(host)) throw new NothingToVerify(`the table says nothing of ${host}; allowed: ${all.join(', ')}`);
  }
  const table: AccessTable = { ...options.table, rows: options.table.rows.filter(({ host }) => hosts.has(host)) };
  const target = targetOf(options, table);
  await reachable(target, hosts);
  for (const credential of credentials) await signedIn(target, credential);

  const cells = options.cells ? cellsOf(table, [NOBODY_SIGNED_IN, ...credentials], {
    methods: options.unsafeMethods ? [...SAFE_METHODS, ...UNSAFE_METHODS] : SAFE_METHODS, harmless: true,
  }) : [];
  if (options.cells && cells.length === 0) throw new NothingToVerify(`the table has no application at ${[...hosts.keys()].join(', ')}; fix: name the hosts of the applications too, ${all.join(', ')}`);
  const hidden = withoutSecrets(credentials);
  const steps = cells.length + attacks.length;
  const judgement = new Judgement(table);
  const cellResults: CellResult[] = [];
  for (const cell of cells) {
    cellResults.push(await judged(cell, judgement, target, hidden));
    options.progress?.(cellResults.length, steps, `${cell.method} ${cell.url}`);
    const last = cellResults.slice(-PATIENCE);
    if (last.length === PATIENCE && last.every(({ status }) => status === undefined)) throw new NothingToVerify(`${PATIENCE} requests in a row had no answer: ${last[PATIENCE - 1].error}`);
  }
  const judgedCells = await whileSignedIn(target, credentials, judgement.after(cellResults));
  const attackResults: AttackResult[] = [];
  const outcome = outcomes(target, options);
  for (const attack of attacks) {
    const { id, family, title, reference } = attack;
    const { result, detail } = await outcome(attack);
    attackResults.push({ id, family, title, reference, result, detail: hidden(detail) });
    options.progress?.(cellResults.length + attackResults.length, steps, attack.id);
  }
  return {
    hosts: [...hosts.keys()], startedAt: new Date(begin).toISOString(), seconds: Math.round((Date.now() - begin) / 100) / 10,
    hostsLeftOut: all.filter((host) => !hosts.has(host)), cells: judgedCells, attacks: attackResults,
  };
}

async function judged(cell: Cell, judgement: Judgement, target: Target, hidden: (text: string) => string): Promise<CellResult> {
  const { credential, method, url, decision } = cell;
  const about = { as: credential.name, method, url, application: decision.application, expected: decision.outcome, because: decision.reason };
  try {
    const answer = await target.ask(url, { method, headers: credential.headers });
    if (meaningOf(target.table, url, answer) === Meaning.FAILED && GATEWAY_FAILURES.includes(answer.status)) return { ...about, status: answer.status, error: `the edge answers ${answer.status}, for what is behind it` };
    const { problem, error } = judgement.of(cell, answer);
    return { ...about, status: answer.status, ...problem && { problem: hidden(problem) }, ...error && { error } };
  } catch (error) {
    return { ...about, error: hidden((error as Error).message) };
  }
}

/** The view from outside, with no more requests in a second than were allowed. */
function targetOf(options: VerifyOptions, table: AccessTable): Target {
  const client = new HttpClient({ hosts: options.hosts, timeoutMilliseconds: options.timeoutMilliseconds, authority: options.authority === undefined ? undefined : () => options.authority! });
  let next = 0;
  const turn = async () => {
    const now = Date.now();
    const at = Math.max(now, next);
    next = at + 1000 / options.requestsPerSecond;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
  return {
    table,
    signedIn: options.credentials.filter(({ signedIn, entrance }) => signedIn && entrance === undefined),
    ask: async (url, question) => {
      await turn();
      return client.ask(url, question);
    },
    raw: async (host, bytes, wire) => {
      await turn();
      return client.raw(host, bytes, wire);
    },
  };
}

async function reachable(target: Target, hosts: VerifyOptions['hosts']): Promise<void> {
  for (const host of hosts.keys()) await answerOf(target, `https://${host}/`);
}

async function answerOf({ ask }: Target, url: string, question?: Question): Promise<Answer> {
  return ask(url, question).catch((error: Error) => {
    throw new NothingToVerify(`${url} gives no answer: ${error.message}`);
  });
}

/** A session that is over would make every cell disagree, for another reason than the one that is looked for. */
async function signedIn(target: Target, credential: Credential): Promise<void> {
  if (!credential.signedIn) return;
  if (credential.entrance !== undefined) {
    if (isOver(credential.headers.Authorization ?? '')) throw new NothingToVerify(`the token of ${credential.name} is over; fix: give a new one`);
    return;
  }
  // Whoever may go nowhere is refused; only who is not signed in is asked to do so.
  const [door] = [...openFor(target, credential), ...shutFor(target, credential).filter(({ host, path }) => target.table.rows.some((row) => row.host === host && row.path === path && row.permitted.length > 0))];
  if (door && meaningOf(target.table, door.url, await answerOf(target, door.url, { headers: credential.headers })) === Meaning.SIGN_IN) {
    throw new NothingToVerify(`the session of ${credential.name} is none: ${door.url} asks to sign in; copy the cookie ${target.table.signOn.cookie} anew`);
  }
}

/** Whether a token says so itself; one that is no JWT says nothing. Its signature is for others to check. */
function isOver(token: string): boolean {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof exp === 'number' && exp * 1000 <= Date.now();
  } catch {
    return false;
  }
}

/** What was wrong for somebody whose session ended meanwhile is no disagreement: nobody can tell. */
async function whileSignedIn(target: Target, credentials: readonly Credential[], results: readonly CellResult[]): Promise<CellResult[]> {
  const over = new Map<string, string>();
  for (const credential of credentials) {
    if (results.some(({ as, problem }) => as === credential.name && problem !== undefined)) await signedIn(target, credential).catch((error: Error) => over.set(credential.name, error.message));
  }
  return results.map(({ problem, ...rest }) => (problem !== undefined && over.has(rest.as) ? { ...rest, error: `${over.get(rest.as)}; before that: ${problem}` } : { ...rest, ...problem !== undefined && { problem } }));
}

/** Tries one attack after the other, for as long as plain requests are answered as the program says: then one more could not be judged, and the rest is not tried. */
function outcomes(target: Target, { unsafeMethods }: VerifyOptions): (attack: Attack) => Promise<Pick<AttackResult, 'result' | 'detail'>> {
  let begun = false;
  let unsound: string | undefined;
  return async (attack) => {
    if (attack.unsafe && !unsafeMethods) return notTried('it sends methods that are not safe, which were not asked for');
    if (unsound !== undefined) return notTried(unsound);
    try {
      if (!begun) await sound(target);
      begun = true;
      return await attempt(attack, target);
    } catch (error) {
      if (error instanceof NotNamed) return notTried(error.message);
      if (error instanceof Unsound) unsound = `for the same reason as ${attack.id}, which could not be judged`;
      return { result: error instanceof Opened ? 'succeeded' : 'error', detail: (error as Error).message };
    }
  };
}

import { Attack, notTried, Opened } from './attack';
import { meaningOf, Meaning } from './answers';
import { Cell, cellsOf, disagreement, SAFE_METHODS } from './cells';
import { hostsOf, openFor, shutFor } from './doors';
import { Endpoint, HttpClient, NotNamed } from './http';
import { Judgement } from './judgement';
import { AttackResult, CellResult, Verification } from './result';
import { withoutSecrets } from './secrets';
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
  const steps = cells.length + attacks.length;
  const judgement = new Judgement(table);
  const cellResults: CellResult[] = [];
  for (const cell of cells) {
    cellResults.push(await judged(cell, judgement, target, credentials));
    options.progress?.(cellResults.length, steps, `${cell.method} ${cell.url}`);
    const last = cellResults.slice(-PATIENCE);
    if (last.length === PATIENCE && last.every(({ status }) => status === undefined)) throw new NothingToVerify(`${PATIENCE} requests in a row had no answer: ${last[PATIENCE - 1].error}`);
  }
  if (attacks.length > 0) await sound(target, hosts);
  const attackResults: AttackResult[] = [];
  for (const attack of attacks) {
    attackResults.push(await tried(attack, target, options));
    options.progress?.(cellResults.length + attackResults.length, steps, attack.id);
  }
  return {
    hosts: [...hosts.keys()], startedAt: new Date(begin).toISOString(), seconds: Math.round((Date.now() - begin) / 100) / 10,
    hostsLeftOut: all.filter((host) => !hosts.has(host)), cells: judgement.after(cellResults), attacks: attackResults,
  };
}

async function judged(cell: Cell, judgement: Judgement, target: Target, credentials: readonly Credential[]): Promise<CellResult> {
  const { credential, method, url, decision } = cell;
  const about = { as: credential.name, method, url, application: decision.application, expected: decision.outcome, because: decision.reason };
  try {
    const answer = await target.ask(url, { method, headers: credential.headers });
    const { problem, error } = judgement.of(cell, answer);
    return { ...about, status: answer.status, ...problem && { problem: withoutSecrets(problem, credentials) }, ...error && { error } };
  } catch (error) {
    return { ...about, error: withoutSecrets((error as Error).message, credentials) };
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
    signedIn: options.credentials.filter((credential) => credential.signedIn),
    ask: async (url, question) => {
      await turn();
      const answer = await client.ask(url, question);
      if (answer.status === 429) throw new Error('asked too often (status 429): lower the rate');
      return answer;
    },
    raw: async (host, bytes, wire) => {
      await turn();
      return client.raw(host, bytes, wire);
    },
  };
}

async function reachable(target: Target, hosts: VerifyOptions['hosts']): Promise<void> {
  for (const host of hosts.keys()) {
    await target.ask(`https://${host}/`).catch((error: Error) => {
      throw new NothingToVerify(`https://${host} gives no answer: ${error.message}`);
    });
  }
}

/** A session that is over would make every cell disagree, for another reason than the one that is looked for. */
async function signedIn(target: Target, credential: Credential): Promise<void> {
  if (!credential.signedIn) return;
  // Whoever may go nowhere is refused; only who is not signed in is asked to do so.
  const [door] = [...openFor(target, credential), ...shutFor(target, credential).filter(({ host, path }) => target.table.rows.some((row) => row.host === host && row.path === path && row.permitted.length > 0))];
  if (door && meaningOf(target.table, door.url, await target.ask(door.url, { headers: credential.headers })) === Meaning.SIGN_IN) {
    throw new NothingToVerify(`the session of ${credential.name} is none: ${door.url} asks to sign in; copy the cookie ${target.table.signOn.cookie} anew`);
  }
}

/** Where plain requests are not answered as the program says, an attack that comes to nothing would prove nothing. */
async function sound({ table, ask }: Target, hosts: VerifyOptions['hosts']): Promise<void> {
  if (hosts.has(table.signOn.host)) {
    const url = `https://${table.signOn.host}/oauth2/start`;
    const answer = await ask(url);
    if (meaningOf(table, url, answer) !== Meaning.SIGN_IN) throw new NothingToVerify(`${url} does not begin a sign-in, but answers ${answer.status} ${answer.headers.location ?? ''}`);
  }
  const plain = cellsOf(table, [NOBODY_SIGNED_IN], { methods: ['GET'], harmless: true });
  for (const application of new Set(table.rows.map((row) => row.application))) {
    const answers = await Promise.all(plain.filter(({ decision }) => decision.application === application).slice(0, 5).map(async (cell) => disagreement(table, cell, await ask(cell.url))));
    if (answers.every((problem) => problem !== undefined)) throw new NothingToVerify(`${application} is not answered as the program says, even without any attack: ${answers[0]}`);
  }
}

async function tried(attack: Attack, target: Target, { credentials, unsafeMethods }: VerifyOptions): Promise<AttackResult> {
  const { id, family, title, reference } = attack;
  const about = { id, family, title, reference };
  if (attack.unsafe && !unsafeMethods) return { ...about, ...notTried('it sends methods that are not safe, which were not asked for') };
  try {
    const { result, detail } = await attack.run(target);
    return { ...about, result, detail: withoutSecrets(detail, credentials) };
  } catch (error) {
    if (error instanceof NotNamed) return { ...about, ...notTried(error.message) };
    return { ...about, result: error instanceof Opened ? 'succeeded' : 'error', detail: withoutSecrets((error as Error).message, credentials) };
  }
}

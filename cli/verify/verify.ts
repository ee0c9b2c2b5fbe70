import { AccessCheck, accessChecksOf } from './access-checks';
import { meaningOf, Meaning } from './answers';
import { Attack, notTried, Opened } from './attack';
import { runAttack, checkBaseline, BaselineFailed } from './baseline';
import { hostsOf, allowedFor, deniedFor } from './entry-points';
import { Answer, Endpoint, HttpClient, NotNamed, Question } from './http';
import { Judgement } from './judgement';
import { AttackResult, AccessCheckResult, Verification } from './result';
import { retryOnce } from './retry';
import { withoutSecrets } from './secrets';
import { Credential, NOBODY_SIGNED_IN, Target } from './target';
import { uniqueName } from './uncached';
import { Outcome } from '../../lib/access/decide';
import { READING_METHODS } from '../../lib/access/locations';
import { AccessTable } from '../../lib/report/access-table';

export interface VerifyOptions {
  /** The access table. Rows of hosts that are not named are left out. */
  readonly table: AccessTable;
  /** The only hosts that are asked. */
  readonly hosts: ReadonlyMap<string, Endpoint>;
  /** The credentials to use, besides requests without a session. */
  readonly credentials: readonly Credential[];
  /** The attacks to try, besides the access checks. */
  readonly attacks: readonly Attack[];
  readonly cells: boolean;
  /**
   * Whether to send methods other than GET, HEAD and OPTIONS. They go only to unused paths to which the program denies
   * access.
   */
  readonly unsafeMethods: boolean;
  readonly requestsPerSecond: number;
  readonly timeoutMilliseconds: number;
  /** Certificate authority in PEM, in place of the public ones. */
  readonly authority?: string;
  /** Called after each step. */
  readonly progress?: (done: number, all: number, what: string) => void;
}

/** Thrown when nothing can be judged: no answer at all, or a session that is not valid. */
export class NothingToVerify extends Error {}

/** The number of consecutive requests without an answer after which the run stops. */
const MAX_UNANSWERED = 10;
/** Answers of an edge that does not reach the application in time (RFC 9110, 15.6). */
const GATEWAY_FAILURES = [502, 503, 504];
const CHANGING_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Compare a deployment from outside with the access table of its program. Changes nothing there. */
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

  const cells = options.cells
    ? accessChecksOf(table, [NOBODY_SIGNED_IN, ...credentials], {
        methods: options.unsafeMethods ? [...READING_METHODS, ...CHANGING_METHODS] : READING_METHODS,
        harmless: true,
      })
    : [];
  if (options.cells && cells.length === 0) {
    throw new NothingToVerify(
      `the table has no application at ${[...hosts.keys()].join(', ')}; fix: name the hosts of the applications ` +
        `too, ${all.join(', ')}`,
    );
  }
  const hidden = withoutSecrets(credentials);
  const steps = cells.length + attacks.length;
  const judgement = new Judgement(table);
  const cellResults: AccessCheckResult[] = [];
  /** The indexes of the results that asked for a sign-in. */
  const asked = new Set<number>();
  for (const cell of cells) {
    const { result, asksToSignIn } = await judged(cell, judgement, target, hidden);
    if (asksToSignIn) asked.add(cellResults.length);
    cellResults.push(result);
    options.progress?.(cellResults.length, steps, `${cell.method} ${cell.url}`);
    const last = cellResults.slice(-MAX_UNANSWERED);
    if (last.length === MAX_UNANSWERED && last.every(({ status }) => status === undefined)) {
      throw new NothingToVerify(`${MAX_UNANSWERED} requests in a row had no answer: ${last[MAX_UNANSWERED - 1].error}`);
    }
  }
  const judgedCells = await withEndedSessions(target, credentials, judgement.after(cellResults), asked);
  const attackResults: AttackResult[] = [];
  const outcome = outcomes(target, options);
  for (const attack of attacks) {
    const { id, family, title, reference } = attack;
    const { result, detail } = await outcome(attack);
    attackResults.push({ id, family, title, reference, result, detail: hidden(detail) });
    options.progress?.(cellResults.length + attackResults.length, steps, attack.id);
  }
  return {
    hosts: [...hosts.keys()],
    startedAt: new Date(begin).toISOString(),
    seconds: Math.round((Date.now() - begin) / 100) / 10,
    hostsLeftOut: all.filter((host) => !hosts.has(host)),
    cells: judgedCells,
    attacks: attackResults,
  };
}

async function judged(
  cell: AccessCheck,
  judgement: Judgement,
  target: Target,
  hidden: (text: string) => string,
): Promise<{ readonly result: AccessCheckResult; readonly asksToSignIn: boolean }> {
  const { credential, method, url, decision } = cell;
  const about = {
    as: credential.name,
    method,
    url,
    application: decision.application,
    expected: decision.outcome,
    because: decision.reason,
  };
  try {
    const answer = await target.ask(url, { method, headers: credential.headers });
    const meaning = meaningOf(target.table, url, answer);
    const asksToSignIn = [Meaning.SIGN_IN, Meaning.UNAUTHORIZED].includes(meaning);
    if (meaning === Meaning.FAILED && GATEWAY_FAILURES.includes(answer.status)) {
      return {
        result: {
          ...about,
          status: answer.status,
          error: `the edge answers ${answer.status}: it does not reach the application`,
        },
        asksToSignIn,
      };
    }
    const { problem, error } = judgement.of(cell, answer);
    const result = {
      ...about,
      status: answer.status,
      ...(problem && { problem: hidden(problem) }),
      ...(error && { error }),
    };
    // An expired token must give no access, which agrees with every refusal. Access that the program denies is a
    // disagreement all the same.
    if ((meaning !== Meaning.PASSED || decision.outcome === Outcome.ALLOW) && hasExpired(credential)) {
      return {
        result: { ...about, status: answer.status, error: `the token of ${credential.name} has expired` },
        asksToSignIn,
      };
    }
    return { result, asksToSignIn };
  } catch (error) {
    return { result: { ...about, error: hidden((error as Error).message) }, asksToSignIn: false };
  }
}

/** The deployment, with a limited rate of requests. */
function targetOf(options: VerifyOptions, table: AccessTable): Target {
  const client = new HttpClient({
    hosts: options.hosts,
    timeoutMilliseconds: options.timeoutMilliseconds,
    authority: options.authority === undefined ? undefined : () => options.authority!,
  });
  let next = 0;
  const turn = async () => {
    const now = Date.now();
    const at = Math.max(now, next);
    next = at + 1000 / options.requestsPerSecond;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  };
  return {
    table,
    signedIn: options.credentials.filter((credential) => credential.signedIn && credential.entrance === undefined),
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

/** Check that a session is valid. An expired session would make every access check disagree. */
async function signedIn(target: Target, credential: Credential): Promise<void> {
  if (hasExpired(credential)) {
    throw new NothingToVerify(`the token of ${credential.name} has expired; fix: give a new one`);
  }
  const entry = await askedToSignInAt(target, credential);
  if (entry !== undefined) {
    throw new NothingToVerify(
      `the session of ${credential.name} is not valid: ${entry} asks for a sign-in; fix: copy the cookie ` +
        `${target.table.signOn.cookie} again`,
    );
  }
}

/** The address that asks a signed-in person to sign in, if any. */
async function askedToSignInAt(target: Target, credential: Credential): Promise<string | undefined> {
  if (!credential.signedIn || credential.entrance !== undefined) return undefined;
  // A signed-in person without rights is refused. Only a request without a session is asked to sign in.
  const [entry] = [
    ...allowedFor(target, credential),
    ...deniedFor(target, credential).filter(({ host, path }) =>
      target.table.rows.some((row) => row.host === host && row.path === path && row.permitted.length > 0),
    ),
  ];
  // An edge that caches decisions uses all cookies as the key.
  const Cookie = [credential.headers.Cookie, `${uniqueName()}=x`].filter(Boolean).join('; ');
  return entry &&
    meaningOf(
      target.table,
      entry.url,
      await answerOf(target, entry.url, { headers: { ...credential.headers, Cookie } }),
    ) === Meaning.SIGN_IN
    ? entry.url
    : undefined;
}

/**
 * Whether a token has expired by its own claim. A token that is not a JWT has no such claim. The signature is not
 * checked here.
 */
function hasExpired({ headers: { Authorization: token = '' } }: Credential): boolean {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown;
    };
    return typeof exp === 'number' && exp * 1000 <= Date.now();
  } catch {
    return false;
  }
}

/** Mark results as unknown if the session ended during the run. Other disagreements stay. */
async function withEndedSessions(
  target: Target,
  credentials: readonly Credential[],
  results: readonly AccessCheckResult[],
  asked: ReadonlySet<number>,
): Promise<AccessCheckResult[]> {
  const over = new Set<string>();
  const couldBe = (index: number) => asked.has(index) && results[index]!.problem !== undefined;
  for (const credential of credentials) {
    if (!results.some(({ as }, index) => as === credential.name && couldBe(index))) continue;
    // Without an answer the state of the session is unknown, and the result stays.
    const entry = await retryOnce(() => askedToSignInAt(target, credential)).catch(() => undefined);
    if (entry !== undefined) over.add(credential.name);
  }
  return results.map((result, index) => {
    const { problem, ...rest } = result;
    return couldBe(index) && over.has(rest.as)
      ? { ...rest, error: `the session of ${rest.as} ended; before that: ${problem}` }
      : result;
  });
}

/** Run attacks in order while the baseline holds. After a failed baseline the remaining attacks are not tried. */
function outcomes(
  target: Target,
  { unsafeMethods }: VerifyOptions,
): (attack: Attack) => Promise<Pick<AttackResult, 'result' | 'detail'>> {
  let begun = false;
  let baselineFailure: string | undefined;
  return async (attack) => {
    if (attack.unsafe && !unsafeMethods) {
      return notTried('it sends methods that are not safe, which were not asked for');
    }
    if (baselineFailure !== undefined) return notTried(baselineFailure);
    try {
      if (!begun) await checkBaseline(target);
      begun = true;
      return await runAttack(attack, target);
    } catch (error) {
      if (error instanceof NotNamed) return notTried(error.message);
      if (error instanceof BaselineFailed) {
        baselineFailure = `for the same reason as ${attack.id}, which could not be judged`;
      }
      return { result: error instanceof Opened ? 'succeeded' : 'error', detail: (error as Error).message };
    }
  };
}

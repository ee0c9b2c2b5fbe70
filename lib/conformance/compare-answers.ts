import { BuiltProgram, issuerOf } from './build-program';
import { EdgeAnswer, EdgeRequest, EdgeUnderTest, RenderedProgram } from './edge-under-test';
import { internalsOf } from './internals';
import { GivenProgram, MACHINE_HOSTS } from './programs';
import { decideAmong } from '../access/decide';
import { IdentityKind, IIdentity } from '../access/identity';
import { normalizePath } from '../access/normalize-path';
import { NOBODY } from '../edge/nobody';
import { PUBLIC_ENDPOINTS } from '../edge/proxy-endpoints';
import { placesOf } from '../report/access-table';

const EVERYWHERE = [
  '/',
  '/a',
  '/a/b/c',
  '/x_y.z-0',
  '/oauth2/callback',
  '/oauth2/auth',
  '/-/healthy',
  '/api/v1/admin/tsdb',
];
const WITHIN = ['', '/x', '/x/y/z', '/-/quit', '/-%2Fquit', '/api/v1/write', '/api/v2/silences'];
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'post', 'Delete', 'PROPFIND'];

/** A request that the rendered routes and the model answer differently. */
export class Difference extends Error {
  constructor(request: EdgeRequest, who: string | undefined, answer: EdgeAnswer | undefined, problem: string) {
    super(
      `${request.method} ${request.host}${request.path}${who === undefined ? '' : ` as ${who}`}: ${problem}; ` +
        `the edge's answer: ${JSON.stringify(answer) ?? 'no route'}`,
    );
    this.name = 'Difference';
  }
}

/** The paths that are requested of every host of a program. */
function probesOf({ applications }: GivenProgram): Set<string> {
  const within = applications.flatMap(({ path }) =>
    /^(\/[\w.-]+)+$/.test(path ?? '') ? WITHIN.map((below) => `${path}${below}`) : [],
  );
  return new Set([...EVERYWHERE, ...within]);
}

/** What a comparison has looked at. */
export interface Compared {
  readonly given: GivenProgram;
  readonly built: BuiltProgram;
  readonly rendered: RenderedProgram;
  /** Name of the Service of the proxy for people. */
  readonly proxyService: string;
}

/**
 * Compares the answers of the rendered routes with the decisions of the model and with those of the access table, for
 * every identity alone and for a client without a session.
 * @throws Difference at the first request that they answer differently
 */
export function compareAnswers(
  subject: Pick<EdgeUnderTest, 'answers'>,
  compared: Compared,
  seen: (answer: EdgeAnswer | undefined, request: EdgeRequest) => void = () => undefined,
): void {
  const { given, built, rendered } = compared;
  const table = JSON.parse(JSON.stringify(internalsOf(built.sso).table));
  const hosts = [given.host, ...given.applications.flatMap(({ host }) => host ?? []), ...Object.values(MACHINE_HOSTS)];
  for (const host of new Set(hosts)) {
    for (const probe of probesOf(given)) {
      for (const method of METHODS) {
        const request = { host, path: normalizePath(probe)!, method };
        const answer = subject.answers(rendered, request);
        seen(answer, request);
        checkAnswer(compared, request, answer);
        for (const identity of [undefined, ...built.identities]) {
          checkDecision(compared, table, request, answer, probe, identity);
        }
      }
    }
  }
}

/** Checks of an answer that do not depend on the caller. */
function checkAnswer({ given, proxyService }: Compared, request: EdgeRequest, answer: EdgeAnswer | undefined): void {
  if (answer === undefined) return;
  const differs = (problem: string): never => {
    throw new Difference(request, undefined, answer, problem);
  };
  if (answer.service === proxyService) {
    if (request.host !== given.host || !PUBLIC_ENDPOINTS.includes(request.path)) {
      differs('the proxy itself is reached at a path that no browser needs');
    }
    return;
  }
  if (answer.asksFor === undefined) {
    if (!answer.closed) differs('the route is open: the proxy is not asked');
  } else if (answer.asksFor.length === 0 || answer.asksFor.includes('')) {
    differs('the proxy is asked for no value, and permits every session');
  } else if (answer.closed && answer.asksFor.some((value) => value !== NOBODY)) {
    differs('the route is closed, and the proxy is asked for an identity');
  }
}

/** The entrance that an identity comes in by; people come in by none. */
const entranceOf = (identity: IIdentity | undefined): string | undefined =>
  identity?.identityKind === IdentityKind.SERVICE_ACCOUNT
    ? Object.keys(MACHINE_HOSTS).find((id) => identity.issuerUrl === issuerOf(id))
    : undefined;

function checkDecision(
  compared: Compared,
  table: Parameters<typeof placesOf>[0],
  request: EdgeRequest,
  answer: EdgeAnswer | undefined,
  probe: string,
  identity: IIdentity | undefined,
): void {
  const { sso, identities } = compared.built;
  const { host, method } = request;
  const { outcome } = sso.explain({ url: `https://${host}${probe}`, method, as: identity && [identity] });
  const expected = expectedOutcomes(compared, host, answer, identity);
  if (!expected.includes(outcome)) {
    throw new Difference(
      request,
      identity?.displayName ?? 'nobody',
      answer,
      `the model decides ${outcome}, the edge ${expected.join(' or ')}`,
    );
  }
  const entrance = entranceOf(identity);
  const everyone = entrance ? [] : identities.filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
  const byTable = decideAmong(
    placesOf(table),
    { host, method, path: probe },
    {
      signedIn: identity !== undefined,
      entrance,
      claims: identity ? [identity, ...everyone].map(({ claimValue }) => claimValue) : [],
    },
  );
  if (byTable.outcome !== outcome) {
    throw new Difference(
      request,
      identity?.displayName,
      answer,
      `the model decides ${outcome}, the access table ${byTable.outcome}`,
    );
  }
}

/** The outcomes that agree with an answer of the edge. */
function expectedOutcomes(
  { given, built: { identities }, proxyService }: Compared,
  host: string,
  answer: EdgeAnswer | undefined,
  identity: IIdentity | undefined,
): string[] {
  if (answer === undefined) return ['not-found'];
  // The model decides about applications, not about the endpoints of the proxy.
  if (answer.service === proxyService) return ['not-found', 'sign-in', 'refuse', 'allow'];
  if (answer.closed) return ['refuse'];
  const entrance = given.machines ? Object.keys(MACHINE_HOSTS).find((id) => MACHINE_HOSTS[id] === host) : undefined;
  if (identity === undefined || entranceOf(identity) !== entrance) {
    return [entrance === undefined ? 'sign-in' : 'refuse'];
  }
  const everyone = identities.filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
  const holds = [identity, ...everyone].map(({ claimValue }) => claimValue);
  return answer.asksFor!.some((value) => holds.includes(value)) ? ['allow'] : ['refuse'];
}

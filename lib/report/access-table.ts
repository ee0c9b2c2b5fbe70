import { locationsOf, MethodAnswer } from '../access/locations';
import { SsoModel } from '../model';

/** One row: who may pass at one place, for one kind of request. */
export interface AccessRow {
  readonly application: string;
  readonly host: string;
  readonly path: string;
  readonly match: string;
  /** `any`, `any other`, or the methods. */
  readonly methods: string;
  readonly purpose: string;
  /** Empty: closed, status 403 for everyone. */
  readonly permitted: readonly { readonly kind: string; readonly name: string; readonly claim: string }[];
}

export interface AccessTable {
  readonly signOn: { readonly host: string; readonly issuer: string; readonly groupsClaim: string; readonly cookie: string; readonly edge: string };
  /** After how many seconds a withdrawn right is gone at the latest, and what that is made of. */
  readonly withdrawal: { readonly seconds: number; readonly because: string };
  /** What signing out ends. */
  readonly signOut: string;
  readonly rows: readonly AccessRow[];
}

export function accessTable(model: SsoModel): AccessTable {
  return {
    signOn: { host: model.host, issuer: model.relyingParty.issuerUrl, groupsClaim: model.relyingParty.groupsClaim, cookie: model.cookie.name, edge: model.edge.name },
    withdrawal: withdrawal(model),
    signOut: model.relyingParty.endSessionUrl && model.sessions.inStore ? 'the session of the proxy and that of the identity provider' : 'the session of the proxy alone',
    rows: model.applications.flatMap((application) => locationsOf(application).flatMap(({ path, match, answers }) => answers.map((answer) => ({
      application: application.id,
      host: application.host,
      path,
      match,
      methods: methods(answer, answers),
      purpose: answer.purpose,
      permitted: answer.permitted.map(({ identityKind, displayName, claimValue }) => ({ kind: identityKind, name: displayName, claim: claimValue })),
    })))),
  };
}

/** A refresh that fails without ending the session keeps the old groups until the access token ends; then comes the edge's cache. */
function withdrawal(model: SsoModel): AccessTable['withdrawal'] {
  const cache = model.edge.cacheSeconds;
  const cached = cache > 0 ? ` + ${cache} s cache of the edge` : '';
  const refresh = model.cookie.refreshSeconds;
  const token = model.relyingParty.accessTokenLifespan?.toSeconds();
  if (!model.sessions.refreshes || token === undefined) {
    return { seconds: model.cookie.expireSeconds + cache, because: `${model.cookie.expireSeconds} s until the session ends, as it is never refreshed${cached}` };
  }
  return { seconds: Math.max(refresh, token) + cache, because: `the greater of ${refresh} s refresh and ${token} s access token${cached}` };
}

function methods(answer: MethodAnswer, answers: readonly MethodAnswer[]): string {
  return answer.methods?.join(', ') ?? (answers.length > 1 ? 'any other' : 'any');
}

import { ApplicationAccess } from './application-access';
import { IIdentity } from './identity';
import { answerFor, covers, Location, locationsOf, MethodAnswer } from './locations';
import { normalizePath } from './normalize-path';

/** A request: host, method, and the path as the client sent it, without the query. */
export interface AccessRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

/** The sender of a request: not signed in, or signed in with a token that has these claim values. */
export interface Requester {
  readonly signedIn: boolean;
  readonly claims: readonly string[];
  /**
   * Id of the machine entrance that accepts the token.
   * @default - the sender is a person
   */
  readonly entrance?: string;
}

export enum Outcome {
  /** The request reaches the application. */
  ALLOW = 'allow',
  /** The request has no session: the browser is redirected to the identity provider. */
  SIGN_IN = 'sign-in',
  /** The request gets status 403. */
  REFUSE = 'refuse',
  /** No application is served at the path: the request gets status 404. */
  NOT_FOUND = 'not-found',
}

export interface Decision {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly application?: string;
  /** The location that decides. */
  readonly location?: Location;
  readonly answer?: MethodAnswer;
}

/** A location with its host and application: what `decideAmong` needs to know about an application. */
export interface Place {
  readonly application: string;
  readonly host: string;
  readonly location: Location;
  readonly entrance?: string;
}

/** Decides whether a request to one of these applications is allowed. */
export function decide(
  applications: readonly ApplicationAccess[],
  request: AccessRequest,
  requester: Requester,
): Decision {
  return decideAmong(
    applications.flatMap((application) =>
      locationsOf(application).map((location) => ({
        application: application.id,
        host: application.host,
        location,
        entrance: application.entrance,
      })),
    ),
    request,
    requester,
  );
}

/**
 * Decides whether a request to one of these locations is allowed. This is the only implementation of the decision: the
 * edges, the access table and the tests use the same locations. The path is decoded first, as edges and applications
 * do.
 */
export function decideAmong(places: readonly Place[], request: AccessRequest, requester: Requester): Decision {
  const path = normalizePath(request.path);
  if (path === undefined) return { outcome: Outcome.REFUSE, reason: 'the path is not a valid encoding' };
  const host = request.host.toLowerCase().replace(/:\d+$/, '');

  const candidates = places
    .filter((place) => place.host === host && covers(place.location, path))
    .sort(
      (a, b) =>
        Number(b.location.match === 'exact') - Number(a.location.match === 'exact') ||
        b.location.path.length - a.location.path.length,
    );
  const [hit] = candidates;
  if (!hit) return { outcome: Outcome.NOT_FOUND, reason: `no application is served at ${host}${path}` };

  const answer = answerFor(hit.location.answers, request.method);
  const place = { application: hit.application, location: hit.location, answer };
  if (answer.permitted.length === 0) {
    const unnamed = answer.methods === undefined && hit.location.answers.length > 1;
    const reason = unnamed
      ? `no route of ${hit.application} names the method ${request.method} at ${hit.location.path}`
      : `${answer.purpose} of ${hit.application} is not granted to any identity`;
    return { ...place, outcome: Outcome.REFUSE, reason };
  }
  if (!requester.signedIn || requester.entrance !== hit.entrance) {
    return hit.entrance === undefined
      ? { ...place, outcome: Outcome.SIGN_IN, reason: 'the request has no session' }
      : { ...place, outcome: Outcome.REFUSE, reason: `the request has no token for ${hit.entrance}` };
  }
  const granted = (names: string) => `${answer.purpose} of ${hit.application} is granted to ${names}`;
  const matched = answer.permitted.find((identity: IIdentity) => requester.claims.includes(identity.claimValue));
  return matched
    ? { ...place, outcome: Outcome.ALLOW, reason: granted(matched.displayName) }
    : {
        ...place,
        outcome: Outcome.REFUSE,
        reason: granted(answer.permitted.map(({ displayName }) => displayName).join(', ')),
      };
}

import { ApplicationAccess } from './application-access';
import { IIdentity } from './identity';
import { answerFor, covers, Location, locationsOf, MethodAnswer } from './locations';
import { normalizePath } from './normalize-path';

/** What is asked: host, method and the path as it came over the wire, without the query. */
export interface AccessRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

/** Who asks: nobody, or somebody whose token holds these values in the claim that is looked at. */
export interface Requester {
  readonly signedIn: boolean;
  readonly claims: readonly string[];
  /**
   * The machine entrance at which the token is good.
   * @default - that of people
   */
  readonly entrance?: string;
}

export enum Outcome {
  /** The application sees the request. */
  ALLOW = 'allow',
  /** Nobody is signed in: the browser is sent to the identity provider. */
  SIGN_IN = 'sign-in',
  /** Refused with status 403. */
  REFUSE = 'refuse',
  /** No application is there: status 404. */
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

/** A location with where it is: what a decision needs to know of an application. */
export interface Place {
  readonly application: string;
  readonly host: string;
  readonly location: Location;
  readonly entrance?: string;
}

/** What is asked of these applications, and what to answer. */
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
 * The one home of the access decision: renderers, table and tests all take it from the same locations.
 * The path is decoded first, as the edge does, since an application decodes it as well.
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
      : `${answer.purpose} of ${hit.application} is granted to nobody`;
    return { ...place, outcome: Outcome.REFUSE, reason };
  }
  if (!requester.signedIn || requester.entrance !== hit.entrance) {
    return hit.entrance === undefined
      ? { ...place, outcome: Outcome.SIGN_IN, reason: 'nobody is signed in' }
      : { ...place, outcome: Outcome.REFUSE, reason: `no token of ${hit.entrance} is there` };
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

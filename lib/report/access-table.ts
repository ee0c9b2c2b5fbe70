import { PathMatch } from '../access/application-route';
import { Place } from '../access/decide';
import { IdentityKind } from '../access/identity';
import { Location, locationsOf, MethodAnswer } from '../access/locations';
import { Purpose } from '../access/purpose';
import { AcceptedException, SsoModel } from '../model';

/** Start of `methods` in a row for the methods that no other row of the path names. */
const ANY = 'any';

/** Format and version in `access.json`. Readers refuse a version that they do not support. */
export const ACCESS_TABLE_FORMAT = 'cdk8s-monitoring-sso/access/2';

/** One row of the access table: the identities that are permitted at one path, for some methods. */
export interface AccessRow {
  readonly application: string;
  /** Kind of the application, for people to read: `Prometheus`. */
  readonly kind: string;
  /** Path of the construct that protects the application. */
  readonly construct: string;
  /** Id of the cluster that the application runs in. @default - the cluster of the sign-on */
  readonly cluster?: string;
  readonly host: string;
  readonly path: string;
  readonly match: string;
  /** `any`, `any other`, or the methods. */
  readonly methods: string;
  readonly purpose: string;
  /** Id of the machine entrance, see `machines`. @default - the row is for people */
  readonly entrance?: string;
  /** The permitted identities. If empty, the route is closed: every request gets status 403. */
  readonly permitted: readonly { readonly kind: string; readonly name: string; readonly claim: string }[];
}

export interface AccessTable {
  readonly format: string;
  readonly signOn: {
    readonly host: string;
    readonly issuer: string;
    readonly groupsClaim: string;
    readonly cookie: string;
    readonly edge: string;
    /** Whether programs that ask for JSON get status 401 in place of a redirect. */ readonly programsAreTold: boolean;
    /**
     * Patterns of the answers that the edges write themselves.
     * @default - none
     */
    readonly errorPages?: { readonly anyStatus: readonly string[]; readonly notFound: readonly string[] };
  };
  /** The longest time until a withdrawn right has no effect, in seconds, and the parts of this time. */
  readonly withdrawal: {
    readonly seconds: number;
    readonly because: string;
    /** The part that is the cache of the edge, which also delays a sign-out. */ readonly cacheSeconds: number;
  };
  /** The sessions that signing out ends. */
  readonly signOut: string;
  /**
   * The machine entrances. A request without a token of the issuer gets status 401 or 403, not a redirect to sign in.
   */
  readonly machines: readonly {
    readonly id: string;
    readonly host: string;
    readonly issuer: string;
    readonly audience: string;
    /** When a withdrawn right of a machine has no effect. */ readonly withdrawal: string;
  }[];
  readonly rows: readonly AccessRow[];
  /**
   * Problems that the program accepts, with reasons.
   * @default - none
   */
  readonly acceptedExceptions?: readonly AcceptedException[];
}

export function accessTable(model: SsoModel): AccessTable {
  return {
    format: ACCESS_TABLE_FORMAT,
    signOn: {
      host: model.host,
      issuer: model.relyingParty.issuerUrl,
      groupsClaim: model.relyingParty.groupsClaim,
      cookie: model.cookie.name,
      edge: model.edge.name,
      programsAreTold: model.edge.programsAreTold,
      errorPages: model.edge.errorPages,
    },
    withdrawal: withdrawal(model),
    ...(model.acceptedExceptions.length === 0 ? {} : { acceptedExceptions: model.acceptedExceptions }),
    signOut:
      model.relyingParty.endSessionUrl && model.sessions.inStore
        ? 'the session of the proxy and that of the identity provider'
        : 'only the session of the proxy',
    machines: model.entrances.map(({ id, host, issuer }) => ({
      id,
      host,
      issuer: issuer.issuerUrl,
      audience: issuer.audience,
      withdrawal: withdrawalOfMachines(model),
    })),
    rows: model.applications.flatMap((application) =>
      locationsOf(application).flatMap(({ path, match, answers }) =>
        answers.map((answer) => ({
          application: application.id,
          kind: application.kind,
          construct: application.construct,
          ...(application.cluster === undefined ? {} : { cluster: application.cluster }),
          host: application.host,
          path,
          match,
          methods: methods(answer, answers),
          purpose: answer.purpose,
          ...(application.entrance === undefined ? {} : { entrance: application.entrance }),
          permitted: answer.permitted.map(({ identityKind, displayName, claimValue }) => ({
            kind: identityKind,
            name: displayName,
            claim: claimValue,
          })),
        })),
      ),
    ),
  };
}

/**
 * Returns the longest time until a withdrawn right has no effect. If a refresh fails without ending the session, the
 * old groups are used until the access token expires. The cache of the edge adds its time.
 */
function withdrawal(model: SsoModel): AccessTable['withdrawal'] {
  const cache = model.edge.cacheSeconds;
  const cached = cache > 0 ? ` + ${cache} s cache of the edge` : '';
  const refresh = model.cookie.refreshSeconds;
  const token = model.relyingParty.accessTokenSeconds;
  if (!model.sessions.refreshes || token === undefined) {
    return {
      seconds: model.cookie.expireSeconds + cache,
      cacheSeconds: cache,
      because: `${model.cookie.expireSeconds} s until the session ends, since it is never refreshed${cached}`,
    };
  }
  return {
    seconds: Math.max(refresh, token) + cache,
    cacheSeconds: cache,
    because: `the greater of ${refresh} s refresh and ${token} s access token${cached}`,
  };
}

/** Proxies check only the signature and the expiry of a token, so it is accepted until it expires. */
function withdrawalOfMachines({ edge: { cacheSeconds } }: SsoModel): string {
  return (
    'a token is accepted until it expires, even if its account is deleted; a removed grant ends when the program ' +
    `is applied${cacheSeconds > 0 ? `; the cache of the edge can delay both by ${cacheSeconds} s` : ''}`
  );
}

/** Returns every claim value that has a grant. */
export const claimsOf = (table: AccessTable): string[] => [
  ...new Set(table.rows.flatMap(({ permitted }) => permitted.map(({ claim }) => claim))),
];

/**
 * Returns the rows of the table as input for `decideAmong`, so that the table is enough to make the same decisions as
 * the program.
 */
export function placesOf(table: AccessTable): Place[] {
  const places = new Map<string, Place & { location: Location & { answers: MethodAnswer[] } }>();
  for (const row of table.rows) {
    const key = JSON.stringify([row.application, row.host, row.path, row.match]);
    const place = places.get(key) ?? {
      application: row.application,
      host: row.host,
      entrance: row.entrance,
      location: { path: row.path, match: row.match as PathMatch, answers: [] },
    };
    places.set(key, place);
    place.location.answers.push({
      methods: row.methods.startsWith(ANY) ? undefined : row.methods.split(', '),
      purpose: row.purpose as Purpose,
      permitted: row.permitted.map(({ kind, name, claim }) => ({
        identityKind: kind as IdentityKind,
        displayName: name,
        claimValue: claim,
        claimName: row.entrance === undefined ? table.signOn.groupsClaim : 'sub',
        issuerUrl: table.machines.find(({ id }) => id === row.entrance)?.issuer ?? table.signOn.issuer,
      })),
    });
  }
  return [...places.values()];
}

function methods(answer: MethodAnswer, answers: readonly MethodAnswer[]): string {
  return answer.methods?.join(', ') ?? (answers.length > 1 ? `${ANY} other` : ANY);
}

import { PathMatch } from '../access/application-route';
import { Place } from '../access/decide';
import { IdentityKind } from '../access/identity';
import { Location, locationsOf, MethodAnswer } from '../access/locations';
import { Purpose } from '../access/purpose';
import { Exception, SsoModel } from '../model';

/** How the methods of a row begin that no other row of its place names. */
const ANY = 'any';

/** What `access.json` says that it is: a reader of another version must not take it for its own. */
export const ACCESS_TABLE_FORMAT = 'cdk8s-monitoring-sso/access/2';

/** One row: who may pass at one place, for one kind of request. */
export interface AccessRow {
  readonly application: string;
  /** The kind of application, for people: `Prometheus`. */
  readonly kind: string;
  /** Path of the construct that the application was protected by. */
  readonly construct: string;
  /** Id of the cluster that it runs in, if it is another than that of the sign-on. */
  readonly cluster?: string;
  readonly host: string;
  readonly path: string;
  readonly match: string;
  /** `any`, `any other`, or the methods. */
  readonly methods: string;
  readonly purpose: string;
  /** Whose way in this is: the id of an entrance of `machines`; that of people otherwise. */
  readonly entrance?: string;
  /** Empty: closed, status 403 for everyone. */
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
  /** After how many seconds a withdrawn right is gone at the latest, and what that is made of. */
  readonly withdrawal: {
    readonly seconds: number;
    readonly because: string;
    /** The part of it that is the edge's memory, which holds for a sign-out too. */ readonly cacheSeconds: number;
  };
  /** What signing out ends. */
  readonly signOut: string;
  /**
   * The ways in that are not for people. Whoever brings no token of the issuer gets status 401 or 403 there, never a
   * sign-in.
   */
  readonly machines: readonly {
    readonly id: string;
    readonly host: string;
    readonly issuer: string;
    readonly audience: string;
    /** What ends a right there, beside the edge's memory. */ readonly withdrawal: string;
  }[];
  readonly rows: readonly AccessRow[];
  /**
   * Problems that the program accepts, with the reason.
   * @default - none
   */
  readonly acceptedExceptions?: readonly Exception[];
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
        : 'the session of the proxy alone',
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
 * A refresh that fails without ending the session keeps the old groups until the access token ends; then comes the
 * edge's cache.
 */
function withdrawal(model: SsoModel): AccessTable['withdrawal'] {
  const cache = model.edge.cacheSeconds;
  const cached = cache > 0 ? ` + ${cache} s memory of the edge` : '';
  const refresh = model.cookie.refreshSeconds;
  const token = model.relyingParty.accessTokenSeconds;
  if (!model.sessions.refreshes || token === undefined) {
    return {
      seconds: model.cookie.expireSeconds + cache,
      cacheSeconds: cache,
      because: `${model.cookie.expireSeconds} s until the session ends, as it is never refreshed${cached}`,
    };
  }
  return {
    seconds: Math.max(refresh, token) + cache,
    cacheSeconds: cache,
    because: `the greater of ${refresh} s refresh and ${token} s access token${cached}`,
  };
}

/** A token is checked by its signature alone: it passes until it ends, whatever became of its account. */
function withdrawalOfMachines({ edge: { cacheSeconds } }: SsoModel): string {
  return (
    'a token passes until it ends, whatever became of its account, and what the program no longer grants until ' +
    `it is applied${cacheSeconds > 0 ? `; both ${cacheSeconds} s later where the edge remembers` : ''}`
  );
}

/** Every claim that something is granted to. */
export const claimsOf = (table: AccessTable): string[] => [
  ...new Set(table.rows.flatMap(({ permitted }) => permitted.map(({ claim }) => claim))),
];

/**
 * The table's rows as what decisions are made from, so that whoever has the table alone decides as the program does.
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

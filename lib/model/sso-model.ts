import { AcceptedException } from './accepted-exception';
import { AutomaticIdentity, ModelIdentity, ModelIssuer } from './model-identity';
import { ModelRelyingParty } from './relying-party';
import { ApplicationAccess } from '../access/application-access';
import { Purpose } from '../access/purpose';

/** What an edge can express. */
export interface EdgeAbilities {
  readonly distinguishesMethods: boolean;
  readonly exactBeforePrefix: boolean;
  readonly decodesPaths: boolean;
  /** The granted values of the claim that the edge cannot ask for, each with those that it can ask for, in words. */
  readonly refusedClaimValues: readonly { readonly value: string; readonly allowed: string }[];
}

/** One sign-on domain as plain data: what rules check and reports are made from. */
export interface SsoModel {
  /** Path of the construct, for messages. */
  readonly path: string;
  readonly host: string;
  readonly cookie: {
    readonly name: string;
    readonly domain?: string;
    readonly expireSeconds: number;
    readonly refreshSeconds: number;
  };
  readonly relyingParty: ModelRelyingParty;
  readonly edge: EdgeAbilities & {
    readonly name: string;
    readonly cacheSeconds: number;
    readonly programsAreTold: boolean;
    /** Patterns of the answers that the edges of all clusters write themselves. */
    readonly errorPages: { readonly anyStatus: readonly string[]; readonly notFound: readonly string[] };
    /** What a program has to do so that the edge decodes paths, if there is a way. */
    readonly toDecodePaths?: string;
    /** What could be used in its place, as a program writes it. */
    readonly others: readonly (EdgeAbilities & { readonly written: string })[];
  };
  readonly sessions: {
    readonly refreshes: boolean;
    /** Whether sessions hold tokens, in a store. */
    readonly inStore: boolean;
  };
  /** Further hosts that people are sent back to after they sign in. */
  readonly returnHosts: readonly string[];
  /** Whether the program says what keeps the hosts of each cluster from other namespaces. */
  readonly guarded: boolean;
  /** Each application as people see it, and as the machines of each entrance do. */
  readonly applications: readonly ModelApplication[];
  readonly entrances: readonly ModelEntrance[];
  /** Granted identities that people get without an administrator. */
  readonly automatic: readonly AutomaticIdentity[];
  /** Hosts that the edges of other clusters ask at. */
  readonly decisionHosts: readonly string[];
  /** Problems that the program accepts. */
  readonly acceptedExceptions: readonly AcceptedException[];
}

/** The hosts that people use, that of the sign-on first. */
export const hostsOfPeople = ({
  host,
  applications,
  returnHosts,
}: Pick<SsoModel, 'host' | 'applications' | 'returnHosts'>): string[] => [
  ...new Set([
    host,
    ...applications.filter(({ entrance }) => entrance === undefined).map((application) => application.host),
    ...returnHosts,
  ]),
];

/** A host for the machines of one issuer. */
export interface ModelEntrance {
  readonly id: string;
  readonly host: string;
  readonly issuer: ModelIssuer;
  /** Id of the cluster whose edge serves the host, if it is another than that of the sign-on. */
  readonly cluster?: string;
}

/** A protected application with what the rules need in addition to its access. */
export interface PlacedApplication extends ApplicationAccess {
  readonly routePrefix?: string;
  /** Path of the construct that protects it. */
  readonly construct: string;
  /** Id of the cluster that it runs in, if it is another than that of the sign-on. */
  readonly cluster?: string;
}

/** A protected application as plain data. */
export interface ModelApplication extends PlacedApplication {
  readonly grants: Readonly<Partial<Record<Purpose, readonly ModelIdentity[]>>>;
}

import { AcceptedException } from './accepted-exception';
import { ModelRelyingParty } from './relying-party';
import { ApplicationAccess } from '../access/application-access';
import { IMachineIssuer } from '../machines/machine-issuer';

/** What an edge can express. */
export interface EdgeAbilities {
  readonly distinguishesMethods: boolean;
  readonly exactBeforePrefix: boolean;
  readonly decodesPaths: boolean;
  readonly refusesClaimValue: (value: string) => string | undefined;
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

/** Where the machines of one issuer come in. */
export interface ModelEntrance {
  readonly id: string;
  readonly host: string;
  readonly issuer: IMachineIssuer;
  /** Id of the cluster whose edge serves the host, if it is another than that of the sign-on. */
  readonly cluster?: string;
}

/** A protected application with what the rules must know beside its access. */
export interface ModelApplication extends ApplicationAccess {
  readonly routePrefix?: string;
  /** Path of the construct that it was protected by. */
  readonly construct: string;
  /** Id of the cluster that it runs in, if it is another than that of the sign-on. */
  readonly cluster?: string;
}

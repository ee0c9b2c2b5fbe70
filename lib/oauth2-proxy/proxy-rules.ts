import { SessionCookie } from './session-cookie';
import { Problem } from '../errors';
import { RelyingParty } from '../identity/identity-provider';
import { AcceptedException, plainRelyingParty, SsoModel } from '../model';
import { enforce, problemsWhenComplete } from '../rules';

/** What the rules check of a proxy alone. */
export interface CheckedProxy {
  readonly path: string;
  readonly host: string;
  readonly cookie: SessionCookie;
  readonly relyingParty: RelyingParty;
  readonly sessions: { readonly refreshes: boolean; readonly inStore: boolean };
  readonly acceptedExceptions: readonly AcceptedException[];
}

/** The model of a proxy without applications. Its edge is unknown. */
const modelOf = (proxy: CheckedProxy, returnHosts: readonly string[]): SsoModel => ({
  ...proxy,
  relyingParty: plainRelyingParty(proxy.relyingParty),
  edge: {
    name: 'an edge',
    distinguishesMethods: true,
    exactBeforePrefix: true,
    decodesPaths: true,
    refusedClaimValues: [],
    cacheSeconds: 0,
    programsAreTold: false,
    errorPages: { anyStatus: [], notFound: [] },
    others: [],
  },
  returnHosts,
  guarded: false,
  applications: [],
  entrances: [],
  automatic: [],
  decisionHosts: [],
});

/** Enforces the rules on a proxy that no application is known of: those about its cookie and its sessions. */
export const enforceProxy = (proxy: CheckedProxy): void => enforce(modelOf(proxy, []));

/**
 * The problems of a proxy that belongs to no sign-on, when the program is complete.
 * @param proxy the proxy
 * @param returnHosts the hosts that people are sent back to
 */
export const problemsOfProxy = (proxy: CheckedProxy, returnHosts: readonly string[]): Problem[] =>
  problemsWhenComplete(modelOf(proxy, returnHosts));

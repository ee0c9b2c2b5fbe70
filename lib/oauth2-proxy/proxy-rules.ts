import { SessionCookie } from './session-cookie';
import { RelyingParty } from '../identity/identity-provider';
import { plainRelyingParty } from '../model';
import { enforce } from '../rules';

/** What the rules check of a proxy alone. */
export interface CheckedProxy {
  readonly path: string;
  readonly host: string;
  readonly cookie: SessionCookie;
  readonly relyingParty: RelyingParty;
  readonly sessions: { readonly refreshes: boolean; readonly inStore: boolean };
}

/** Enforces the rules on a proxy that no application is known of: those about its cookie and its sessions. */
export function enforceProxy(proxy: CheckedProxy): void {
  enforce({
    ...proxy,
    relyingParty: plainRelyingParty(proxy.relyingParty),
    edge: {
      name: 'an edge',
      distinguishesMethods: true,
      exactBeforePrefix: true,
      decodesPaths: true,
      refusesClaimValue: () => undefined,
      cacheSeconds: 0,
      programsAreTold: false,
      errorPages: { anyStatus: [], notFound: [] },
      others: [],
    },
    applications: [],
    entrances: [],
    decisionHosts: [],
    acceptedExceptions: [],
  });
}

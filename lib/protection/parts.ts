import { PRODUCTS } from '../edge/products';
import { refuse } from '../errors';

/**
 * The props that are objects of the library: a member that identifies each, and where it comes from.
 */
const PARTS = {
  identityProvider: ['registerRelyingParty', 'a KeycloakRealm, an ExistingKeycloakRealm or an OidcIssuer'],
  edge: [
    'renderApplication',
    `what ${PRODUCTS.map(({ variants: [{ written }] }) => written).join(', ')} return, or an EdgeBase of your own`,
  ],
  tls: ['_render', 'what Tls.certManager() and Tls.existingSecret() return'],
  secrets: ['_render', 'what Secrets.existing() and Secrets.externalSecrets() return'],
  sessions: ['bind', 'what Sessions.redis(), Sessions.existingRedis() and Sessions.cookie() return, or a Valkey'],
  metrics: ['_watch', 'what Metrics.prometheusOperator() and Metrics.endpoint() return'],
} as const;

/** Refuses props of another kind: a program may not have been checked by a compiler. */
export function checkParts(path: string, props: { readonly [part in keyof typeof PARTS]?: unknown }): void {
  for (const [name, [member, allowed]] of Object.entries(PARTS)) {
    const part: any = props[name as keyof typeof PARTS];
    if (part === undefined || (typeof part === 'object' && part?.[member] !== undefined)) continue;
    refuse({
      path,
      what: `${name} is something else`,
      got: part === null || typeof part === 'boolean' ? part : typeof part,
      allowed,
      fix: `give ${name} one of these`,
    });
  }
}

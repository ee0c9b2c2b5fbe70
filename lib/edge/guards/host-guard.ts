import { Construct } from 'constructs';
import { admissionPolicy, Part } from './admission-policy';
import { celList, celMap } from './cel';
import { except } from './demand';
import { DNS_ENDPOINT, records, SERVICE_RECORDS } from './external-dns';
import { GATEWAY_ROUTE, GATEWAY_ROUTES_WITHOUT_HOSTS, LISTENERS } from './gateway-names';
import { ingressKind } from './ingress-names';
import { namespacesOfAll, ownNames, OwnNamesInput, wildcardsOf } from './own-names';
import { NamingKind } from './product-guards';
import { PRODUCTS } from '../products';

/** What the guard of hosts needs to know. */
export interface GuardedHosts extends OwnNamesInput {
  /** Id of the guard, unique in the cluster. */
  readonly id: string;
  /**
   * Whether only objects that name the hosts of the sign-on take effect on them. Otherwise the edge can take routes
   * without a host and defaults from any namespace.
   */
  readonly keepsNamespacesApart: boolean;
  /** Namespace of the edge's controller. */
  readonly controllerNamespace: string;
}

const GUARDS = PRODUCTS.flatMap(({ guards = [] }) => guards);
const INGRESS = ingressKind((names) => GUARDS.flatMap(({ ingressNames }) => ingressNames?.(names) ?? []));
const KINDS: readonly NamingKind[] = [
  INGRESS,
  GATEWAY_ROUTE,
  LISTENERS,
  ...GUARDS.flatMap(({ naming = [] }) => naming),
  {
    kinds: [GATEWAY_ROUTES_WITHOUT_HOSTS, ...GUARDS.flatMap(({ routesWithoutHosts = [] }) => routesWithoutHosts)],
    demands: ({ is }) => records(is),
  },
  SERVICE_RECORDS,
  DNS_ENDPOINT,
];

/**
 * Create an admission policy under which only its own namespaces route a host of the sign-on, and only trusted
 * namespaces route a name below the cookie domain. Without it, everyone who can create a route in any namespace can
 * route `/oauth2/callback` of the host, and receive authorization codes and sessions. The cluster need not have all of
 * the kinds.
 */
export function guardHosts(parent: Construct, guard: GuardedHosts): void {
  const { cookieDomain, controllerNamespace, keepsNamespacesApart, trusted } = guard;
  const controllers = () => [...new Set([...trusted(), controllerNamespace])];
  const names = ownNames(guard);
  const ofKind = (kind: NamingKind): Part => {
    // Some edges serve a route without a host on every host, others only on hosts that no other route names.
    const exempt = () => (kind.controllers ? controllers() : keepsNamespacesApart ? trusted() : namespacesOfAll(guard));
    // Every edge serves an Ingress without a host on names that no other route names, such as below the cookie domain.
    const strict = !keepsNamespacesApart || (cookieDomain !== undefined && kind === INGRESS);
    return {
      kinds: kind.kinds,
      demands: () => [...kind.demands(names), ...(strict && kind.hostless ? [except(exempt(), kind.hostless)] : [])],
    };
  };
  const defaults = GUARDS.flatMap((product) => product.defaults?.(controllerNamespace) ?? []).map(
    ({ kinds, demand }): Part => ({ kinds, demands: () => [except(controllers(), demand)] }),
  );
  admissionPolicy(new Construct(parent, 'host-policy'), {
    id: 'hosts',
    guard: guard.id,
    onChange: true,
    variables: [
      { name: 'hosts', expression: () => celMap(guard.hosts()) },
      { name: 'wildcards', expression: () => celMap(wildcardsOf(guard)) },
      { name: 'trusted', expression: () => celList(trusted()) },
      { name: 'controllers', expression: () => celList(controllers()) },
    ],
    parts: [...KINDS.map(ofKind), ...(keepsNamespacesApart ? [] : defaults)],
  });
}

import type { IMachineIssuer } from './machine-issuer';
import type { IIdentity } from '../access/identity';

/**
 * Who vouches for which machine. The name of an issuer would not do: many clusters go by the one that Kubernetes comes
 * with.
 */
const VOUCHERS = new WeakMap<IIdentity, IMachineIssuer>();
/** Which cluster the issuer, in turn, takes a machine's word from. */
const CLUSTERS = new WeakMap<IIdentity, IMachineIssuer>();

/** What to do where two issuers have one name. */
export const ONE_OR_TWO =
  'if it is one cluster, use one ServiceAccountIssuer; if there are two, give each an issuer of its own ' +
  '(ApiServerSettings)';

/** Gives a machine back, for which the issuer vouches from now on. */
export function vouchFor(issuer: IMachineIssuer, machine: IIdentity, cluster?: IMachineIssuer): IIdentity {
  VOUCHERS.set(machine, issuer);
  if (cluster !== undefined) CLUSTERS.set(machine, cluster);
  return machine;
}

export const clusterBehind = (machine: IIdentity): IMachineIssuer | undefined => CLUSTERS.get(machine);

export const voucherOf = (machine: IIdentity): IMachineIssuer | undefined => VOUCHERS.get(machine);

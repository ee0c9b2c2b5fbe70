import type { IMachineIssuer } from './machine-issuer';
import type { IIdentity } from '../access/identity';

/**
 * The property of a machine that holds the issuer which vouches for it. The name of the issuer would not do: many
 * clusters have the one that Kubernetes comes with. It is not copied with the machine.
 */
const VOUCHER = Symbol('voucher');
/** The property that holds the cluster from which the issuer, in turn, takes the identity of the machine. */
const CLUSTER = Symbol('cluster');

type Vouched = IIdentity & { readonly [VOUCHER]?: IMachineIssuer; readonly [CLUSTER]?: IMachineIssuer };

/**
 * Marks a machine as one that an issuer vouches for.
 * @param issuer the issuer
 * @param machine the machine, which is returned
 * @param cluster the cluster from which the issuer takes the identity of the machine
 */
export function vouchFor(issuer: IMachineIssuer, machine: IIdentity, cluster?: IMachineIssuer): IIdentity {
  Object.defineProperty(machine, VOUCHER, { value: issuer });
  if (cluster !== undefined) Object.defineProperty(machine, CLUSTER, { value: cluster });
  return machine;
}

export const clusterBehind = (machine: IIdentity): IMachineIssuer | undefined => (machine as Vouched)[CLUSTER];

export const voucherOf = (machine: IIdentity): IMachineIssuer | undefined => (machine as Vouched)[VOUCHER];

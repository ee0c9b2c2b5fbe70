import type { IMachineIssuer } from './machine-issuer';
import type { IIdentity } from '../access/identity';

/** Who vouches for which machine. The name of an issuer would not do: many clusters go by the one that Kubernetes comes with. */
const VOUCHERS = new WeakMap<IIdentity, IMachineIssuer>();

/** Gives a machine back, for which the issuer vouches from now on. */
export function vouchFor(issuer: IMachineIssuer, machine: IIdentity): IIdentity {
  VOUCHERS.set(machine, issuer);
  return machine;
}

export const voucherOf = (machine: IIdentity): IMachineIssuer | undefined => VOUCHERS.get(machine);

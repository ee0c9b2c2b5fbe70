import { voucherOf } from './vouchers';
import { MACHINES, IIdentity } from '../access/identity';
import { Purpose } from '../access/purpose';
import { refuse } from '../errors';
import { IMachineIssuer } from './machine-issuer';
import { ModelEntrance, PlacedApplication } from '../model';

/** A machine entrance, with the issuer whose tokens it takes. */
export interface IssuerEntrance extends ModelEntrance {
  readonly machineIssuer: IMachineIssuer;
}

/** Whether a machine uses an entrance: its token is of the issuer of the entrance. */
export const comesInBy = ({ machineIssuer }: Pick<IssuerEntrance, 'machineIssuer'>, identity: IIdentity) =>
  voucherOf(identity) === machineIssuer;

/**
 * An application as each kind of visitor sees it: people, and the machines of every entrance at which something is
 * granted to one of them. Grants to other identities do not count there.
 */
export function seenBy(
  path: string,
  application: PlacedApplication,
  entrances: readonly IssuerEntrance[],
  hosts: { readonly [entrance: string]: string } = {},
): PlacedApplication[] {
  const unknown = Object.keys(hosts).find((id) => !entrances.some((entrance) => entrance.id === id));
  if (unknown !== undefined) {
    refuse({
      path,
      what: `machineHosts of ${application.id} names an entrance that is not there`,
      got: unknown,
      allowed: entrances.map(({ id }) => id).join(', ') || 'none yet',
      fix: 'call addMachines() before protect()',
    });
  }
  const idle = entrances.find(
    (entrance) =>
      hosts[entrance.id] !== undefined &&
      !Object.values(application.grants)
        .flat()
        .some((identity) => comesInBy(entrance, identity!)),
  );
  if (idle !== undefined) {
    refuse({
      path,
      what: `machineHosts of ${application.id} names a host for ${idle.id}, to whose machines nothing is granted`,
      got: hosts[idle.id],
      allowed: 'hosts for machines that are granted something',
      fix: `grant something to machines of ${idle.id}, or leave the host out`,
    });
  }
  for (const [purpose, identities] of Object.entries(application.grants)) {
    for (const identity of identities!) {
      if (!MACHINES.includes(identity.identityKind) || entrances.some((entrance) => comesInBy(entrance, identity))) {
        continue;
      }
      refuse({
        path,
        what:
          `${purpose} of ${application.id} is granted to ${identity.displayName}, a machine of an issuer that ` +
          'has no entrance',
        got: identity.issuerUrl,
        allowed: entrances.map(({ issuer }) => issuer.issuerUrl).join(', ') || 'none yet',
        fix: 'call addMachines() with the very issuer that vouches for it, before protect()',
      });
    }
  }
  const of = (admits: (identity: IIdentity) => boolean) =>
    Object.fromEntries(
      Object.entries(application.grants)
        .map(([purpose, identities]) => [purpose, identities!.filter(admits)] as const)
        .filter(([purpose, admitted]) => admitted.length > 0 || application.grants[purpose as Purpose]!.length === 0),
    );
  const ofMachines = entrances
    .map((entrance) => ({
      ...application,
      host: hosts[entrance.id] ?? entrance.host,
      entrance: entrance.id,
      grants: of((identity) => comesInBy(entrance, identity)),
    }))
    .filter(({ grants }) => Object.values(grants).some((identities) => identities.length > 0));
  const ofPeople = { ...application, grants: of(({ identityKind }) => !MACHINES.includes(identityKind)) };
  // Where only machines are granted something, people find nothing at all.
  return ofMachines.length > 0 && Object.keys(ofPeople.grants).length === 0 ? ofMachines : [ofPeople, ...ofMachines];
}

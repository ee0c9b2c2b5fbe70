import { EdgeBase } from '../edge/edge-base';
import { PRODUCTS } from '../edge/products';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** The id of an application, entrance or cluster: a DNS label that leaves room for the names that hold it. */
export function checkedId(path: string, id: string, most: number): string {
  syntax.dnsLabel(path, 'id', id);
  if (id.length > most) {
    refuse({
      path,
      what: 'id is too long for the names that are made from it',
      got: id,
      allowed: `at most ${most} characters`,
      fix: 'shorten id',
    });
  }
  return id;
}

/** Ids that parts of the sign-on have or may get later. */
const RESERVED_IDS = /^(certificate|decisions)(-|$)/;

/**
 * Refuses an id that a part of the sign-on has, or may get later.
 * @param path path of the sign-on, for errors
 * @param edge its edge
 * @param id the id
 * @param taken whether it is known to be taken
 */
export function refuseReserved(path: string, { reservedIds }: EdgeBase, id: string, taken: boolean = false): void {
  // The edge may be changed for another one of the library's later.
  const starts = [...reservedIds, ...PRODUCTS.flatMap((product) => product.reservedIds)];
  if (!taken && !RESERVED_IDS.test(id) && !starts.some((start) => id.startsWith(`${start}-`))) return;
  refuse({
    path,
    what: 'id is taken by a part of the sign-on itself',
    got: id,
    allowed: 'any other name',
    fix: 'choose another id',
  });
}

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

import { refuse } from '../errors';
import { cidr, isEveryAddress } from '../isolation/cidr';

/** Check the addresses of the edge. A program at one of these addresses can choose the forwarded headers. */
export function trustedProxies(where: string, ranges: readonly string[]): string[] {
  if (ranges.length === 0) {
    refuse({
      path: where,
      what: 'trustedProxies is empty',
      got: [],
      allowed: 'at least one address range',
      fix: 'name the range of the pods that the controller runs in',
    });
  }
  return ranges.map((range) => {
    if (isEveryAddress(cidr(where, 'trustedProxies', range))) {
      refuse({
        path: where,
        what: "trustedProxies trusts everybody's forwarded headers",
        got: range,
        allowed: 'the addresses of the controller',
        fix: 'name the range of the pods that the controller runs in',
      });
    }
    return range;
  });
}

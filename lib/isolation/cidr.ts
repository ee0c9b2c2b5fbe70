import { isIP } from 'node:net';
import { refuse } from '../errors';

/** Checks an address range in CIDR notation. Returns the range unchanged. */
export function cidr(path: string, property: string, value: string): string {
  const [address, length, ...rest] = String(value).split('/');
  const family = isIP(address);
  const bits = Number(length);
  if (family === 0 || rest.length > 0 || !/^\d+$/.test(length ?? '') || bits > (family === 4 ? 32 : 128)) {
    refuse({
      path,
      what: `${property} is not an address range`,
      got: value,
      allowed: 'CIDR notation such as 10.244.0.0/16',
      fix: `correct ${property}`,
    });
  }
  if (address.includes('%')) {
    refuse({
      path,
      what: `${property} names an interface`,
      got: value,
      allowed: 'CIDR notation such as fe80::/64',
      fix: 'remove the interface',
    });
  }
  // Go compares such a range with IPv4 addresses: ::ffff:0:0/96 is every one of them.
  if (family === 6 && isMapped(address)) {
    refuse({
      path,
      what: `${property} is a range of IPv4 addresses that is written as IPv6`,
      got: value,
      allowed: 'IPv4 ranges such as 10.244.0.0/16',
      fix: `write the range of ${property} in the form of IPv4`,
    });
  }
  if (family === 4) {
    const size = 2 ** (32 - bits);
    const first =
      Math.floor(address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0) / size) * size;
    const canonical = `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${bits}`;
    // Kubernetes refuses such a range in a network policy.
    if (canonical !== value) {
      refuse({
        path,
        what: `${property} has bits beyond its prefix`,
        got: value,
        allowed: 'CIDR notation such as 10.244.0.0/16',
        fix: `write ${canonical}`,
      });
    }
  }
  return value;
}

/** Whether an IPv6 address is in ::ffff:0:0/96 (RFC 4291, 2.5.5.2), in any spelling. */
const isMapped = (address: string) => /^\[::ffff:/.test(new URL(`http://[${address}]`).hostname);

/** Whether the range includes addresses of the whole internet: its prefix is shorter than that of any allocation. */
export function isEveryAddress(range: string): boolean {
  const [address, length] = range.split('/');
  return Number(length) < (isIP(address) === 4 ? 8 : 16);
}

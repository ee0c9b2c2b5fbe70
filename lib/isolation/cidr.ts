import { isIP } from 'node:net';
import { refuse } from '../errors';

/** An address range in CIDR notation, checked. */
export function cidr(path: string, property: string, value: string): string {
  const [address, length, ...rest] = String(value).split('/');
  const family = isIP(address);
  const bits = Number(length);
  if (family === 0 || rest.length > 0 || !/^\d+$/.test(length ?? '') || bits > (family === 4 ? 32 : 128)) {
    refuse({ path, what: `${property} is not an address range`, got: value, allowed: 'CIDR notation such as 10.244.0.0/16', fix: `correct ${property}` });
  }
  return value;
}

/** Whether the range holds addresses of the whole internet: shorter than any allocation. */
export function isEveryAddress(range: string): boolean {
  const [address, length] = range.split('/');
  return Number(length) < (isIP(address) === 4 ? 8 : 16);
}


import type { AttackRequest } from './attack-requests';
import type { DeniedEntry } from './denied-entry';
import { Wire } from '../http';
import { Target } from '../target';
import { uncached } from '../uncached';

/** A raw request, for requests that no client writes. */
export interface RawRequest {
  readonly method?: string;
  /**
   * The request target.
   *
   * @default - the path of the entry point
   */
  readonly target?: string;
  readonly version?: string;
  /**
   * The Host header lines.
   *
   * @default - one line with the host of the entry point
   */
  readonly hosts?: readonly string[];
  readonly lines?: readonly string[];
  /** @default "\r\n" */
  readonly newline?: string;
}

/** The bytes of a request without a body, one byte for each character. The connection ends with it. */
export function written(
  { credential, entry }: DeniedEntry,
  { method = 'GET', target, version = ' HTTP/1.1', hosts, lines = [], newline = '\r\n' }: RawRequest,
): Buffer {
  const own = Object.entries(credential.headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(
    [
      `${method} ${target ?? entry.path}${version}`,
      ...(hosts ?? [`Host: ${entry.host}`]),
      ...own,
      ...lines,
      'Connection: close',
      '',
      '',
    ].join(newline),
    'latin1',
  );
}

/**
 * The paths that a program may read from a request target: the target itself, without scheme and host, and cut off at
 * an invalid character, query or fragment.
 */
export function pathsIn(target: string): string[] {
  const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return [path, path.replace(/[^!-~].*/s, ''), path.replace(/[?#].*/s, '')].filter((each) => each.startsWith('/'));
}

/** Make an attack request from a raw request. It gets a unique address, unless the path itself is unusual. */
export function rawRequest(
  target: Target,
  denied: DeniedEntry,
  how: string,
  request: RawRequest,
  wire: Wire = {},
): AttackRequest {
  const { target: place = denied.entry.path } = request;
  const isPlain = place === denied.entry.path || /^[a-z]+:\/\//i.test(place);
  return rawBytes(
    target,
    denied,
    how,
    written(denied, { ...request, target: isPlain ? uncached(place) : place }),
    wire,
  );
}

export function rawBytes(
  target: Target,
  denied: DeniedEntry,
  how: string,
  bytes: Buffer,
  wire: Wire = {},
): AttackRequest {
  const { host } = denied.entry;
  return {
    ...denied,
    how,
    send: () => target.raw(host, bytes, wire),
    plainly: () => target.raw(host, written(denied, {}), { quietMilliseconds: wire.quietMilliseconds }),
  };
}

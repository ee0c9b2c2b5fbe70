import { DeniedEntry, AttackRequest } from './attack-requests';
import { uncached } from '../uncached';
import { Wire } from '../http';
import { Target } from '../target';

/** A request as it is written, for what no client would write. */
export interface RawRequest {
  readonly method?: string;
  /** What stands after the method. @default - the path of the door */
  readonly target?: string;
  readonly version?: string;
  /** The lines of the Host headers. @default - one, with the host of the door */
  readonly hosts?: readonly string[];
  readonly lines?: readonly string[];
  /** @default "\r\n" */
  readonly newline?: string;
}

/** The bytes of a request without a body, whose characters are bytes each; the connection ends with it. */
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

/** The paths that a request target may be taken for: as it is, or cut off at a host, at a sign that is not for paths, at a query or at a fragment. */
export function pathsIn(target: string): string[] {
  const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return [path, path.replace(/[^!-~].*/s, ''), path.replace(/[?#].*/s, '')].filter((each) => each.startsWith('/'));
}

/** A try by bytes of one's own making, at an address of its own: but a path that no client would write is one as it is. */
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

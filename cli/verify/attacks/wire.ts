import { Knock, Try } from './tries';
import { fresh } from '../fresh';
import { Wire } from '../http';
import { Target } from '../target';

/** A request as it is written, for what no client would write. */
export interface Written {
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
export function written({ credential, door }: Knock, { method = 'GET', target, version = ' HTTP/1.1', hosts, lines = [], newline = '\r\n' }: Written): Buffer {
  const own = Object.entries(credential.headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${target ?? door.path}${version}`, ...(hosts ?? [`Host: ${door.host}`]), ...own, ...lines, 'Connection: close', '', ''].join(newline), 'latin1');
}

/** The paths that a request target may be taken for: as it is, or cut off at a host, at a sign that is not for paths, at a query or at a fragment. */
export function pathsIn(target: string): string[] {
  const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return [path, path.replace(/[^!-~].*/s, ''), path.replace(/[?#].*/s, '')].filter((each) => each.startsWith('/'));
}

/** A try by bytes of one's own making, at an address of its own: but a path that no client would write is one as it is. */
export function writing(target: Target, knock: Knock, how: string, request: Written, wire: Wire = {}): Try {
  const { target: place = knock.door.path } = request;
  const isPlain = place === knock.door.path || /^[a-z]+:\/\//i.test(place);
  return sending(target, knock, how, written(knock, { ...request, target: isPlain ? fresh(place) : place }), wire);
}

export function sending(target: Target, knock: Knock, how: string, bytes: Buffer, wire: Wire = {}): Try {
  const { host } = knock.door;
  return { ...knock, how, send: () => target.raw(host, bytes, wire), plainly: () => target.raw(host, written(knock, {}), { quietMilliseconds: wire.quietMilliseconds }) };
}

import { someCredentials, deniedEntries, revealsNothing, product, productOf, sendAll } from './attack-requests';
import type { DeniedEntry } from './denied-entry';
import { pathsIn, rawBytes, rawRequest, written } from './raw-requests';
import { Attack, Family, notTried } from '../attack';
import { allowedFor } from '../entry-points';
import { NOBODY_SIGNED_IN } from '../target';

const judge = revealsNothing();

/** Header lines that programs parse differently. */
const LINES: Readonly<
  Record<
    string,
    Pick<Attack, 'title' | 'reason' | 'reference'> & {
      readonly lines: (name: string, value: string) => readonly string[];
    }
  >
> = {
  'blanks-and-folds': {
    title: 'blanks in front of colons, folded lines and bare line ends hide no header',
    reason: 'one program takes a line for a header, another for a part of the line before it',
    reference: 'RFC 9112, 5.1 and 5.2',
    lines: (name, value) => [
      `${name} : ${value}`,
      `X: y\r\n ${name}: ${value}`,
      `X: y\r\n\t${value}`,
      `X: y\n${name}: ${value}`,
      `X: y\r${name}: ${value}`,
      `\t${name}: ${value}`,
      `${name}\0: ${value}`,
      `X: y\0\r\n${name}: ${value}`,
      `${name}\x0b: ${value}`,
    ],
  },
};

export const SMUGGLING: readonly Attack[] = [
  ...Object.entries(LINES).map(([id, { lines, ...rest }]): Attack => ({
    id: `smuggling-${id}`,
    family: Family.SMUGGLING,
    ...rest,
    run: (target) => {
      const stories = (denied: DeniedEntry) =>
        [
          ['X-Forwarded-Uri', allowedFor(target, denied.credential)[0]?.path ?? '/oauth2/start'],
          ['X-Auth-Request-Groups', 'admin'],
          ['Authorization', 'Bearer x'],
        ].flatMap(([name, value]) => lines(name!, value!));
      return sendAll(
        target,
        productOf(deniedEntries(target), stories).map(({ variation, ...denied }) =>
          rawRequest(target, denied, JSON.stringify(variation), { lines: [variation] }),
        ),
        judge,
      );
    },
  })),
  {
    id: 'smuggling-encoded-line-ends',
    family: Family.SMUGGLING,
    title: 'encoded line ends in path and query add no header and no request',
    reason:
      'the edge writes a request of its own to the proxy, with the decoded path in it if it is configured ' + 'badly',
    reference: 'CWE-93; nginx, $uri in proxy_pass',
    run: (target) => {
      const inject = (line: string) =>
        encodeURIComponent(`\r\n${line}\r\n\r\nGET /oauth2/auth HTTP/1.1\r\nHost: x\r\n\r\n`);
      return sendAll(
        target,
        product(deniedEntries(target), ['?x=', '/', '?', '%20HTTP/1.1']).map(({ variation, ...denied }) => {
          const path = `${denied.entry.path}${variation}${inject('X-Forwarded-Uri: /oauth2/start')}`;
          return rawRequest(target, denied, path, { target: path });
        }),
        revealsNothing(({ how }) => pathsIn(how)),
      );
    },
  },
  {
    id: 'smuggling-old-versions',
    family: Family.SMUGGLING,
    title: 'HTTP/1.0, HTTP/0.9 and versions that do not exist open nothing',
    reason: 'rules about hosts and headers do not apply to them',
    reference: 'RFC 9112, 2.3',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), [
          '',
          ' HTTP/0.9',
          ' HTTP/1.0',
          ' HTTP/1.2',
          ' HTTP/2.0',
          ' HTTP/9.9',
          ' http/1.1',
          ' HTTP/1.1 HTTP/1.1',
          ' HTTPS/1.1',
          '  HTTP/1.1',
        ]).map(({ variation, ...denied }) =>
          rawRequest(
            target,
            denied,
            `${denied.entry.path}${variation}`,
            { version: variation },
            { quietMilliseconds: 700 },
          ),
        ),
        revealsNothing(({ how }) => pathsIn(how.replace(/ HTTP\/\d\.\d$/, ''))),
      ),
  },
  {
    id: 'smuggling-line-ends',
    family: Family.SMUGGLING,
    title: 'requests whose lines end in LF or CR alone open nothing',
    reason: 'one program sees the end of the headers, another does not',
    reference: 'RFC 9112, 2.2',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target, [NOBODY_SIGNED_IN]), ['\n', '\r', '\n\r', '\r\r\n']).map(
          ({ variation, ...denied }) =>
            rawRequest(target, denied, JSON.stringify(variation), { newline: variation }, { quietMilliseconds: 700 }),
        ),
        judge,
      ),
  },
  {
    id: 'smuggling-pipelined',
    family: Family.SMUGGLING,
    title: 'a request without a session gets no access from a session that was used earlier on the connection',
    reason: 'an edge that stores the person of a connection gives the session to the requests that follow',
    reference: 'RFC 9112, 9.3.2',
    run: async (target) => {
      const requests = someCredentials(target).flatMap((credential) => {
        const [open] = allowedFor(target, credential);
        const nobodys = deniedEntries(target, [
          { ...credential, headers: {}, signedIn: false, name: `nobody, on a connection of ${credential.name}` },
        ]);
        return open === undefined
          ? []
          : nobodys
              .filter(({ entry }) => entry.host === open.host)
              .map((denied) => {
                const first = written({ credential, entry: open }, {})
                  .toString('latin1')
                  .replace('Connection: close', 'Connection: keep-alive');
                const each = rawBytes(
                  target,
                  denied,
                  'the second of two',
                  Buffer.concat([Buffer.from(first, 'latin1'), written(denied, {})]),
                  { quietMilliseconds: 5000 },
                );
                // The first answer is for the credential with access.
                return { ...each, both: each.send, send: async () => (await each.send()).slice(1) };
              });
      });
      if (requests.length === 0) return notTried('no credentials with access were given');
      // An edge that closes after one request is not affected.
      if ((await requests[0]!.both()).length === 1) return notTried('the edge answers one request on a connection');
      return sendAll(target, requests, judge);
    },
  },
];

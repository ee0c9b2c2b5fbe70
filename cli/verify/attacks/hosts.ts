import { randomBytes } from 'node:crypto';
import { FOREIGN_HOST, Judge, deniedEntries, revealsNothing, productOf, sendAll } from './attack-requests';
import type { DeniedEntry } from './denied-entry';
import { rawRequest, RawRequest } from './raw-requests';
import { Attack, Family } from '../attack';
import { Wire } from '../http';
import { NOBODY_SIGNED_IN } from '../target';

interface Claim extends RawRequest {
  readonly wire?: Wire;
}

/** A label that no host uses. A parent, sibling or short name could be another site. */
const NO_LABEL = `v${randomBytes(6).toString('hex')}`;

/** Host values that a request can claim. The connection always goes to the real host. */
const CLAIMS: Readonly<
  Record<
    string,
    Pick<Attack, 'title' | 'reason' | 'reference'> & { readonly claims: (denied: DeniedEntry) => readonly Claim[] }
  >
> = {
  'unknown': {
    title: 'nothing is served on an unknown host, and no redirect leads to one',
    reason:
      'the first server of an edge answers for every unknown name, and the sign-in returns to the ' + 'requested name',
    reference: 'nginx, default_server',
    claims: ({ entry: { host } }) =>
      [
        FOREIGN_HOST,
        `${FOREIGN_HOST}:443`,
        `${NO_LABEL}.${host}`,
        `${NO_LABEL}-${host}`,
        'localhost',
        'kubernetes.default.svc',
      ].map((name) => ({ hosts: [`Host: ${name}`] })),
  },
  'address': {
    title: 'an IP address in place of the host opens nothing',
    reason: 'the default server of an edge answers for addresses',
    reference: 'nginx, default_server',
    claims: () =>
      ['127.0.0.1', '[::1]', '0.0.0.0', '2130706433', '10.0.0.1:443'].map((name) => ({ hosts: [`Host: ${name}`] })),
  },
  'ports': {
    title: 'a port after the host changes neither the decision nor the host of the return address',
    reason: 'some programs compare the host with the port, others without it, and addresses are built from it',
    reference: 'RFC 9110, 7.2',
    claims: ({ entry: { host } }) =>
      [':443', ':80', ':8443', ':0', ':', ':99999', `:443@${FOREIGN_HOST}`, ':x'].map((port) => ({
        hosts: [`Host: ${host}${port}`],
      })),
  },
  'spellings': {
    title: 'dots at the end, underscores and upper case in a host open nothing',
    reason: 'two spellings of one host are different strings',
    reference: 'RFC 4343; RFC 3986, 3.2.2',
    claims: ({ entry: { host } }) =>
      [
        `${host}.`,
        `${host}..`,
        host.toUpperCase(),
        host.replace('.', '_'),
        `_${host}`,
        `.${host}`,
        host.replace('.', '%2e'),
        `${host}%00`,
        ` ${host} `,
        `${host}\t`,
      ].map((name) => ({ hosts: [`Host: ${name}`] })),
  },
  'two': {
    title: 'a request with two Host headers opens nothing',
    reason: 'the edge reads one, the application the other',
    reference: 'RFC 9112, 3.2',
    claims: ({ entry: { host } }) =>
      [
        [`Host: ${host}`, `Host: ${FOREIGN_HOST}`],
        [`Host: ${FOREIGN_HOST}`, `Host: ${host}`],
        [`Host: ${host}`, ` Host: ${FOREIGN_HOST}`],
        [`Host: ${host}, ${FOREIGN_HOST}`],
        [`Host: ${host}`, `Host : ${FOREIGN_HOST}`],
        [`Host: ${host}`, `hOST: ${FOREIGN_HOST}`],
      ].map((hosts) => ({ hosts })),
  },
  'none': {
    title: 'a request without a host opens nothing',
    reason: 'HTTP/1.0 needs no host, and an edge then chooses a server itself',
    reference: 'RFC 9112, 3.2',
    claims: () => [
      { hosts: [] },
      { hosts: [], version: ' HTTP/1.0' },
      { hosts: ['Host:'] },
      { hosts: ['Host: '], version: ' HTTP/1.0' },
    ],
  },
  'absolute-form': {
    title: 'a host in the request target that differs from the Host header opens nothing',
    reason: 'by the specification the target is used, in many programs the header',
    reference: 'RFC 9112, 3.2.2',
    claims: ({ entry: { host, path } }) => [
      { target: `https://${FOREIGN_HOST}${path}` },
      { target: `https://${host}${path}`, hosts: [`Host: ${FOREIGN_HOST}`] },
      { target: `http://${host}${path}`, hosts: [] },
      { target: `https://${host}:8443${path}` },
      { target: `https://${host}@${FOREIGN_HOST}${path}` },
    ],
  },
  'user-info': {
    title: 'a user name in front of the host opens nothing, and changes no redirect',
    reason: 'one parser takes the text in front of @ for the host, another the text after it',
    reference: 'RFC 3986, 3.2.1',
    claims: ({ entry: { host, path } }) => [
      { hosts: [`Host: ${host}@${FOREIGN_HOST}`] },
      { hosts: [`Host: ${FOREIGN_HOST}@${host}`] },
      { target: `https://user:pass@${host}${path}` },
      { target: `https://${FOREIGN_HOST}@${host}${path}` },
      { hosts: [`Host: ${host}#@${FOREIGN_HOST}`] },
      { hosts: [`Host: ${host}/x?@${FOREIGN_HOST}`] },
    ],
  },
  'other-handshake': {
    title: 'a request for another host than that of the TLS handshake opens nothing',
    reason: 'an edge may choose certificate, options and server by one name and serve the other',
    reference: 'RFC 6066, 3; Traefik, options of TLS by SNI',
    claims: ({ entry: { host } }) => [
      { wire: { servername: FOREIGN_HOST, anyCertificate: true } },
      { wire: { servername: `x.${host}`, anyCertificate: true } },
      { wire: { servername: '127.0.0.1', anyCertificate: true } },
      { hosts: [`Host: ${FOREIGN_HOST}`], wire: { servername: host } },
    ],
  },
};

/** Whether a request names only the host of the entry point. Other requests carry no session. */
function isForDoor({ entry: { host } }: DeniedEntry, { hosts = [`Host: ${host}`], target = '', wire }: Claim): boolean {
  const [, authority] = /^[a-z]+:\/\/([^/]*)/i.exec(target) ?? [];
  const named = [
    ...hosts.map((line) => line.replace(/^\s*host\s*:/i, '')),
    ...(authority === undefined ? [] : [authority]),
  ];
  return (
    wire === undefined &&
    named.length > 0 &&
    named.every(
      (name) =>
        name
          .trim()
          .toLowerCase()
          .replace(/\.?(:\d*)?$/, '') === host,
    )
  );
}

const judge: Judge = revealsNothing();

export const HOSTS: readonly Attack[] = Object.entries(CLAIMS).map(([id, { claims, ...rest }]) => ({
  id: `hosts-${id}`,
  family: Family.HOSTS,
  ...rest,
  run: (target) =>
    sendAll(
      target,
      [
        ...productOf(deniedEntries(target), (denied) => claims(denied).filter((claim) => isForDoor(denied, claim))),
        ...productOf(deniedEntries(target, [NOBODY_SIGNED_IN]), (denied) =>
          claims(denied).filter((claim) => !isForDoor(denied, claim)),
        ),
      ].map(({ variation: { wire, ...request }, ...denied }) =>
        rawRequest(target, denied, JSON.stringify({ ...request, ...wire }), request, wire),
      ),
      judge,
    ),
}));

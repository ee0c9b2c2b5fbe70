import { clientRequest, Judge, deniedEntries, product, staysDenied, sendAll } from './attack-requests';
import { Attack, Family } from '../attack';
import { Target } from '../target';

const handshake = {
  'Connection': 'Upgrade',
  'Upgrade': 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** An upgraded connection gives access for as long as it lasts. */
const notUpgraded: Judge = (target, each, answer) =>
  answer.status === 101 ? 'the connection was upgraded' : staysDenied(target, each, answer);

const upgrading = (target: Target, stories: readonly Readonly<Record<string, string>>[]) =>
  sendAll(
    target,
    product(deniedEntries(target), stories).map(({ variation, ...denied }) =>
      clientRequest(target, denied, JSON.stringify(variation), { headers: variation }),
    ),
    notUpgraded,
  );

export const WEBSOCKETS: readonly Attack[] = [
  {
    id: 'websockets-without-a-right',
    family: Family.WEBSOCKETS,
    title: 'a WebSocket is refused like any other request',
    reason: 'edges handle an upgrade separately, and after it no program checks requests',
    reference: 'RFC 6455, 10.5',
    run: (target) =>
      upgrading(target, [
        handshake,
        { ...handshake, Origin: 'https://evil.example.org' },
        { ...handshake, 'Connection': 'keep-alive, Upgrade', 'Sec-WebSocket-Version': '777' },
      ]),
  },
  {
    id: 'websockets-h2c',
    family: Family.WEBSOCKETS,
    title: 'an upgrade to HTTP/2 without TLS makes no tunnel through the edge',
    reason: 'an edge that forwards it passes later requests of the connection without a decision',
    reference: 'Bishop Fox, h2c smuggling (2020)',
    run: (target) =>
      upgrading(target, [
        { 'Connection': 'Upgrade, HTTP2-Settings', 'Upgrade': 'h2c', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' },
        { 'Connection': 'Upgrade', 'Upgrade': 'h2c', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' },
        { Connection: 'Upgrade', Upgrade: 'h2c, websocket' },
        { Connection: 'Upgrade', Upgrade: 'TLS/1.2' },
      ]),
  },
];

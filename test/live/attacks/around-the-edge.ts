import net from 'node:net';
import { type InsideAttack, proxiesOf } from './inside';
import { Family, held, known } from '../../../cli/verify/attack';
import { eventually } from '../../support/process';
import { host } from '../checks/addresses';
import { type EdgeScene, expect, expectEqual } from '../checks/check';
import { reaches } from '../checks/isolation';
import { ask } from '../client/http';
import { outside } from '../network/router';
import type { Pod } from '../pods/pod';

/** Whether the application of a pod can open a connection to another pod. */
const connects = ({ stack }: EdgeScene, from: Pod, to: Pod, port: number) =>
  reaches(from.container('application'), stack.programs.found.node!, to.link.address, port);

const applicationsOf = ({ stack }: EdgeScene) => {
  const [grafana, prometheus, alertmanager] = ['grafana', 'prometheus', 'alertmanager'].map(
    (name) => stack.podsNamed(`live-${name}`)[0]!,
  );
  return { grafana: grafana!, prometheus: prometheus!, alertmanager: alertmanager! };
};

/** Sends commands to Redis from the node, which no policy restricts, and returns the complete response. */
function redis({ stack }: EdgeScene, ...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(6379, stack.redis.link.address, () => socket.write([...lines, 'QUIT', ''].join('\r\n')));
    let said = '';
    socket
      .setEncoding('latin1')
      .setTimeout(3000, () => socket.destroy(new Error('Redis says nothing')))
      .on('data', (text: string) => {
        said += text;
      })
      .on('close', () => resolve(said))
      .on('error', reject);
  });
}

/** Authenticates as the proxy does. */
const asProxy = ({ stack }: EdgeScene) => `AUTH oauth2-proxy ${stack.secrets['redis-password']}`;

export const AROUND_THE_EDGE: readonly InsideAttack[] = [
  {
    id: 'around-the-edge-forwarded-headers',
    family: Family.AROUND_THE_EDGE,
    title: 'the proxy accepts no forwarded header from an address that is not one of the edge',
    reason: 'a client at its own port could choose the redirect URI and the request that is decided about',
    reference: 'GHSA-7x63-xv5r-3p2x; oauth2-proxy issue 3506',
    run: async ({ scene }) => {
      const evil = 'evil.example.org';
      const headers = {
        'X-Forwarded-Host': evil,
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Uri': `//${evil}/`,
        'X-Forwarded-For': '203.0.113.77',
        'X-Real-IP': '203.0.113.78',
      };
      for (const proxy of proxiesOf(scene)) {
        const { status, headers: answer, cookies } = await ask(`${proxy}/oauth2/start`, { headers });
        expectEqual(status, 302, 'status of the start');
        expect(!decodeURIComponent(answer.location!).includes(evil), `sent to ${answer.location}`);
        expect(!cookies.join().includes(evil), 'a cookie is for the foreign host');
        for (const uri of ['/oauth2/auth', '/ping', '/', '/oauth2/auth?allowed_groups=']) {
          expectEqual(
            (await ask(`${proxy}/oauth2/auth`, { headers: { ...headers, 'X-Forwarded-Uri': uri } })).status,
            401,
            `asking as nobody for ${uri}`,
          );
        }
        expect((await ask(`${proxy}/prometheus/graph`, { headers })).status >= 300, 'it serves something itself');
      }
      return held(`${proxiesOf(scene).length} proxies`);
    },
  },
  {
    id: 'around-the-edge-client-address',
    family: Family.AROUND_THE_EDGE,
    title: 'the proxy logs the real address of a client that is not the edge, not the claimed one',
    reason:
      "up to 7.15.4 the proxy took the client's address from X-Real-IP of any client, and addresses can have " +
      'rights',
    reference: 'GHSA-wr5q-7wxw-x568',
    run: async ({ scene: { stack } }) => {
      const lies = ['203.0.113.78', '203.0.113.79', '203.0.113.80'] as const;
      const headers = {
        'X-Real-IP': lies[0],
        'X-Forwarded-For': `${lies[1]}, 10.244.0.1`,
        'X-ProxyUser-IP': lies[2],
        'X-Envoy-External-Address': lies[2],
        'CF-Connecting-IP': lies[2],
      };
      for (const pod of stack.proxies) {
        const before = pod.log.length;
        const written = () => pod.log.slice(before);
        expectEqual((await ask(`http://${pod.link.address}:4180/oauth2/auth`, { headers })).status, 401, 'status');
        await eventually(5, async () =>
          expect(
            written().includes(outside),
            `the true address ${outside} is not in the log: ${written().slice(-500)}`,
          ),
        );
        expect(!lies.some((lie) => written().includes(lie)), "the log holds an address of the caller's choice");
      }
      return held(
        `${stack.proxies.length} proxies; callers in the range of the edge are kept out by the network policy`,
      );
    },
  },
  {
    id: 'around-the-edge-from-an-application',
    family: Family.AROUND_THE_EDGE,
    title: 'a compromised application reaches neither the proxy nor sessions nor other applications',
    reason: 'without policies every pod reaches every other pod, and Prometheus requires no authentication',
    reference: 'finding 16',
    run: async ({ scene }) => {
      const { stack } = scene;
      const { grafana, prometheus, alertmanager } = applicationsOf(scene);
      const targets = [
        ...stack.proxies.map((pod) => [pod, 4180] as const),
        ...stack.podsNamed('redis').map((pod) => [pod, 6379] as const),
      ];
      const reached: string[] = [];
      for (const from of [grafana, prometheus, alertmanager]) {
        for (const [pod, port] of targets) {
          if (await connects(scene, from, pod, port)) reached.push(`${from.name} reaches ${pod.name}`);
        }
      }
      if (await connects(scene, alertmanager, prometheus, 9090)) reached.push('Alertmanager reaches Prometheus');
      if (await connects(scene, alertmanager, grafana, 3000)) reached.push('Alertmanager reaches Grafana');
      expect(reached.length === 0, reached.join(', '));
      return held(`${targets.length * 3 + 2} ways`);
    },
  },
  {
    id: 'around-the-edge-from-prometheus',
    family: Family.AROUND_THE_EDGE,
    title: 'Prometheus can reach its targets, and Grafana its data sources, without a sign-on',
    reason: 'network policies know addresses and ports, and scraping is a request like any other',
    reference: 'exception in docs/security.md',
    run: async ({ scene }) => {
      const { grafana, prometheus, alertmanager } = applicationsOf(scene);
      expectEqual(
        [await connects(scene, prometheus, alertmanager, 9093), await connects(scene, grafana, prometheus, 9090)],
        [true, true],
        'Prometheus reaches Alertmanager, Grafana reaches Prometheus',
      );
      return known('a compromised Prometheus or Grafana has access to the applications that it connects to');
    },
  },
  {
    id: 'around-the-edge-redis-users',
    family: Family.AROUND_THE_EDGE,
    title: 'Redis serves no client without the password, and with it nothing but sessions',
    reason: 'a default user may have no password, and commands can read the configuration or load code',
    reference: 'finding 16; Redis, ACL',
    run: async ({ scene }) => {
      const refused = /^-(NOAUTH|NOPERM|WRONGPASS|ERR)/;
      const attempts: Record<string, string[]> = {
        'nobody': ['GET x'],
        'default': ['AUTH default x'],
        'no password': ['AUTH oauth2-proxy x'],
        'the user for probes': ['AUTH probe x', 'GET x'],
        ...Object.fromEntries(
          [
            'KEYS *',
            'SCAN 0',
            'CONFIG GET *',
            'ACL LIST',
            'FLUSHALL',
            'MONITOR',
            'MODULE LIST',
            'REPLICAOF 10.0.0.1 1',
            'SAVE',
            'DEBUG SLEEP 0',
            'GET other-key',
            'SUBSCRIBE x',
            'CLIENT LIST',
            'CLIENT KILL ID 1',
            'FUNCTION LIST',
            'SCRIPT FLUSH',
            "EVAL \"return redis.call('KEYS', '*')\" 0",
            "EVAL \"return redis.call('GET', 'other')\" 0",
          ].map((command) => [command, [asProxy(scene), command]]),
        ),
      };
      const opened: string[] = [];
      for (const [who, lines] of Object.entries(attempts)) {
        const said = (await redis(scene, ...lines)).split('\r\n').filter((line) => line !== '+OK');
        if (!refused.test(said[0] ?? '')) opened.push(`${who}: ${said[0]}`);
      }
      expect(opened.length === 0, opened.join('; '));
      return held(`${Object.keys(attempts).length} attempts`);
    },
  },
  {
    id: 'around-the-edge-redis-content',
    family: Family.AROUND_THE_EDGE,
    title: 'the content of Redis shows nothing about a session, and gives no valid cookie',
    reason: 'a backup or another program on the same server can read the stored data',
    reference: 'oauth2-proxy, pkg/sessions/persistence/ticket.go',
    run: async ({ scene }) => {
      const { people, table } = scene;
      const person = await people.alice();
      const cookie = (await people.session(person)).jar.of(host).get(table.signOn.cookie)!;
      // The ticket contains the key in Redis and the secret that decrypts the value.
      const ticket = Buffer.from(cookie.split('|')[0]!, 'base64url').toString('utf8');
      const [, id, secret] = /^(?:v2\.)?([\s\S]+)\.([^.]+)$/.exec(ticket) ?? [];
      const key = id!.includes(table.signOn.cookie) ? id! : Buffer.from(id!, 'base64url').toString('utf8');
      const said = await redis(scene, asProxy(scene), `GET "${key}"`);
      expect(said.length > 500, `nothing is stored under ${key.slice(0, 40)}: ${said.slice(0, 100)}`);
      for (const plain of [`${person.username}@example.com`, '/developers', person.id, 'eyJ', secret!, cookie]) {
        expect(!said.includes(plain), 'the session can be read');
      }
      return held(`${said.length} bytes`);
    },
  },
];

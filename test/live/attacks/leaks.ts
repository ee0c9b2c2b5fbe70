import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type InsideAttack, proxiesOf, seenAtGrafana } from './inside';
import { Family, held, known, nothingOpened } from '../../../cli/verify/attack';
import { host, prometheus } from '../checks/addresses';
import { expect } from '../checks/check';
import { ask } from '../client/http';
import { outside } from '../network/router';

type Target = Parameters<InsideAttack['run']>[0];

/** The complete output of the edge: its access log and its messages. */
const edgeLog = async ({ scene: { stack, edge } }: Target) =>
  `${stack.edgePod(edge)!.log}\n${await edge.accessLog(stack.edgePod(edge)!)}`;

/** The text of every file of a folder. */
const textsIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const place = path.join(folder, name);
    return statSync(place).isDirectory() ? textsIn(place) : [readFileSync(place, 'utf8')];
  });

/** Leaks of secrets, for attackers with access behind the edge. */
export const LEAKS_INSIDE: readonly InsideAttack[] = [
  {
    id: 'leaks-in-what-is-synthesized',
    family: Family.LEAKS,
    title: 'neither manifests nor report contain a secret',
    reason: 'both are stored in a repository',
    reference: 'CWE-540',
    run: async ({ scene: { stack } }) => {
      const texts = [JSON.stringify(stack.manifests), ...textsIn(stack.report)];
      expect(texts[0]!.length > 10_000, 'the manifests are empty');
      const secrets = [...Object.values(stack.secrets), stack.keycloakPassword];
      for (const secret of secrets) {
        for (const form of [secret, Buffer.from(secret).toString('base64')]) {
          expect(!texts.some((text) => text.includes(form)), 'a secret stands in what was synthesized');
        }
      }
      return held(`${secrets.length} secrets, ${texts.length} texts`);
    },
  },
  {
    id: 'leaks-in-metrics',
    family: Family.LEAKS,
    title: 'the own port of the proxy shows nothing about people: it serves no metrics and no debugging pages',
    reason: 'metrics and profiles are on the port that the edge reaches, unless they have one of their own',
    reference: 'oauth2-proxy, metrics_address',
    run: async ({ scene }) => {
      const told: string[] = [];
      const paths = [
        '/metrics',
        '/debug/pprof/',
        '/debug/vars',
        '/oauth2/userinfo',
        '/oauth2/auth',
        '/oauth2/static/../../etc/passwd',
      ];
      for (const proxy of proxiesOf(scene)) {
        for (const each of paths) {
          const { status, body } = await ask(proxy + each);
          if (status === 200 || /go_goroutines|root:x:/.test(body)) told.push(`${each}: ${status}`);
        }
      }
      nothingOpened(told);
      return held(`${paths.length} paths`);
    },
  },
  {
    id: 'leaks-the-session-to-an-application',
    family: Family.LEAKS,
    title: 'an application that keeps cookies of its own receives them, and not the session',
    reason:
      'an attacker in one application has the sessions of everyone who opens it, and can use them at the ' + 'others',
    reference: 'finding 9',
    run: async ({ scene: { people, table, edge } }) => {
      const name = table.signOn.cookie;
      const session = (await people.session(await people.alice())).jar.of(host).get(name)!;
      const cookies = [
        `grafana_session=kept; ${name}=${session}`,
        `${name}=${session}; grafana_session=kept`,
        `${name}=${session};grafana_session=kept; ${name}=${session}`,
      ];
      const seen = await Promise.all(
        cookies.map(async (Cookie) => JSON.stringify(await seenAtGrafana({ headers: { Cookie } }))),
      );
      expect(
        seen.every((request) => request.includes('grafana_session=kept')),
        'its own cookie did not arrive',
      );
      if (edge.name === 'ingress-nginx') {
        expect(!seen.some((request) => request.includes(session)), 'the session arrived');
        return held(`${cookies.length} orders of cookies`);
      }
      expect(
        seen.every((request) => request.includes(session)),
        'the session did not arrive, which nothing should have taken off',
      );
      return known('Traefik cannot remove a single cookie from a request');
    },
  },
  {
    id: 'leaks-on-the-edge-s-disk',
    family: Family.LEAKS,
    title: 'the edge writes neither tokens nor sessions to its disk, at most the name of a person',
    reason: 'nginx stores cached answers in files, with the cache key',
    reference: 'finding 21; nginx, proxy_cache_path',
    run: async ({ scene: { people, table, edge, stack } }) => {
      const { jar } = await people.session(await people.alice());
      await ask(`${prometheus}/graph`, { headers: { Cookie: jar.header(host) } });
      const controller = stack.edgePod(edge)!.container('controller');
      // Tokens that a client itself puts into a query, for instance, appear in logs unchanged.
      const filesWith = async (text: string) =>
        (
          await controller.exec([
            // Folders that are mounted below, such as a checkout in /tmp of the machine, are not files of the edge.
            'find',
            '/state',
            '/tmp',
            '-xdev',
            '-type',
            'f',
            '-exec',
            'grep',
            '-laE',
            '--',
            text,
            '{}',
            '+',
          ])
        ).stdout
          .split('\n')
          .filter((line) => line !== '' && !line.includes('/log/'));
      nothingOpened((await filesWith('eyJ[A-Za-z0-9_-]{10,}\\.eyJ')).map((file) => `a token in ${file}`));
      nothingOpened(
        (await filesWith(jar.of(host).get(table.signOn.cookie)!.split('|')[0]!)).map((file) => `a session in ${file}`),
      );
      const remembered = await filesWith('alice@example\\.com');
      // A cached decision must be found; otherwise the test searched in the wrong folder.
      if (edge.name === 'ingress-nginx') {
        expect(
          remembered.some((file) => file.includes('nginx-cache-auth')),
          'nothing is remembered where it was looked for',
        );
      }
      return held(`e-mail address and groups in ${remembered.length} files`);
    },
  },
  {
    id: 'leaks-in-the-edge-s-log',
    family: Family.LEAKS,
    title: 'the edge logs neither sessions nor tokens',
    reason: 'more people read logs than use the applications, and logs are kept for longer',
    reference: 'CWE-532',
    run: async (target) => {
      const { people, table } = target.scene;
      const canaries = ['canarycookie8351', 'canarytoken8352'];
      await ask(`${prometheus}/graph`, {
        headers: { Cookie: `${table.signOn.cookie}=${canaries[0]}`, Authorization: `Bearer ${canaries[1]}` },
      });
      const sessions = people.visitors
        .flatMap(({ setCookies }) => setCookies)
        .filter((line) => line.startsWith(`${table.signOn.cookie}`))
        .map((line) => line.replace(/^[^=]*=/, '').replace(/;.*/, ''))
        .filter((value) => value.length > 20);
      const log = await edgeLog(target);
      expect(log.includes('/prometheus/graph'), 'the edge logs no requests');
      for (const secret of [...canaries, ...sessions]) {
        expect(
          !log.includes(secret) && !log.includes(encodeURIComponent(secret)),
          'a session or token stands in the log of the edge',
        );
      }
      return held(`${sessions.length + canaries.length} secrets looked for`);
    },
  },
  {
    id: 'leaks-codes-in-the-edge-s-log',
    family: Family.LEAKS,
    title: 'with the access log of the library, the edge logs no authorization code',
    reason: 'access logs usually contain request lines, and one of them contains the code',
    reference: 'RFC 9700, 4.2.4; docs/audit.md',
    run: async (target) => {
      const visitor = target.scene.people.visitor();
      await visitor.signIn(await target.scene.people.guest('/developers'), `${prometheus}/graph`);
      const code = visitor.visited.flatMap((url) => new URL(url).searchParams.getAll('code')).at(-1)!;
      const log = await edgeLog(target);
      expect(log.includes('/oauth2/callback'), 'the edge logs no callbacks');
      expect(!log.includes(code), 'the code of a sign-in stands in the log of the edge');
      return held('one sign-in');
    },
  },
  {
    id: 'forwarded-headers-in-the-log',
    family: Family.FORWARDED_HEADERS,
    title: 'the proxy logs the real address of a client, not the claimed one',
    reason: 'the edge sends the address in a header that a client can send, too',
    reference: 'oauth2-proxy, real_client_ip_header',
    run: async ({ scene: { stack } }) => {
      const lies = ['203.0.113.91', '203.0.113.92', '203.0.113.93'];
      const headers = {
        'X-Forwarded-For': [lies[0]!, lies[2]!],
        'X-Real-IP': lies[1],
        'True-Client-IP': lies[2],
        'X-Original-Forwarded-For': lies[2],
        'Forwarded': `for=${lies[2]}`,
      };
      const before = stack.proxyLog.length;
      for (const url of [
        `${prometheus}/graph`,
        `https://${host}/oauth2/start?rd=/`,
        `https://${host}/oauth2/callback?code=x&state=x:y`,
      ]) {
        await ask(url, { headers });
      }
      const log = stack.proxyLog;
      expect(log.length > before, 'the proxy logged nothing');
      expect(log.includes(outside), `the true address ${outside} is not in the log`);
      expect(!lies.some((lie) => log.includes(lie)), "the log holds an address of the client's choice");
      return held(`${lies.length} addresses`);
    },
  },
];

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { eventually, sleep } from '../../support/process';
import { ask } from '../client/http';
import { PrometheusClient } from '../client/prometheus';
import type { Pod } from '../pods/pod';
import type { Stack } from '../stack';
import { host, prometheus as prometheusSite, site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { reaches } from './isolation';
import { signOnPrograms } from './needs';

const metricsPort = 44180;
const proxyPort = 4180;

/** Checks the monitoring of the sign-on with a real Prometheus and the configuration of the report. */
export const metrics: Area<EdgeScene> = {
  name: 'metrics',
  needs: signOnPrograms,
  checks: [
    {
      title: 'Prometheus scrapes every replica of the proxy',
      run: async ({ stack }) => {
        const { job_name: pool } = scrape(stack);
        await eventually(60, async () => {
          const targets = (await prometheus(stack).targets()).filter(({ scrapePool }) => scrapePool === pool);
          expectEqual(
            targets.map(({ health, lastError }) => `${health} ${lastError}`),
            stack.proxies.map(() => 'up '),
            'targets',
          );
        });
        return `${stack.proxies.length} replicas`;
      },
    },
    {
      title: 'every query of the dashboard has a result',
      run: async ({ stack, people }) => {
        const { panels } = JSON.parse(report(stack, 'dashboard.json'));
        const queries: { title: string; expr: string }[] = panels.flatMap(({ title, targets }: any) =>
          targets.map(({ expr }: any) => ({ title, expr })),
        );
        const alice = await people.session(await people.alice());
        const unanswered = new Map<string, string>();
        // Rates need two samples, with requests between them.
        await eventually(60, async () => {
          await alice.ask(`${prometheusSite}/graph?n=${Math.random()}`);
          await ask(`${prometheusSite}/graph`);
          unanswered.clear();
          for (const { title, expr } of queries) {
            const samples = await prometheus(stack).query(expr.replaceAll('$__rate_interval', '1m'));
            if (samples.length === 0 || samples.some(({ value: [, value] }) => !Number.isFinite(Number(value)))) {
              unanswered.set(title, `${expr} gives ${JSON.stringify(samples)}`);
            }
          }
          expect(unanswered.size === 0, [...unanswered].map((each) => each.join(': ')).join('\n'));
        });
        return `${queries.length} queries`;
      },
    },
    {
      title: 'the alerting rules are evaluated without an error, and none fires in normal operation',
      run: async ({ stack }) => {
        const wanted: { alert: string }[] = parse(report(stack, 'rules.yaml')).groups[0].rules;
        return eventually(30, async () => {
          const rules = await prometheus(stack).rules();
          expectEqual(
            rules.map(({ name }) => name),
            wanted.map(({ alert }) => alert),
            'rules',
          );
          const ill = rules.filter(({ health, lastError }) => health !== 'ok' || lastError);
          expect(
            ill.length === 0,
            ill.map(({ name, health, lastError }) => `${name} is ${health}: ${lastError}`).join('\n'),
          );
          const loud = rules.filter(({ state }) => state !== 'inactive');
          expect(loud.length === 0, loud.map(({ name, state }) => `${name} is ${state}`).join(', '));
          return `${rules.length} rules`;
        });
      },
    },
    {
      title: 'the counters include allowed requests, redirects to sign in and refused requests',
      run: async ({ stack, people, table }) => {
        const alice = await people.session(await people.alice());
        const told: string[] = [];
        for (const [code, request] of [
          [
            '202',
            () => alice.ask(`${prometheusSite}/graph`, { headers: { Authorization: `Bearer ${Math.random()}` } }),
          ],
          [
            table.signOn.programsAreTold ? '302|401' : '401',
            () => ask(`${prometheusSite}/graph`, { headers: { Cookie: `nobody=${Math.random()}` } }),
          ],
          [
            '403',
            async () =>
              (await people.session(await people.alice())).ask(`${site}/alertmanager/`, {
                headers: { Authorization: `Bearer ${Math.random()}` },
              }),
          ],
        ] as const) {
          const count = async () =>
            Number(
              (
                await prometheus(stack).query(
                  `sum(oauth2_proxy_requests_total{job="${job(stack)}", code=~"${code}"}) or vector(0)`,
                )
              )[0]!.value[1],
            );
          const before = await count();
          await request();
          await eventually(10, async () => expect((await count()) > before, `${code} is not counted: still ${before}`));
          told.push(code);
        }
        return told.join(', ');
      },
    },
    {
      title: 'while no proxy responds, the alert is pending, and afterwards it is resolved',
      slow: 'waits for a scrape and an evaluation of rules',
      run: async ({ stack }) => {
        let seen = 0;
        const state = async () =>
          (await prometheus(stack).rules()).find(({ name }) => name === 'MonitoringSsoAbsent')!.state;
        try {
          await Promise.all(stack.proxies.map((pod) => pod.container('oauth2-proxy').stop()));
          await eventually(30, async () => expectEqual(await state(), 'pending', 'MonitoringSsoAbsent'));
          seen = (await ask(`${prometheusSite}/graph`)).status;
        } finally {
          await begin(stack.proxies);
        }
        await eventually(30, async () => expectEqual(await state(), 'inactive', 'MonitoringSsoAbsent'));
        return `people saw ${seen}`;
      },
    },
    {
      title: 'a proxy without its session store is not ready, but is still scraped',
      slow: 'waits for a scrape and an evaluation of rules',
      run: async ({ stack }) => {
        // Waits one second, like the readiness probe. The proxy itself waits much longer for the store.
        const ready = () =>
          Promise.all(
            stack.proxies.map(({ link }) =>
              Promise.race([
                ask(`http://${link.address}:${proxyPort}/ready`).then(
                  ({ status }) => status === 200,
                  () => false,
                ),
                sleep(1000).then(() => false),
              ]),
            ),
          );
        try {
          await stack.redis.container('redis').stop();
          expectEqual(
            await ready(),
            stack.proxies.map(() => false),
            'which proxies are ready',
          );
          // The alert compares this value with the number of ready replicas.
          expectEqual(
            (await prometheus(stack).query(`sum(up{job="${job(stack)}"})`))[0]?.value[1],
            String(stack.proxies.length),
            'replicas scraped',
          );
        } finally {
          stack.redis.container('redis').start();
          await stack.redis.becomeReady(30);
        }
        await eventually(30, async () =>
          expectEqual(
            await ready(),
            stack.proxies.map(() => true),
            'which proxies are ready afterwards',
          ),
        );
      },
    },
    {
      title:
        'Prometheus can connect only to the metrics port of the proxy; no other pod can connect to it, ' +
        'and the edge has no route to it',
      run: async ({ stack, edge }) => {
        const node = stack.programs.found.node!;
        const own = application(stack, 'live-prometheus');
        const others = {
          stranger: await stack.stranger(),
          Grafana: application(stack, 'live-grafana'),
          Alertmanager: application(stack, 'live-alertmanager'),
          Redis: stack.redis.container('redis'),
          edge: stack.edgePod(edge)!.containers[0]!,
        };
        for (const {
          link: { address },
        } of stack.proxies) {
          expectEqual(
            [await reaches(own, node, address, metricsPort), await reaches(own, node, address, proxyPort)],
            [true, false],
            'Prometheus reaches metrics and decisions',
          );
          expectEqual(await reaches(others.edge, node, address, proxyPort), true, 'the edge reaches decisions');
          for (const [name, container] of Object.entries(others)) {
            expectEqual(await reaches(container, node, address, metricsPort), false, `${name} reaches metrics`);
          }
        }
        for (const place of ['/metrics', '/oauth2/metrics', '/prometheus/../metrics', '/oauth2/start/../../metrics']) {
          const { body } = await ask(`${site}${place}`);
          expect(!body.includes('oauth2_proxy_requests_total'), `${place} shows metrics`);
        }
        return `${Object.keys(others).length} who may not`;
      },
    },
    {
      title: 'the metrics contain no secret, session, code or token, and no name of a person',
      run: async ({ stack, people, table }) => {
        const secrets = new Map(
          [
            ...Object.entries(stack.secrets).map(([key, value]) => [value, key] as const),
            ...people.visitors.flatMap((visitor) => [
              ...visitor.visited
                .flatMap((url) => new URL(url).searchParams.getAll('code'))
                .map((code) => [code, 'an authorization code'] as const),
              ...visitor.setCookies
                .filter((line) => line.startsWith(table.signOn.cookie))
                .map((line) => [line.replace(/^[^=]*=/, '').replace(/;.*/, ''), 'a session'] as const),
            ]),
            ...['canarycode', 'canarystate'].map((name) => [name, 'a part of an address'] as const),
            ...['alice', 'oscar', 'mallory', '@example.com', '/developers', '/operators'].map(
              (name) => [name, 'a person or a group'] as const,
            ),
          ].filter(([secret]) => secret.length > 4),
        );
        const Cookie = (await people.session(await people.alice())).jar.header(host);
        for (const { link } of stack.proxies) {
          // Sends a request, since a counter does not exist before its first response.
          for (const question of ['/oauth2/auth', '/oauth2/callback?code=canarycode&state=canarystate']) {
            await ask(`http://${link.address}:${proxyPort}${question}`, { headers: { Cookie } });
          }
          const { status, body } = await ask(`http://${link.address}:${metricsPort}/metrics`);
          expectEqual([status, body.includes('oauth2_proxy_requests_total')], [200, true], 'the metrics');
          for (const [secret, what] of secrets) expect(!body.includes(secret), `the metrics hold ${what}`);
          expect(!/eyJ[\w-]{10,}\./.test(body), 'the metrics hold a token');
        }
        return `${secrets.size} looked for`;
      },
    },
  ],
};

const report = (stack: Stack, file: string) => readFileSync(path.join(stack.report, 'monitoring', file), 'utf8');
const scrape = (stack: Stack) => parse(report(stack, 'scrape.yaml')).scrape_configs[0];
/** The label that every series of the sign-on has. */
const job = (stack: Stack): string =>
  scrape(stack).relabel_configs.find((entry: any) => entry.target_label === 'job').replacement;
const prometheus = (stack: Stack) => new PrometheusClient(stack.podsNamed('live-prometheus')[0]!, '/prometheus');
const application = (stack: Stack, name: string) => stack.podsNamed(name)[0]!.container('application');

async function begin(pods: readonly Pod[]): Promise<void> {
  for (const pod of pods) pod.container('oauth2-proxy').start();
  await Promise.all(pods.map((pod) => pod.becomeReady(60)));
}

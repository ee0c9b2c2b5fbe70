import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { returnAddresses } from '../../../cli/verify/access-checks';
import { eventually, sleep } from '../../support/process';
import type { Seen } from '../attacks/inside';
import { addOtherClient, otherClient, otherRedirect, realmUrl, tokenRequest, tokensOf } from '../attacks/tokens-of';
import { ask, type Question } from '../client/http';
import type { Person } from '../client/person';
import { PrometheusClient } from '../client/prometheus';
import { controllerConfig, currentConfig, reconfigure } from '../edges/ingress-nginx';
import { runFolder } from '../places';
import {
  collector,
  onCallRole,
  secondDomain,
  secondHosts,
  secondSessionCookie,
  sessionRefresh,
  stranger,
  vouched,
  vouchedNamespace,
} from '../programs/second-sign-on';
import { clusterIssuers, type Stack } from '../stack';
import { readAccessTable } from './access-table';
import { host as firstHost, site } from './addresses';
import { attacksOfAnotherShape } from './attack';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { reaches } from './isolation';
import { signOnPrograms } from './needs';
import { targetAt } from './target';
import { withdrawn } from './withdrawn';

const at = (host: string, place = '/') => `https://${host}${place}`;
const secondReport = path.join(runFolder, 'second-sign-on/report');
const secondTable = () => readAccessTable(secondReport);
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** A token of a client of the realm. */
async function tokenOf({ secrets }: Stack, client: string): Promise<string> {
  const answer = await tokenRequest({
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: secrets['client-secret'],
  });
  expectEqual(answer.status, 200, `a token for ${client}: ${answer.body}`);
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
}

/**
 * A second sign-on in addition to the quickstart: each application has its own host, and the proxy has another one.
 */
export const hosts: Area<EdgeScene> = {
  name: 'hosts',
  needs: signOnPrograms,
  checks: [
    {
      title:
        'a request without a session is redirected to the host of the sign-on, and after the sign-in to the ' +
        'requested host',
      run: async ({ people }) => {
        const start = await ask(at(secondHosts.prometheus, '/graph?g0.expr=up'));
        expectEqual(
          returnAddresses(secondTable(), start),
          [at(secondHosts.prometheus, '/graph?g0.expr=up')],
          `where ${start.status} ${start.headers.location} comes back to`,
        );
        const visitor = people.visitor();
        const page = await visitor.signIn(
          await people.guest('/developers'),
          at(secondHosts.prometheus, '/graph?g0.expr=up'),
        );
        expectEqual([page.status, new URL(page.url).host], [200, secondHosts.prometheus], 'where it ended');
        expect(page.url.includes('g0.expr=up'), `the query was lost: ${page.url}`);
        const line = visitor.setCookies.find((each) => each.startsWith(`${secondSessionCookie}=`))!;
        expect(
          new RegExp(`;\\s*domain=${secondDomain.replaceAll('.', '\\.')}(;|$)`, 'i').test(line),
          `the cookie is for ${line.replace(/^[^;]*/, '')}`,
        );
      },
    },
    {
      title: 'one sign-in is valid on every host, each for the granted identities',
      run: async ({ people }) => {
        const [developer, operator] = [people.visitor(), people.visitor()];
        await developer.signIn(await people.guest('/developers'), at(secondHosts.grafana));
        await operator.signIn(await people.guest('/operators'), at(secondHosts.grafana));
        const answers = async (visitor: typeof developer) =>
          Promise.all(
            [secondHosts.grafana, secondHosts.prometheus, secondHosts.alertmanager].map(
              async (each) =>
                (await visitor.ask(at(each, each === secondHosts.prometheus ? '/api/v1/query?query=up' : '/'))).status,
            ),
          );
        expectEqual(await answers(developer), [200, 200, 403], 'the developer at Grafana, Prometheus, Alertmanager');
        expectEqual(await answers(operator), [200, 403, 200], 'the operator at Grafana, Prometheus, Alertmanager');
        expectEqual(
          (await developer.ask(at(secondHosts.prometheus, '/-/reload'), { method: 'POST' })).status,
          403,
          'the developer reloads',
        );
        expectEqual(
          (await ask(at(secondHosts.prometheus, '/-/reload'), { method: 'POST' })).status,
          403,
          'nobody reloads',
        );
      },
    },
    {
      title: 'a session and a return address of one sign-on are refused at the other',
      run: async ({ people, table }) => {
        const developer = people.visitor();
        await developer.signIn(await people.guest('/developers'), at(secondHosts.grafana));
        const value = developer.jar.of(`.${secondDomain}`).get(secondSessionCookie)!;
        expect(value !== undefined, 'no session cookie');
        const elsewhere = await ask(`${site}/prometheus/graph`, {
          headers: { Cookie: `${table.signOn.cookie}=${value}; ${secondSessionCookie}=${value}` },
        });
        expectEqual(elsewhere.status, 302, 'status at the first sign-on');
        const start = await people
          .visitor()
          .go(at(secondHosts.login, `/oauth2/sign_out?rd=${encodeURIComponent(at(firstHost, '/grafana'))}`));
        expect(!start.url.includes(firstHost), `sent to ${start.url}`);
      },
    },
    {
      title: 'while a session is refreshed, all concurrent requests are allowed',
      slow: 'waits for sessions to be refreshed',
      run: async ({ people }) => {
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), at(secondHosts.prometheus, '/graph'));
        const headers = { Cookie: visitor.jar.header(secondHosts.prometheus) };
        const statuses = new Map<number, number>();
        for (const end = Date.now() + sessionRefresh().toMilliseconds() + 4000; Date.now() < end; await sleep(400)) {
          const answers = await Promise.all(
            Array.from({ length: 6 }, () => ask(at(secondHosts.prometheus, '/api/v1/query?query=up'), { headers })),
          );
          for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
        expectEqual(
          [...statuses.keys()],
          [200],
          `statuses (${[...statuses].map(([status, times]) => `${status}: ${times}`).join(', ')})`,
        );
        return `${statuses.get(200)} requests`;
      },
    },
    {
      title: 'the browser receives the cookie of a refreshed session',
      slow: 'waits for sessions to be refreshed',
      // Traefik drops it if it reads the annotations of ingress-nginx.
      edges: ['traefik-resources', 'ingress-nginx'],
      run: async ({ people }) => {
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), at(secondHosts.prometheus, '/graph'));
        const before = visitor.jar.of(`.${secondDomain}`).get(secondSessionCookie);
        expectEqual(
          (await visitor.ask(at(secondHosts.prometheus, '/api/v1/query?query=up'))).cookies,
          [],
          'cookies before a refresh',
        );
        await sleep(sessionRefresh().toMilliseconds() + 1000);
        const refreshed = await visitor.ask(at(secondHosts.prometheus, '/api/v1/query?query=up'));
        expectEqual(
          [refreshed.status, refreshed.cookies.map((line) => line.split('=')[0])],
          [200, [secondSessionCookie]],
          'status and cookies after a refresh',
        );
        expect(visitor.jar.of(`.${secondDomain}`).get(secondSessionCookie) !== before, 'the cookie is the same');
        expectEqual(
          (await visitor.ask(at(secondHosts.prometheus, '/api/v1/query?query=up'))).status,
          200,
          'status with the new cookie',
        );
      },
    },
    {
      title: 'a removed group or role, and a disabled account in Keycloak, take effect at the first refresh',
      slow: 'waits for sessions to be refreshed',
      run: async (scene) => {
        const {
          people,
          stack: { admin },
        } = scene;
        const ending = (person: Person, status: number, withdraw: (id: string) => Promise<void>) =>
          withdrawn(
            scene,
            person,
            at(secondHosts.prometheus, '/api/v1/query?query=up'),
            sessionRefresh().toSeconds() + 4,
            {
              withdraw,
              expectShut: (answer) => expectEqual(answer.status, status, 'status'),
            },
          );
        const onCall = await people.guest();
        await admin.giveRole(onCall.id, onCallRole);
        const seconds = await Promise.all([
          ending(await people.guest('/developers'), 403, (id) => admin.leave(id, '/developers')),
          ending(onCall, 403, (id) => admin.takeRole(id, onCallRole)),
          ending(await people.guest('/developers'), 302, (id) => admin.disable(id)),
        ]);
        return `after ${seconds.join(', ')} s`;
      },
    },
    {
      title:
        'a refresh that the issuer refuses does not end a session that was refreshed before, until its ' +
        'access token expires',
      slow: 'waits for sessions to be refreshed',
      edges: ['ingress-nginx'],
      run: async ({ people, stack }) => {
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), at(secondHosts.prometheus, '/graph'));
        const headers = { Cookie: visitor.jar.header(secondHosts.prometheus) };
        const status = async () =>
          (await ask(at(secondHosts.prometheus, '/api/v1/query?query=up'), { headers })).status;
        const due = () => sleep(sessionRefresh().toMilliseconds() + 1000);
        const log = () =>
          stack.pods
            .filter(({ object }) => object.metadata.namespace === 'second-sso')
            .map((pod) => pod.log)
            .join('\n');
        await due();
        expectEqual(await status(), 200, 'with a refresh');
        await stack.admin.changeClient('second-sso', { secret: randomBytes(24).toString('base64url') });
        try {
          await due();
          expectEqual([await status(), await status()], [200, 200], 'while refreshes are refused');
          expect(log().includes('Unable to refresh session'), 'no refresh was refused');
        } finally {
          await stack.admin.changeClient('second-sso', { secret: stack.secrets['client-secret'] });
        }
        expectEqual(await status(), 200, 'afterwards');
      },
    },
    {
      title: 'signing out at the host of the sign-on ends the session on every host',
      run: async ({ people }) => {
        const person = await people.guest('/developers');
        const visitor = people.visitor();
        await visitor.signIn(person, at(secondHosts.prometheus, '/graph'));
        const copy = visitor.jar.header(secondHosts.prometheus);
        await visitor.ask(at(secondHosts.login, '/oauth2/sign_out'));
        for (const each of [secondHosts.prometheus, secondHosts.grafana]) {
          expectEqual(
            (await ask(at(each, '/'), { headers: { Cookie: copy } })).status,
            302,
            `a copy of the cookie at ${each}`,
          );
        }
      },
    },
    {
      title: 'no attack on paths, hosts, cookies and addresses succeeds with separate hosts',
      // On one edge, because of the time that it takes. The other edge tests them on another deployment.
      edges: ['traefik'],
      run: async ({ people }) => {
        const [developer, operator] = [people.visitor(), people.visitor()];
        await developer.signIn(await people.guest('/developers'), at(secondHosts.grafana));
        await operator.signIn(await people.guest('/operators'), at(secondHosts.grafana));
        return attacksOfAnotherShape(
          targetAt(secondReport, [
            {
              name: 'a developer',
              headers: { Cookie: developer.jar.header(secondHosts.grafana) },
              signedIn: true,
              claims: ['/developers'],
            },
            {
              name: 'an operator',
              headers: { Cookie: operator.jar.header(secondHosts.grafana) },
              signedIn: true,
              claims: ['/operators'],
            },
          ]),
        );
      },
    },
    {
      title:
        'the Prometheus of each sign-on reads only the metrics of its own proxies, also for machines and in ' +
        'another namespace',
      run: async ({ stack }) => {
        const of = (namespace: string, name: string) =>
          stack.pods.filter(({ object, name: each }) => object.metadata.namespace === namespace && each.includes(name));
        const signOns = [
          ['monitoring', 'monitoring', '/prometheus'],
          ['second', 'second-sso', ''],
        ] as const;
        for (const [place, home, prefix] of signOns) {
          const [prometheus] = of(place, 'live-prometheus');
          const proxies = (namespace: string) => of(namespace, 'proxy').map(({ link }) => link.address);
          await eventually(60, async () => {
            const up = await new PrometheusClient(prometheus!, prefix).query('up{job=~".*-oauth2-proxy-metrics"} == 1');
            expectEqual(
              up.map(({ metric }) => metric.instance).sort(),
              proxies(home)
                .map((address) => `${address}:44180`)
                .sort(),
              `what the Prometheus in ${place} scrapes`,
            );
          });
          for (const [, other] of signOns.filter(([each]) => each !== place)) {
            for (const address of proxies(other)) {
              expectEqual(
                await reaches(prometheus!.container('application'), stack.programs.found.node!, address, 44180),
                false,
                `the Prometheus in ${place} reaches ${address} in ${other}`,
              );
            }
          }
        }
      },
    },
    {
      title:
        "a client of the realm reads with its own token; other clients, people's tokens " +
        'and sessions have no access',
      run: async (scene) => {
        const { people, stack } = scene;
        const status = async (headers: Record<string, string>, place = '/api/v1/query?query=up') =>
          (await ask(at(secondHosts.machines, place), { headers })).status;
        const own = await tokenOf(stack, collector);
        expectEqual(
          [await status(bearer(own)), await status(bearer(own), '/federate')],
          [200, 403],
          'reading, and what was not granted',
        );
        expectEqual(await status(bearer(await tokenOf(stack, stranger))), 403, 'a client that is granted nothing');
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), at(secondHosts.prometheus, '/graph'));
        expectEqual(await status({ Cookie: visitor.jar.header(secondHosts.prometheus) }), 401, 'a session');
        await addOtherClient(scene);
        const { access_token: access, id_token: id } = await tokensOf(
          visitor,
          { client_id: otherClient },
          otherRedirect,
        );
        for (const token of [access, id]) {
          expectEqual(await status(bearer(token)), 403, "a person's token of another client");
        }
        expectEqual(
          (await ask(at(secondHosts.prometheus, '/api/v1/query?query=up'), { headers: bearer(own) })).status,
          302,
          'the token where people come in',
        );
      },
    },
    {
      title:
        'a client without a secret reads with a token that it gets for its service account token; other ' +
        'accounts, audiences, clusters and clients get no token',
      run: async ({ stack }) => {
        const accounts = stack.accountsOf('cluster-a');
        for (const name of [vouched, stranger]) await accounts.add(vouchedNamespace, name);
        const asked = (assertion: string, fields: Record<string, string> = {}) =>
          tokenRequest({
            grant_type: 'client_credentials',
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: assertion,
            ...fields,
          });
        const good = await accounts.token(vouchedNamespace, vouched, realmUrl);
        const answer = await asked(good);
        expectEqual(answer.status, 200, `the token: ${answer.body}`);
        const headers = bearer((JSON.parse(answer.body) as { access_token: string }).access_token);
        const status = async (place: string) => (await ask(at(secondHosts.machines, place), { headers })).status;
        expectEqual(
          [await status('/api/v1/query?query=up'), await status('/federate')],
          [200, 403],
          'reading, and what was not granted',
        );
        expectEqual(
          (await ask(at(secondHosts.grafanaForMachines, '/api/user'), { headers })).status,
          403,
          'another application',
        );
        const bad = {
          'another account': await asked(await accounts.token(vouchedNamespace, stranger, realmUrl)),
          'the audience of a sign-on': await asked(await accounts.token(vouchedNamespace, vouched, 'monitoring-sso')),
          'a cluster that is not known': await asked(
            accounts.signed(vouchedNamespace, vouched, { iss: clusterIssuers['cluster-b'], aud: [realmUrl] }),
          ),
          'too old': await asked(
            accounts.signed(vouchedNamespace, vouched, { aud: [realmUrl], iat: 1, nbf: 1, exp: 2 }),
          ),
          'a changed signature': await asked(`${good.slice(0, -4)}AAAA`),
          'another client': await asked(good, { client_id: collector }),
          'a secret in its place': await tokenRequest({
            grant_type: 'client_credentials',
            client_id: vouched,
            client_secret: stack.secrets['client-secret'],
          }),
        };
        for (const [what, { status: given, body }] of Object.entries(bad)) {
          expect(given >= 400 && given < 500 && !body.includes('access_token'), `${what}: ${given} ${body}`);
        }
        return Object.entries(bad)
          .map(([what, { status: given }]) => `${what} ${given}`)
          .join(', ');
      },
    },
    {
      title: 'an application with cookies of people gets no cookies of machines, on a separate host',
      run: async ({ people, stack, edge }) => {
        const headers = bearer(await tokenOf(stack, collector));
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), at(secondHosts.grafana));
        const own = 'grafana_session=own';
        const seen = async (host: string, question: Question) =>
          (JSON.parse((await ask(at(host, '/api/user'), question)).body) as Seen).headers.cookie ?? '';
        const expectCookies = async () => {
          expectEqual(
            await seen(secondHosts.grafanaForMachines, {
              headers: { ...headers, Cookie: `${own}; ${visitor.jar.header(secondHosts.grafana)}` },
            }),
            '',
            'cookies of a machine',
          );
          const cookies = await seen(secondHosts.grafana, {
            headers: { Cookie: `${own}; ${visitor.jar.header(secondHosts.grafana)}` },
          });
          expect(cookies.includes(own), `the cookies of people are ${JSON.stringify(cookies)}`);
          // Traefik cannot remove a single cookie.
          if (edge.name === 'ingress-nginx') {
            expect(!cookies.includes(secondSessionCookie), 'the application sees the session');
          }
        };
        if (edge.name !== 'ingress-nginx') return expectCookies();
        const snippet = 'http-snippet';
        const before = (await currentConfig(stack.cluster))[snippet]!;
        await reconfigure(stack.cluster, { [snippet]: controllerConfig(secondReport)[snippet]! });
        try {
          await eventually(30, expectCookies);
        } finally {
          await reconfigure(stack.cluster, { [snippet]: before });
        }
      },
    },
    {
      title: 'the host of the sign-on serves only the proxy',
      run: async () => {
        for (const place of ['/', '/oauth2/auth', '/oauth2/userinfo', '/graph']) {
          const { status } = await ask(at(secondHosts.login, place));
          expect(status === 404, `${place} answers ${status}`);
        }
      },
    },
  ],
};

import { host, prometheus, site } from './addresses';
import { expectKind, kindOf } from './answers';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { eventually, sleep } from '../../support/process';
import { ask } from '../client/http';
import { keycloakHost } from '../identity/keycloak';

const page = `${prometheus}/graph`;
const proxyPort = 4180;

/** Checks of the start and end of sessions. */
export const sessions: Area<EdgeScene> = {
  name: 'sessions',
  needs: signOnPrograms,
  checks: [
    {
      title: 'every replica of the proxy accepts the same session',
      run: async ({ people, stack }) => {
        const alice = await people.session(await people.alice());
        const Cookie = alice.jar.header(host);
        const replicas = stack.proxies;
        expect(replicas.length >= 2, `${replicas.length} replicas`);
        for (const { link } of replicas) {
          expectEqual(
            (await ask(`http://${link.address}:${proxyPort}/oauth2/auth`, { headers: { Cookie } })).status,
            202,
            `status at ${link.address}`,
          );
          expectEqual(
            (await ask(`http://${link.address}:${proxyPort}/oauth2/auth`)).status,
            401,
            `status without a session at ${link.address}`,
          );
        }
        return `${replicas.length} replicas`;
      },
    },
    {
      title: 'the session cookie is only for this host and HTTPS, and not readable by scripts',
      run: async ({ people, table }) => {
        const visitor = people.visitor();
        await visitor.signIn(await people.guest('/developers'), page);
        const line = visitor.setCookies.filter((each) => each.startsWith(`${table.signOn.cookie}=`)).at(-1) ?? '';
        for (const attribute of ['Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax']) {
          expect(line.includes(attribute), `${attribute} is missing: ${line.replace(/=[^;]*/, '=…')}`);
        }
        expect(!/domain=/i.test(line), 'the cookie names a domain');
      },
    },
    {
      title: 'after the sign-out the browser and a copy of its cookie are refused, and Keycloak requires the password',
      run: async ({ people, stack, table }) => {
        const person = await people.guest('/developers');
        const visitor = people.visitor();
        expectEqual((await visitor.signIn(person, page)).status, 200, 'before');
        const copy = `${table.signOn.cookie}=${visitor.jar.of(host).get(table.signOn.cookie)}`;
        expectEqual(await stack.admin.sessionsOf(person.id), 1, 'sessions in Keycloak before');
        const out = await visitor.ask(`${site}/oauth2/sign_out`);
        expectEqual(out.status, 302, 'status of the sign-out');
        expectEqual(await stack.admin.sessionsOf(person.id), 0, 'sessions in Keycloak after');
        const seconds = await gone(() => ask(page, { headers: { Cookie: copy } }), 15);
        const asked = await visitor.go(page);
        expectEqual(new URL(asked.url).host, keycloakHost, 'where the browser ends');
        expect(asked.body.includes('name="password"'), 'Keycloak does not ask for the password');
        return `the copy was refused after ${seconds} s`;
      },
    },
    {
      title: 'without the proxy no request is allowed; afterwards sessions are valid again',
      run: async ({ people, stack }) => {
        const visitor = await people.session(await people.alice());
        const replicas = stack.proxies;
        await Promise.all(replicas.map((pod) => pod.container('oauth2-proxy').stop()));
        await gone(() => visitor.ask(page), 15);
        for (const path of ['/graph', '/-/reload', '/api/v1/write']) {
          for (const Cookie of ['', visitor.jar.header(host)]) {
            expect(
              kindOf(await ask(`${prometheus}${path}`, { headers: { Cookie } })) !== 'passed',
              `${path} opened without the proxy`,
            );
          }
        }
        for (const pod of replicas) pod.container('oauth2-proxy').start();
        await Promise.all(replicas.map((pod) => pod.becomeReady(60)));
        await eventually(15, async () => expectKind(await visitor.ask(page), 'passed', 'alice afterwards'));
      },
    },
    {
      title: 'without Redis no request is allowed; afterwards sessions are still valid',
      run: async ({ people, stack }) => {
        const visitor = await people.session(await people.alice());
        const redis = stack.redis.container('redis');
        // The proxy waits longer for Redis than this test waits for the proxy.
        const opened = (Cookie: string) =>
          Promise.race([
            ask(page, { headers: { Cookie } }).then(
              (answer) => kindOf(answer) === 'passed',
              () => false,
            ),
            sleep(3000).then(() => false),
          ]);
        try {
          await redis.stop();
          await sleep(6000); // the cache of the edge
          for (const Cookie of ['', visitor.jar.header(host)]) {
            expectEqual(await opened(Cookie), false, 'a page opened without sessions');
          }
        } finally {
          redis.start();
          await stack.redis.becomeReady(30);
        }
        await eventually(30, async () =>
          expectKind(await visitor.ask(page), 'passed', 'alice, by the session of before'),
        );
        expectKind(await ask(page), 'sign-in', 'somebody else');
      },
    },
  ],
};

/** Repeats a request until it is no longer allowed. Returns the seconds until then. */
async function gone(question: () => ReturnType<typeof ask>, seconds: number): Promise<number> {
  const begin = Date.now();
  for (;;) {
    const answer = await question();
    if (kindOf(answer) !== 'passed') return Math.round((Date.now() - begin) / 1000);
    expect(Date.now() - begin <= (seconds + 1) * 1000, `still answered ${answer.status} after ${seconds} s`);
    await sleep(1000);
  }
}

import { alertmanager, host, prometheus, signInStart, site, withoutDetour } from './addresses';
import { expectKind, returnAddress } from './answers';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { toSilence } from './silence';
import { ask } from '../client/http';
import { keycloakHost } from '../identity/keycloak';

const awkward = `${prometheus}/graph?g0.expr=${encodeURIComponent('up{instance=~"http://x//y.*"} and on(job) a&b')}&g0.tab=1&x=%2F..%2F`;

/** Checks of the sign-in, without a browser. */
export const signIn: Area<EdgeScene> = {
  name: 'sign-in',
  needs: signOnPrograms,
  checks: [
    {
      title: 'the redirect to sign in keeps the complete address',
      run: async ({ table }) => {
        for (const address of [`${prometheus}/graph?g0.expr=up&g0.tab=1`, awkward]) {
          expectEqual(returnAddress(table, await ask(address)), address, 'return address');
        }
      },
    },
    {
      title: 'the authorization request has PKCE S256, nonce, state and the redirect address',
      run: async ({ people }) => {
        const visitor = people.visitor();
        const page = await visitor.go(`${prometheus}/graph`);
        expectEqual(new URL(page.url).host, keycloakHost, 'host of the sign-in');
        const asked = new URL(visitor.visited.find((url) => url.includes('/protocol/openid-connect/auth?'))!)
          .searchParams;
        expectEqual(asked.get('code_challenge_method'), 'S256', 'challenge method');
        expect((asked.get('code_challenge') ?? '').length === 43, 'no code challenge');
        expect(
          (asked.get('nonce') ?? '').length > 20 && (asked.get('state') ?? '').length > 20,
          'nonce or state is missing',
        );
        expectEqual(asked.get('redirect_uri'), `${site}/oauth2/callback`, 'redirect address');
        expectEqual(asked.get('response_type'), 'code', 'response type');
        return asked.get('scope') ?? '';
      },
    },
    {
      title: 'a developer returns to the deep link and reads Prometheus',
      run: async ({ people }) => {
        const visitor = people.visitor();
        const page = await visitor.signIn(await people.guest('/developers'), awkward);
        expectEqual([withoutDetour(page.url), page.status], [awkward, 200], 'end of the way');
        for (const question of [{}, { method: 'POST' }]) {
          const answer = await visitor.ask(`${prometheus}/api/v1/query?query=up`, question);
          expectEqual([answer.status, JSON.parse(answer.body).status], [200, 'success'], 'answer to a query');
        }
      },
    },
    {
      title: 'an operator silences an alert; a developer may not',
      run: async ({ people }) => {
        const question = toSilence({ by: 'oscar', comment: 'test' });
        const oscar = await people.session(await people.oscar());
        const done = await oscar.ask(`${alertmanager}/api/v2/silences`, question);
        expect(done.status === 200, `the operator got ${done.status} ${done.body}`);
        const alice = await people.session(await people.alice());
        expectKind(await alice.ask(`${alertmanager}/api/v2/silences`, question), 'refused', 'the developer');
        return JSON.parse(done.body).silenceID as string;
      },
    },
    {
      title: "an application's own status 401 and 403 are not changed for a person with a session",
      run: async ({ people }) => {
        const alice = await people.session(await people.alice());
        for (const status of [401, 403, 500]) {
          const path = `/grafana/answers/${status}`;
          const answer = await alice.ask(`${site}${path}`);
          expectEqual(
            [answer.status, answer.headers.location, JSON.parse(answer.body).url],
            [status, undefined, path],
            'the answer',
          );
          if (status === 401) {
            expectEqual(
              answer.headers['www-authenticate'],
              'Basic realm="of the application"',
              'what the application asks for',
            );
          }
        }
      },
    },
    {
      title: 'a person without groups signs in and gets a refusal, without a redirect loop',
      run: async ({ people }) => {
        const visitor = people.visitor();
        const page = await visitor.signIn(await people.guest(), `${prometheus}/graph`);
        expectEqual([page.url, page.status], [`${prometheus}/graph`, 403], 'end of the way');
        expectEqual(
          visitor.visited.filter((url) => url.includes('/protocol/openid-connect/auth?')).length,
          1,
          'times sent to the sign-in',
        );
      },
    },
    {
      title: 'a sign-in does not redirect to a foreign host',
      run: async ({ people }) => {
        const visitor = await people.session(await people.alice());
        const foreign = [
          'https://evil.example.org/',
          '//evil.example.org/',
          '/\\evil.example.org',
          'https://monitoring.example.com@evil.example.org/',
          'http://evil.example.com/',
        ];
        for (const target of foreign) {
          let answer = await visitor.ask(`${signInStart}?rd=${encodeURIComponent(target)}`);
          for (let place = signInStart; answer.status === 302; answer = await visitor.ask(place)) {
            place = new URL(answer.headers.location!, place).href;
            expect([host, keycloakHost].includes(new URL(place).host), `${target} led to ${place}`);
          }
        }
      },
    },
    {
      title: 'the sign-out does not redirect to a foreign host, with or without a token',
      run: async ({ people }) => {
        const foreign = [
          'https://evil.example.org/?token={id_token}',
          '//evil.example.org/{id_token}',
          'https://keycloak.example.com/?token={id_token}',
        ];
        for (const target of foreign) {
          const visitor = people.visitor();
          await visitor.signIn(await people.guest('/developers'), `${prometheus}/graph`);
          const { headers } = await visitor.ask(`${site}/oauth2/sign_out?rd=${encodeURIComponent(target)}`, {
            headers: { 'X-Auth-Request-Redirect': target },
          });
          // Most edges refuse this.
          const place = new URL(headers.location ?? '/', site);
          expectEqual(place.host, host, `where ${target} led`);
          expect(!place.href.includes('eyJ'), 'a token stands in the address');
        }
      },
    },
    {
      title: 'plain HTTP only redirects to HTTPS',
      run: async () => {
        for (const path of ['/prometheus/graph', '/oauth2/start', '/prometheus/api/v1/write']) {
          const { status, headers } = await ask(`http://${host}${path}`);
          expect([301, 302, 307, 308, 403].includes(status), `${path} answered ${status}`);
          if (status !== 403) expectEqual(headers.location, `${site}${path}`, `where ${path} led`);
        }
      },
    },
  ],
};

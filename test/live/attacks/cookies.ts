import { randomBytes } from 'node:crypto';
import { type InsideAttack, readable } from './inside';
import { Family, held } from '../../../cli/verify/attack';
import { CLAIMS_OF_HTTPS } from '../../../cli/verify/attacks/forwarded-headers';
import { host, signInStart } from '../checks/addresses';
import { expectKind } from '../checks/answers';
import { expect, expectEqual } from '../checks/check';
import { signedAt } from '../checks/signed-cookie';
import { ask } from '../client/http';
import { dashboardHost } from '../programs/generic-sign-on';
import { secondHosts, secondSessionCookie } from '../programs/second-sign-on';

/** Sessions that are made with secrets, which attacks from outside do not have. */
export const COOKIES_INSIDE: readonly InsideAttack[] = [
  {
    id: 'cookies-signed-with-another-secret',
    family: Family.COOKIES,
    title: 'a session cookie that is signed with another secret, or for another cookie name, is not valid',
    reason: 'the signature covers name, value and time; without one of them it is valid for other cookies',
    reference: 'oauth2-proxy, pkg/encryption/utils.go',
    run: async ({ scene: { people, stack, table } }) => {
      const name = table.signOn.cookie;
      const value = (await people.session(await people.alice())).jar.of(host).get(name)!;
      const secret = stack.secrets['cookie-secret']!;
      const now = new Date(Date.now() - 1000);
      expectKind(
        await ask(readable, { headers: { Cookie: `${name}=${signedAt(now, name, value, secret)}` } }),
        'passed',
        'with the right secret',
      );
      const forged = [
        signedAt(now, name, value, randomBytes(32).toString('base64url')),
        signedAt(now, name, value, ''),
        signedAt(now, `${name}_csrf`, value, secret),
        signedAt(now, name.replace('__Host-', ''), value, secret),
        // The key of another session with a valid signature: the id of a session that does not exist.
        signedAt(
          now,
          name,
          Buffer.from(`${name}-${randomBytes(16).toString('hex')}.${randomBytes(16).toString('base64url')}`).toString(
            'base64url',
          ),
          secret,
        ),
        signedAt(new Date(Date.now() + 3600_000), name, value, secret),
      ];
      for (const [index, Cookie] of forged.entries()) {
        expectKind(
          await ask(readable, { headers: { Cookie: `${name}=${Cookie}` } }),
          'sign-in',
          `forged session ${index}`,
        );
      }
      return held(`${forged.length} sessions`);
    },
  },
  {
    id: 'cookies-over-plain-http',
    family: Family.COOKIES,
    title: 'plain HTTP serves nothing to a session, even if a header says that the request used HTTPS',
    reason: 'an edge that trusts X-Forwarded-Proto omits the redirect to HTTPS, and the network can read the session',
    reference: 'RFC 6265, 8.3; ingress-nginx, force-ssl-redirect',
    run: async ({ scene: { people } }) => {
      const { jar } = await people.session(await people.alice());
      for (const story of CLAIMS_OF_HTTPS) {
        const { status, headers } = await ask(readable.replace('https:', 'http:'), {
          headers: { Cookie: jar.header(host), ...story },
        });
        expect(
          [301, 302, 307, 308].includes(status) && headers.location!.startsWith('https://'),
          `${Object.keys(story).join(', ')}: ${status} ${headers.location ?? ''}`,
        );
      }
      return held(`${CLAIMS_OF_HTTPS.length} requests`);
    },
  },
  {
    id: 'cookies-of-another-sign-on',
    family: Family.COOKIES,
    title: 'a session is not valid at another sign-on of the same cluster, under any cookie name',
    reason: 'several sign-ons share a controller, a realm and, here, even the cookie secret',
    reference: 'RFC 6265, 8.6',
    run: async ({ scene: { people, table } }) => {
      const value = (await people.session(await people.alice())).jar.of(host).get(table.signOn.cookie)!;
      const tried: string[] = [];
      for (const elsewhere of [secondHosts.prometheus, secondHosts.grafana, dashboardHost]) {
        for (const name of [table.signOn.cookie, secondSessionCookie, '__Host-sso_dashboard']) {
          const { status } = await ask(`https://${elsewhere}/`, { headers: { Cookie: `${name}=${value}` } });
          expect(status === 302, `${name} at ${elsewhere} answers ${status}`);
          tried.push(`${name} at ${elsewhere}`);
        }
      }
      return held(`${tried.length} pairs`);
    },
  },
  {
    id: 'hosts-of-another-sign-on',
    family: Family.HOSTS,
    title:
      'a return address on a host of another sign-on is foreign, and its callback completes no sign-in of this ' +
      'one',
    reason: 'one controller serves both, and both trust the same issuer',
    reference: 'RFC 9700, 4.4',
    run: async ({ scene: { people } }) => {
      const visitor = await people.session(await people.alice());
      for (const elsewhere of [secondHosts.grafana, dashboardHost]) {
        const { headers } = await ask(`${signInStart}?rd=${encodeURIComponent(`https://${elsewhere}/`)}`);
        expect(
          !(new URL(headers.location!).searchParams.get('state') ?? '').includes(elsewhere),
          `${elsewhere} stands in the state`,
        );
      }
      const start = await ask(`${signInStart}?rd=/`);
      const authorized = await visitor.ask(start.headers.location!);
      const callback = new URL(authorized.headers.location!);
      expectEqual(callback.host, host, 'host of the callback');
      for (const elsewhere of [secondHosts.login, dashboardHost]) {
        callback.host = elsewhere;
        const { status } = await ask(callback.href, {
          headers: { Cookie: start.cookies.map((line) => line.replace(/;.*/, '')).join('; ') },
        });
        expect(status >= 400, `the callback at ${elsewhere} answers ${status}`);
      }
      return held('two other sign-ons');
    },
  },
];

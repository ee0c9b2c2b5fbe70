import { ask } from '../client/http';
import { outside } from '../network/router';
import { site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';

const canaries = ['canarycode7261', 'canarycookie7262', 'canarytoken7263'];

/** What stands in logs, after everything that went before. */
export const logs: Area<EdgeScene> = {
  name: 'logs',
  needs: signOnPrograms,
  checks: [
    {
      title: 'the proxy logs no session, authorization code or token, not even of a request that it refuses',
      run: async ({ people, stack, table }) => {
        const [code, cookie, token] = canaries;
        const refused = await ask(`${site}/oauth2/callback?code=${code}&state=abc:${encodeURIComponent('/prometheus/')}`, {
          headers: { Cookie: `${table.signOn.cookie}=${cookie}; grafana_session=${cookie}`, Authorization: `Bearer ${token}` },
        });
        expectEqual(refused.status, 403, 'status of a callback without its cookie');
        // What the proxy takes for a wrong address it would quote.
        for (const rd of [`https://evil.example.org/?token=${token}`, `/oauth2/callback?code=${code}`, `//evil.example.org/${token}`, `/\\evil?${token}`]) {
          for (const endpoint of ['start', 'sign_in', 'sign_out']) await ask(`${site}/oauth2/${endpoint}?rd=${encodeURIComponent(rd)}`);
          await ask(`${site}/oauth2/callback?code=${code}&state=${encodeURIComponent(`abc:${rd}`)}`, { headers: { 'X-Auth-Request-Redirect': rd } });
        }
        const secrets = new Set([...canaries, ...Object.values(stack.secrets), ...people.visitors.flatMap((visitor) => [
          ...visitor.visited.flatMap((url) => new URL(url).searchParams.getAll('code')),
          ...visitor.setCookies.filter((line) => line.startsWith(table.signOn.cookie)).map((line) => line.replace(/^[^=]*=/, '').replace(/;.*/, '')),
        ])].filter((secret) => secret.length > 8));
        const text = stack.podsNamed('proxy').map(({ log }) => log).join('\n');
        expect(text.length > 0, 'the proxy logs nothing at all');
        for (const secret of secrets) {
          const line = text.split('\n').find((each) => each.includes(secret) || each.includes(encodeURIComponent(secret)));
          expect(line === undefined, `a secret in the log: ${line}`);
        }
        const token64 = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/.exec(text);
        expect(token64 === null, `a token in the log: ${token64?.[0].slice(0, 20)}…`);
        return `${secrets.size} secrets looked for`;
      },
    },
    {
      title: 'the proxy logs who signed in, with the address of the browser',
      run: async ({ stack, people }) => {
        const person = await people.guest('/developers');
        await people.session(person);
        const text = stack.podsNamed('proxy').map(({ log }) => log).join('\n');
        const line = text.split('\n').find((each) => each.includes('AuthSuccess') && each.includes(`${person.username}@example.com`));
        expect(line !== undefined, 'no line about the sign-in');
        expect(line.includes(outside), `the line lacks the address ${outside}: ${line}`);
        return line.slice(0, 120);
      },
    },
  ],
};

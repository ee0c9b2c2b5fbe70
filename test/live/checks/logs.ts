import { host, prometheus, site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { proxyLines } from './log-lines';
import { signOnPrograms } from './needs';
import { loggedBytes } from '../../support/log-value';
import { eventually, output } from '../../support/process';
import { ask } from '../client/http';
import { outside } from '../network/router';

const canaries = ['canarycode7261', 'canarycookie7262', 'canarytoken7263'];

const ASK_WITH_IDS = `for (const id of process.argv.slice(1)) {
  const headers = { Host: '${host}', 'X-Sso-Request-Id': id, 'X-Request-Id': id };
  require('node:http').get({ port: 4180, path: '/oauth2/auth', headers }).on('response', (answer) => answer.resume());
}`;

/** Checks of the logs after all earlier areas. */
export const logs: Area<EdgeScene> = {
  name: 'logs',
  needs: signOnPrograms,
  checks: [
    {
      title: 'proxy and access log contain no session, authorization code or token, also not of refused requests',
      run: async ({ people, stack, table, edge }) => {
        const [code, cookie, token] = canaries;
        const refused = await ask(
          `${site}/oauth2/callback?code=${code}&state=abc:${encodeURIComponent('/prometheus/')}`,
          {
            headers: {
              Cookie: `${table.signOn.cookie}=${cookie}; grafana_session=${cookie}`,
              Authorization: `Bearer ${token}`,
            },
          },
        );
        expectEqual(refused.status, 403, 'status of a callback without its cookie');
        // The proxy would quote an address that it considers invalid.
        for (const rd of [
          `https://evil.example.org/?token=${token}`,
          `/oauth2/callback?code=${code}`,
          `//evil.example.org/${token}`,
          `/\\evil?${token}`,
        ]) {
          for (const endpoint of ['start', 'sign_in', 'sign_out']) {
            await ask(`${site}/oauth2/${endpoint}?rd=${encodeURIComponent(rd)}`);
          }
          await ask(`${site}/oauth2/callback?code=${code}&state=${encodeURIComponent(`abc:${rd}`)}`, {
            headers: { 'X-Auth-Request-Redirect': rd },
          });
        }
        // Some edges refuse the sign-out with a query.
        await ask(`${site}/oauth2/sign_out`);
        const secrets = new Set(
          [
            ...canaries,
            ...Object.values(stack.secrets),
            ...people.visitors.flatMap((visitor) => [
              ...visitor.visited.flatMap((url) =>
                ['code', 'nonce', 'code_challenge'].flatMap((name) => new URL(url).searchParams.getAll(name)),
              ),
              ...visitor.visited.flatMap((url) =>
                new URL(url).searchParams.getAll('state').map((state) => state.replace(/:.*/, '')),
              ),
              ...visitor.setCookies
                .filter((line) => line.startsWith(table.signOn.cookie))
                .map((line) => line.replace(/^[^=]*=/, '').replace(/;.*/, '')),
            ]),
          ].filter((secret) => secret.length > 8),
        );
        const logged = stack.proxyLog;
        expect(logged.length > 0, 'the proxy logs nothing at all');
        const text = `${logged}\n${await edge.accessLog(stack.edgePod(edge)!)}`;
        for (const secret of secrets) {
          const line = text
            .split('\n')
            .find((each) => each.includes(secret) || each.includes(encodeURIComponent(secret)));
          expect(line === undefined, `a secret in the log: ${line}`);
        }
        const token64 = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/.exec(text);
        expect(token64 === null, `a token in the log: ${token64?.[0].slice(0, 20)}…`);
        return `${secrets.size} secrets looked for`;
      },
    },
    {
      title: 'the proxy logs the person of a sign-in, with the address of the browser',
      run: async ({ stack, people }) => {
        const person = await people.guest('/developers');
        await people.session(person);
        const line = proxyLines(stack).find(
          ({ kind, user, outcome }) =>
            kind === 'authentication' && outcome === 'AuthSuccess' && user === `${person.username}@example.com`,
        );
        expect(line !== undefined, 'no line about the sign-in');
        expectEqual(line.client, outside, 'the address in the line');
        return String(line.message).slice(0, 120);
      },
    },
    {
      title: 'every line of the proxy is a JSON object from which the sent values can be restored, also hostile ones',
      run: async ({ stack, people }) => {
        const sent = [
          'a"b\\c',
          '"quoted"',
          '","user":"admin',
          '{{.Message}}{{template "json" .}}',
          "o'brien <b>&=%s",
          'é😀𝒳\u2028',
          '\xff\xfe',
          'a\tb',
          'x'.repeat(256),
          '"'.repeat(256),
        ].map((text) => (/^[\xff\xfe]+$/.test(text) ? Buffer.from(text, 'latin1') : Buffer.from(text)));
        const { network } = stack.proxies[0]!.containers[0]!.plan;
        // Sent directly to the proxy, since an edge would replace the header.
        await output([
          'nsenter',
          `--net=/run/netns/${network}`,
          process.execPath,
          '-e',
          ASK_WITH_IDS,
          ...sent.map((id) => id.toString('latin1')),
        ]);
        for (const error of sent) {
          await ask(`${site}/oauth2/callback?error=${error.toString('hex').replace(/../g, '%$&')}`);
        }
        const person = await people.guest('/developers');
        const email = `{{.message}}'=|${person.username}@example.com`;
        await stack.admin.changeEmail(person.id, email);
        await people.session(person);
        const lines = await eventually(5, async () => {
          const all = proxyLines(stack);
          const [ids, messages] = [
            all.flatMap(({ request_id }) => request_id ?? []),
            all.flatMap(({ message }) => message ?? []),
          ].map((values) => values.map((value) => loggedBytes(String(value)).toString('hex')));
          for (const value of sent) {
            expect(ids!.includes(value.toString('hex')), `no request with the id ${value}`);
            expect(
              messages!.some((message) => message.endsWith(value.toString('hex'))),
              `no message with ${value}`,
            );
          }
          return all;
        });
        expect(
          lines.some(({ kind, user }) => kind === 'authentication' && user === email),
          `no sign-in of ${email}`,
        );
        return `${lines.length} lines`;
      },
    },
    {
      title: 'a request line contains the endpoint and the permitted groups, and no other part of the address',
      run: async ({ stack, people }) => {
        await (await people.session(await people.alice())).ask(`${prometheus}/api/v1/query?query=logs`);
        const requests = proxyLines(stack).filter(({ kind }) => kind === 'request');
        for (const endpoint of ['auth', 'start', 'callback', 'sign_out']) {
          expect(
            requests.some((line) => line.endpoint === endpoint),
            `no request to ${endpoint}`,
          );
        }
        const asked = requests
          .filter(({ user, status }) => user === 'alice@example.com' && status === 202)
          .map(({ allowed_groups }) => allowed_groups);
        // Other checks send requests directly to a proxy, without groups.
        const named = asked.filter((groups) => groups !== null);
        expect(
          named.length > 0 && named.every((groups) => String(groups).startsWith('/')),
          `groups asked of alice: ${[...new Set(asked)].join(' ')}`,
        );
        expect(!requests.some((line) => JSON.stringify(line).includes('?')), 'a query in a line');
        return [...new Set(asked)].join(' ');
      },
    },
  ],
};

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, output } from '../../support/process';
import { ask } from '../client/http';
import { outside } from '../network/router';
import { repository, runFolder } from '../places';
import { prometheus, site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';

/**
 * The command of docs/audit.md below a heading, without the alignment of columns.
 */
function documented(heading: string): string {
  const [, section] = readFileSync(path.join(repository, 'docs/audit.md'), 'utf8').split(`\n## ${heading}\n`);
  return /```sh\n(jq [\s\S]*?) \| column [^\n]*\n```/.exec(section!)![1]!;
}

/** The output of the documented command for the current logs, by column. */
async function question(heading: string, { stack, edge }: EdgeScene): Promise<string[][]> {
  const folder = mkdtempSync(path.join(runFolder, 'audit-'));
  writeFileSync(path.join(folder, 'edge.log'), await edge.accessLog(stack.edgePod(edge)!));
  writeFileSync(path.join(folder, 'proxy.log'), stack.proxyLog);
  const lines = await output(['sh', '-c', documented(heading)], { cwd: folder });
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

/**
 * Sends two allowed requests, a refused request and a request without a session. The last two contain forged
 * identities.
 */
async function visits({ people }: EdgeScene) {
  const place = `/prometheus/api/v1/label/a${randomBytes(4).toString('hex')}/values`;
  const lie = { 'X-Auth-Request-Email': 'oscar@example.com', 'X-Request-Id': 'mine', 'X-Sso-Request-Id': 'mine' };
  const person = await people.guest('/developers');
  const visitor = await people.session(person);
  const mallory = await people.session(await people.mallory());
  for (const status of [200, 200]) {
    expectEqual((await visitor.ask(`${site}${place}`)).status, status, 'somebody of the group');
  }
  expectEqual((await mallory.ask(`${site}${place}?query=secret`, { headers: lie })).status, 403, 'mallory');
  expectEqual((await ask(`${site}${place}?query=secret`, { headers: lie })).status, 302, 'nobody');
  return { place, email: `${person.username}@example.com` };
}

/** Tests the queries of docs/audit.md. */
export const audit: Area<EdgeScene> = {
  name: 'audit',
  needs: [...signOnPrograms, 'jq'],
  checks: [
    {
      title: 'the documented query prints allowed and refused requests, sign-ins, and requests without a session',
      edges: ['ingress-nginx'],
      run: async (scene) => {
        const begin = Math.floor(Date.now() / 1000) * 1000;
        const { place, email } = await visits(scene);
        expectEqual((await ask(`${prometheus}/-/quit`, { method: 'POST' })).status, 403, 'a closed route');
        return eventually(5, async () => {
          const rows = await question('With ingress-nginx', scene);
          const here = rows.filter(([, , , , , where]) => where === place);
          // The first decision may be for the page after the sign-in.
          expectEqual(
            here.map(([, client, who, outcome, method, , status, groups]) => [
              client,
              who,
              outcome!.replace(/^let in.*/, 'let in'),
              method,
              status,
              outcome === 'let in, as decided before' ? '-' : groups!.split(',')[0],
            ]),
            [
              [outside, email, 'let in', 'GET', '200', here[0]![3] === 'let in' ? '/developers' : '-'],
              [outside, email, 'let in', 'GET', '200', '-'],
              [outside, 'mallory@example.com', 'refused', 'GET', '403', '/developers'],
              [outside, 'nobody', 'not signed in', 'GET', '302', '/developers'],
            ],
            'the visits',
          );
          for (const [time] of here) {
            expect(Date.parse(time!) >= begin && Date.parse(time!) <= Date.now(), `the time ${time}`);
          }
          expect(
            rows.some(
              ([, , who, outcome, , where]) =>
                who === email && outcome === 'AuthSuccess' && where === '/oauth2/callback',
            ),
            'no sign-in',
          );
          expect(
            rows.some(
              ([, , who, outcome, method, where]) =>
                who === 'nobody' && outcome === 'closed' && method === 'POST' && where === '/prometheus/-/quit',
            ),
            'no closed route',
          );
          return here.map((row) => row.slice(2, 5).join(' ')).join('; ');
        });
      },
    },
    {
      title: 'every line of the access log is a JSON object without a query, also for hostile requests',
      edges: ['ingress-nginx'],
      run: async ({ stack, edge }) => {
        const start = `/prometheus/${randomBytes(4).toString('hex')}`;
        const paths = [`${start}"\\'$uri`, `${start}\xff\xfe/secret`, `${start}${'"'.repeat(3000)}`];
        const headers = {
          'X-Request-Id': '","user":"oscar',
          'User-Agent': '\xff"',
          'X-Auth-Request-Email': 'oscar@example.com',
          'Referer': `${site}/?secret`,
        };
        for (const each of paths) {
          for (const given of [{}, { headers }]) await ask(`${site}${each}?secret`, given);
        }
        return eventually(5, async () => {
          const text = await edge.accessLog(stack.edgePod(edge)!);
          const lines = text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as Record<string, string>);
          const here = lines.filter((line) => line.path!.startsWith(start));
          expectEqual(
            here.map((line) => [line.path, line.user]),
            [paths[0]!, `${start}…`, `${paths[2]!.slice(0, 2000)}…`].flatMap((each) => [
              [each, ''],
              [each, ''],
            ]),
            'paths and people',
          );
          expect(!text.includes('\ufffd'), 'bytes that are no UTF-8');
          expect(!text.includes('secret'), 'a query in a line');
          return `${lines.length} lines`;
        });
      },
    },
    {
      title: 'the documented query prints allowed requests, and the people who were refused at that second and address',
      edges: ['traefik', 'traefik-resources'],
      run: async (scene) => {
        const { place, email } = await visits(scene);
        return eventually(5, async () => {
          const here = (await question('With Traefik', scene)).filter(([, , , , , where]) => where === place);
          expectEqual(
            here.map(([, client, who, outcome, method, , status]) => [client, who, outcome, method, status]),
            [
              [outside, email, 'let in', 'GET', '200'],
              [outside, email, 'let in', 'GET', '200'],
              [outside, 'mallory@example.com', 'refused', 'GET', '403'],
              [outside, 'nobody', 'not signed in', 'GET', '302'],
            ],
            'the visits',
          );
          return here.map((row) => row.slice(2, 5).join(' ')).join('; ');
        });
      },
    },
  ],
};

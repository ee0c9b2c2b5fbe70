import { isClosed } from './access-table';
import { host, prometheus, site } from './addresses';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { proxyLines } from './log-lines';
import { signOnPrograms } from './needs';
import { credentialOf } from './target';
import { NOBODY } from '../../../lib/edge/nobody';
import { ask, raw } from '../client/http';

/** Requests that the edge itself refuses, for every identity. */
export const refusals: Area<EdgeScene> = {
  name: 'refusals',
  needs: signOnPrograms,
  checks: [
    {
      title: 'a closed route is refused for everyone, without a redirect to sign in and without a decision request',
      run: async (scene) => {
        const { people, stack, table } = scene;
        const everybody = [
          {},
          { Accept: 'application/json' },
          { Authorization: 'Bearer x' },
          ...(await Promise.all(
            [people.alice(), people.oscar()].map(
              async (person) => (await credentialOf(scene, '', await person)).headers,
            ),
          )),
        ];
        const closed = table.rows.filter(isClosed);
        for (const { path } of closed) {
          for (const headers of everybody) {
            for (const method of ['GET', 'POST', 'DELETE']) {
              const answer = await ask(`https://${host}${path}`, { method, headers });
              expectEqual(
                [answer.status, answer.headers.location, answer.cookies],
                [403, undefined, []],
                `${method} ${path}`,
              );
            }
          }
        }
        expect(
          !proxyLines(stack).some(({ allowed_groups }) => String(allowed_groups).includes(NOBODY)),
          'the proxy was asked about a closed route',
        );
        return `${closed.length * everybody.length * 3} requests`;
      },
    },
    {
      title:
        'encoded slashes, backslashes, zeros and semicolons in a path are refused for everyone, and other ' +
        'encoded characters are not',
      edges: ['traefik-resources'],
      run: async (scene) => {
        const alice = (await credentialOf(scene, 'alice', await scene.people.alice())).headers;
        const refused = ['%2F', '%2f', '%5C', '%5c', '%00', '%3B', '%3b'];
        for (const headers of [{}, alice]) {
          for (const sign of refused) {
            for (const path of [`/prometheus/graph${sign}x`, `/grafana/x${sign}`, `/oauth2/callback${sign}`]) {
              expectEqual(
                (await ask(`${site}${path}`, { headers })).status,
                path.startsWith('/oauth2') ? 404 : 400,
                path,
              );
            }
          }
        }
        for (const sign of ['%20', '%25', '%3F', '%23', '%C3%A4']) {
          expectEqual((await ask(`${site}/grafana/x${sign}y`, { headers: alice })).status, 200, sign);
        }
        return `${refused.length} signs`;
      },
    },
    {
      title:
        'a request whose TLS handshake has no host, or another host than the request, gets status 421; and every ' +
        'handshake with our name gets our certificate',
      edges: ['traefik-resources'],
      run: async () => {
        const request =
          `GET ${new URL(prometheus).pathname}/graph HTTP/1.1\r\nHost: ` + `${host}\r\nConnection: close\r\n\r\n`;
        const statuses = async (servername: string, anyCertificate: boolean) =>
          (await raw(host, request, { servername, anyCertificate })).map(({ status }) => status);
        for (const servername of ['127.0.0.1', 'evil.example.org', `x.${host}`]) {
          expectEqual(await statuses(servername, true), [421], `a handshake for ${servername}`);
        }
        for (const servername of [host, host.toUpperCase()]) {
          expectEqual(await statuses(servername, false), [302], `a handshake for ${servername}`);
        }
      },
    },
  ],
};

import path from 'node:path';
import { agreeing } from './access';
import { readAccessTable } from './access-table';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { eventually, sleep } from '../../support/process';
import { ask } from '../client/http';
import type { Visitor } from '../client/visitor';
import { Authority } from '../cluster/authority';
import { branchEdgeName } from '../edges/traefik-branch';
import { agentsNamespace } from '../machines/agents';
import { runFolder } from '../places';
import {
  branchAuthority,
  branchHosts,
  branchNamespace,
  centerHosts,
  centerNamespace,
  namesakes,
  sessionRefresh,
} from '../programs/clusters-sign-on';
import { clusterIssuers } from '../stack';

const report = path.join(runFolder, 'clusters/report');
const table = () => readAccessTable(report);
const at = (host: string, place = '/') => `https://${host}${place}`;
// Pages of Debian's build.
const graph = at(branchHosts.prometheus, '/classic/graph');
const credential = (name: string, { jar }: Visitor, ...claims: readonly string[]): Credential => ({
  name,
  headers: { Cookie: jar.header(branchHosts.prometheus) },
  signedIn: true,
  claims,
});

async function signedIn({ people }: EdgeScene, group: string): Promise<Visitor> {
  const visitor = people.visitor();
  await visitor.signIn(await people.guest(group), graph);
  return visitor;
}

async function machinesOf({ stack }: EdgeScene, cluster: keyof typeof clusterIssuers): Promise<Credential[]> {
  const tokens = stack.accountsOf(cluster);
  return Promise.all(
    Object.values(namesakes).map(async (name) => {
      await tokens.add(agentsNamespace, name);
      return {
        name: `${name} of ${cluster}`,
        headers: { Authorization: `Bearer ${await tokens.token(agentsNamespace, name, 'monitoring-sso')}` },
        signedIn: true,
        entrance: cluster,
        claims: [`system:serviceaccount:${agentsNamespace}:${name}`],
      };
    }),
  );
}

/** A response of the edge itself, which got no decision. */
const closed = async (headers: Record<string, string>) => {
  const { status } = await ask(graph, { headers });
  expect(status >= 500, `without a decision the branch answers ${status}`);
};

/** Two clusters with one sign-on. The proxies of one cluster decide for the edge of the other. */
export const clustersArea: Area<EdgeScene> = {
  name: 'clusters',
  needs: [...signOnPrograms, 'traefik'],
  checks: [
    {
      title: 'a sign-in returns to the requested address in the other cluster, and is valid in both clusters',
      run: async ({ people }) => {
        // The edge of the branch may have just read its first routes.
        await eventually(30, async () => expectEqual((await ask(graph)).status, 302, 'nobody at the branch'));
        const visitor = people.visitor();
        const page = await visitor.signIn(await people.guest('/developers'), `${graph}?g0.expr=up`);
        expectEqual([page.status, page.url], [200, `${graph}?g0.expr=up`], 'where it ended');
        expectEqual((await visitor.ask(at(centerHosts.prometheus, '/classic/graph'))).status, 200, 'at the centre');
        expectEqual(
          (await ask(at(branchHosts.prometheus, '/api/v1/query?query=up'), { headers: { Accept: 'application/json' } }))
            .status,
          401,
          'a program that is not signed in',
        );
      },
    },
    {
      title: 'every cell of both clusters is correct without a session, for a developer and for an operator',
      run: async (scene) =>
        agreeing(table(), [
          NOBODY_SIGNED_IN,
          credential('a developer', await signedIn(scene, '/developers'), '/developers'),
          credential('an operator', await signedIn(scene, '/operators'), '/operators'),
        ]),
    },
    {
      title:
        'every cell of both clusters is correct for accounts with the same name: each uses its own entrances, and ' +
        'has only its own grants',
      run: async (scene) =>
        agreeing(table(), [...(await machinesOf(scene, 'cluster-a')), ...(await machinesOf(scene, 'cluster-b'))], {
          methods: ['GET', 'POST'],
        }),
    },
    {
      title:
        'the browser receives the cookie of a session that was refreshed at the branch, and a changed group has an ' +
        'effect there',
      run: async ({ people, stack }) => {
        const visitor = people.visitor();
        const person = await people.guest('/developers');
        await visitor.signIn(person, graph);
        await sleep(sessionRefresh().toMilliseconds() + 1000);
        const refreshed = await visitor.ask(graph);
        expectEqual(
          [refreshed.status, refreshed.cookies.length > 0],
          [200, true],
          'status, and whether there is a cookie',
        );
        await stack.admin.leave(person.id, '/developers');
        await sleep(sessionRefresh().toMilliseconds() + 1000);
        expectEqual((await visitor.ask(graph)).status, 403, 'after the group was left');
      },
    },
    {
      title: 'only the edge of the branch can connect to the host for decisions',
      run: async ({ stack }) => {
        for (const host of [centerHosts.decisions, centerHosts.decisionsOfBranch, centerHosts.decisionsOfCenter]) {
          const status = await ask(at(host), {}).then(
            ({ status: given }) => given,
            (error: Error) => error.message,
          );
          expect(
            typeof status === 'string' && /ECONNRESET|socket hang up|EPIPE|disconnected/.test(status),
            `${host} answers ${status}`,
          );
        }
        // From the edge's pod, the same name responds.
        expect(stack.edgePod({ name: branchEdgeName }) !== undefined, 'no edge');
      },
    },
    {
      title:
        'a wrong certificate, or no server, at the host for decisions closes the branch and ' + 'allows no request',
      run: async (scene) => {
        const { stack } = scene;
        const { jar } = await signedIn(scene, '/developers');
        const headers = { Cookie: jar.header(branchHosts.prometheus) };
        expectEqual((await ask(graph, { headers })).status, 200, 'before');
        const authority = (certificate: string) =>
          stack.branch.apply([
            {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: branchAuthority, namespace: branchNamespace },
              stringData: { 'ca.crt': certificate },
            },
          ]);
        const [admitted] = (await stack.cluster.all('middlewaretcps.traefik.io')).filter(
          ({ metadata }) => metadata.namespace === centerNamespace,
        );
        const admit = (ranges: readonly string[]) =>
          stack.cluster.must([
            'patch',
            'middlewaretcps.traefik.io',
            '-n',
            centerNamespace,
            admitted!.metadata.name,
            '--type=merge',
            '-p',
            JSON.stringify({ spec: { ipAllowList: { sourceRange: ranges } } }),
          ]);
        try {
          await authority((await Authority.create('somebody-else')).certificate);
          await eventually(30, () => closed(headers));
          await closed({});
          // Open connections continue. The removed address applies only to new connections.
          await admit(['192.0.2.1/32']);
          await sleep(2000);
          await authority(stack.authority.certificate);
          await sleep(3000);
          await closed(headers);
          await closed({});
        } finally {
          await authority(stack.authority.certificate);
          await admit(admitted!.spec.ipAllowList.sourceRange);
        }
        await eventually(30, async () => expectEqual((await ask(graph, { headers })).status, 200, 'afterwards'));
      },
    },
    {
      title: 'forged identity headers and forwarded headers have no effect at the branch',
      run: async (scene) => {
        for (const headers of [
          { 'X-Auth-Request-Email': 'a@example.com', 'X-Auth-Request-Groups': '/developers' },
          { 'X-Forwarded-Host': 'evil.example.org' },
          { 'X-Forwarded-Uri': '/-/healthy' },
        ] as Record<string, string>[]) {
          const answer = await ask(graph, { headers });
          expectEqual(answer.status, 302, `status with ${Object.keys(headers).join()}`);
          expect(!answer.headers.location!.includes('evil'), `leads to ${answer.headers.location}`);
        }
        const { jar } = await signedIn(scene, '/operators');
        expectEqual(
          (
            await ask(graph, {
              headers: { 'Cookie': jar.header(branchHosts.prometheus), 'X-Auth-Request-Groups': '/developers' },
            })
          ).status,
          403,
          'an operator who says to be a developer',
        );
      },
    },
  ],
};

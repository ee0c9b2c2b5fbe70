import path from 'node:path';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { eventually } from '../../support/process';
import { ask } from '../client/http';
import { PrometheusClient } from '../client/prometheus';
import { agent, agentsNamespace as namespace } from '../machines/agents';
import { runFolder } from '../places';
import { accounts, audience, fleetHost, fleetNamespace, machineHosts } from '../programs/machine-sign-on';
import { clusterIssuers } from '../stack';
import { agreeing } from './access';
import { readAccessTable } from './access-table';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';

type Cluster = keyof typeof clusterIssuers;

const clusters = Object.keys(clusterIssuers) as Cluster[];
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const table = () => readAccessTable(path.join(runFolder, 'machines/report'));
/** An address that is granted to the writer of the first cluster. The response shows access without writing. */
const door = `https://${machineHosts['cluster-a']}/prometheus/api/v1/write`;
/** Only some families, because of the time that they take. The areas `access` and `methods` test all of them. */
const methods = ['GET', 'POST'];

async function machine({ stack }: Pick<EdgeScene, 'stack'>, cluster: Cluster, name: string): Promise<Credential> {
  const tokens = stack.accountsOf(cluster);
  await tokens.add(namespace, name);
  return {
    name: `${name} of ${cluster}`,
    headers: bearer(await tokens.token(namespace, name, audience)),
    signedIn: true,
    entrance: cluster,
    claims: [`system:serviceaccount:${namespace}:${name}`],
  };
}

async function person({ people }: EdgeScene): Promise<Credential> {
  const visitor = people.visitor();
  await visitor.signIn(await people.guest('/developers'), `https://${fleetHost}/alertmanager`);
  return {
    name: 'a developer',
    headers: { Cookie: visitor.jar.header(fleetHost) },
    signedIn: true,
    claims: ['developers'],
  };
}

/** Allowed: Prometheus itself refuses the empty body. */
const statusWith = async (headers: Record<string, string>) => (await ask(door, { method: 'POST', headers })).status;
const [LET_IN, NO_TOKEN, REFUSED] = [400, 401, 403];

/** Programs that authenticate with tokens of their clusters. */
export const machines: Area<EdgeScene> = {
  name: 'machines',
  needs: signOnPrograms,
  checks: [
    ...clusters.map((cluster) => ({
      title:
        `every cell is correct for every service account of ${cluster}, at the entrances of both clusters and for ` +
        'people',
      run: async (scene: EdgeScene) => {
        const all: Credential[] = [];
        for (const name of Object.values(accounts)) all.push(await machine(scene, cluster, name));
        return agreeing(table(), all, { methods });
      },
    })),
    {
      title: 'every cell is correct without a token and for a developer, who has no identity at the hosts for machines',
      run: async (scene) => agreeing(table(), [NOBODY_SIGNED_IN, await person(scene)], { methods }),
    },
    {
      title: "a person and a machine have no identity on each other's routes, also with both credentials",
      run: async (scene) => {
        const [someone, writer] = [await person(scene), await machine(scene, 'cluster-a', accounts.writer)];
        expectEqual(await statusWith(writer.headers as Record<string, string>), LET_IN, 'the writer');
        expectEqual(
          await statusWith(someone.headers as Record<string, string>),
          NO_TOKEN,
          'a session where machines come in',
        );
        const people = `https://${fleetHost}/prometheus/api/v1/query?query=up`;
        expectEqual((await ask(people, { headers: writer.headers })).status, 302, 'a token where people come in');
        expectEqual(
          (await ask(people, { headers: { ...writer.headers, ...someone.headers } })).status,
          200,
          'a session with a token beside it',
        );
        expectEqual(
          (
            await ask(`https://${machineHosts['cluster-a']}/prometheus/api/v1/query?query=up`, {
              headers: { ...writer.headers, ...someone.headers },
            })
          ).status,
          REFUSED,
          'a token with a session beside it',
        );
      },
    },
    {
      title:
        'tokens for another audience, for the API server, of another issuer, expired, not yet valid, or without ' +
        'a signature give no access',
      run: async ({ stack }) => {
        const [here, there] = [stack.accountsOf('cluster-a'), stack.accountsOf('cluster-b')];
        for (const each of [here, there]) await each.add(namespace, accounts.writer);
        const now = Math.floor(Date.now() / 1000);
        const signed = (changes: object) => here.signed(namespace, accounts.writer, changes as Record<string, unknown>);
        expectEqual(await statusWith(bearer(signed({}))), LET_IN, 'one that is good, by the same hand');
        const genuine = await here.token(namespace, accounts.writer, audience);
        const [header, claims, signature] = genuine.split('.') as [string, string, string];
        const changed = Buffer.from(
          Buffer.from(claims, 'base64url').toString().replace(accounts.writer, 'admin'),
        ).toString('base64url');
        const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
        const bad: Record<string, string> = {
          'another audience': await here.token(namespace, accounts.writer, 'somebody-else'),
          'the API server': await here.token(namespace, accounts.writer),
          'the other cluster': await there.token(namespace, accounts.writer, audience),
          'the other cluster, which names this one': there.signed(namespace, accounts.writer, {
            iss: clusterIssuers['cluster-a'],
          }),
          'this cluster, which names the other': signed({ iss: clusterIssuers['cluster-b'] }),
          'too old': signed({ iat: now - 7200, nbf: now - 7200, exp: now - 60 }),
          'no end': signed({ exp: undefined }),
          'groups of its own': here.signed(namespace, accounts.unknown, {
            groups: ['/developers'],
            email: `system:serviceaccount:${namespace}:${accounts.writer}`,
            email_verified: true,
            preferred_username: `system:serviceaccount:${namespace}:${accounts.writer}`,
          }),
          'a name in capitals': signed({ sub: `SYSTEM:serviceaccount:${namespace}:${accounts.writer}` }),
          'changed claims': `${header}.${changed}.${signature}`,
          'no signature': `${none}.${claims}.`,
          'no signature, the header kept': `${header}.${claims}.`,
        };
        for (const [what, token] of Object.entries(bad)) expectEqual(await statusWith(bearer(token)), REFUSED, what);
        for (const [what, value] of Object.entries({
          'lower case': `bearer ${genuine}`,
          'two of them': `Bearer ${genuine}, Bearer ${bad['the other cluster']!}`,
        })) {
          const status = await statusWith({ Authorization: value });
          expect(
            ([NO_TOKEN, REFUSED, 400].includes(status) && status !== LET_IN) || [NO_TOKEN, REFUSED].includes(status),
            `${what}: ${status}`,
          );
        }
        return `${Object.keys(bad).length + 2} tokens`;
      },
    },
    {
      title:
        "a real Prometheus writes to another with its account's token, a second one reads from it with another, and " +
        'neither has the rights of the other',
      run: async ({ stack }) => {
        const tokens = stack.accountsOf('cluster-a');
        for (const name of [accounts.writer, accounts.federator]) await tokens.add(namespace, name);
        const [writer, federator] = [await agent(stack, accounts.writer), await agent(stack, accounts.federator)];
        const central = new PrometheusClient(
          stack.pods.find(
            ({ name, object }) => object.metadata.namespace === fleetNamespace && name.includes('live-prometheus'),
          )!,
          '/prometheus',
        );
        const arrived = (account: string) =>
          central.query(`time() - timestamp(up{job="itself", origin="${account}"}) < 5`);
        await eventually(40, async () => {
          expectEqual((await arrived(accounts.writer)).length, 1, 'fresh samples of the writer');
          expectEqual(
            (await new PrometheusClient(federator).query('time() - timestamp(up{job="central"} == 1) < 20')).length,
            1,
            'fresh reads of the federator',
          );
          expectEqual(
            (await new PrometheusClient(writer).query('up{job="central"} == 0')).length,
            1,
            'refused reads of the writer',
          );
        });
        expectEqual((await arrived(accounts.federator)).length, 0, 'samples of the federator');
        expect(/HTTP status 403/.test(federator.log), `the federator was not told why: ${federator.log.slice(-500)}`);
      },
    },
    {
      title: 'the token of a deleted account is accepted until it expires, as the access table states',
      run: async ({ stack }) => {
        const here = stack.accountsOf('cluster-a');
        await here.add(namespace, accounts.writer);
        const token = await here.token(namespace, accounts.writer, audience);
        await here.remove(namespace, accounts.writer);
        try {
          expectEqual(await statusWith(bearer(token)), LET_IN, 'after the deletion');
          expect(
            table().machines.every(({ withdrawal }) => withdrawal.startsWith('a token is accepted until it expires')),
            'the table does not say so',
          );
        } finally {
          await here.add(namespace, accounts.writer);
        }
      },
    },
    {
      title: "the proxy's log contains the allowed accounts, and no token, also not of a malformed header",
      run: async (scene) => {
        const { headers } = await machine(scene, 'cluster-a', accounts.writer);
        await ask(door, {
          method: 'POST',
          headers: { ...headers, Authorization: `${headers.Authorization}, ${headers.Authorization}` },
        });
        await ask(door, { method: 'POST', headers });
        const log = scene.stack.pods
          .filter(({ name }) => name.includes('machines-cluster-a'))
          .map((pod) => pod.log)
          .join('\n');
        expect(
          log.includes(`system:serviceaccount:${namespace}:${accounts.writer}`),
          'the log does not say who was let in',
        );
        expect(!log.includes('eyJ'), 'the log holds a token, or a part of one');
      },
    },
  ],
};

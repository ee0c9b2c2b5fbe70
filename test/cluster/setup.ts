import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { obstacle } from './container';
import { groupOf, namespaceOf, objectsIn, workloads, type KubernetesObject } from './objects';
import { PROVIDED, type Provided, type Synthesized } from './provided';
import { ApiServer } from '../support/api-server';
import { definitionsOf, isCustomGroup } from '../support/crds';
import { removeFolder, run, temporaryFolder } from '../support/process';
import { goProgram, MissingTool, systemProgram } from '../support/tools';

declare global {
  /** The function with which teardown.ts stops the started programs. */
  var endOfCluster: (() => Promise<void>) | undefined;
}

const root = path.resolve(__dirname, '../..');

/** Synthesizes every example and starts one API server for all test files. */
export default async function setup(): Promise<void> {
  // In the repository, so that the programs can resolve their imports.
  const inside = path.join(root, '.cache');
  mkdirSync(inside, { recursive: true });
  const folder = temporaryFolder('examples', inside);
  let server: ApiServer | undefined;
  const end = async () => {
    await server?.stop();
    removeFolder(folder);
  };
  try {
    const names = readdirSync(path.join(root, 'examples'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const examples: Synthesized[] = [];
    for (const name of names) examples.push(await synthesize(name, path.join(folder, name)));

    const reason = await obstacle({ 'redis-server': 'redis-server', 'redis-cli': 'redis-tools' });
    if (reason !== undefined) console.error(`no Redis, its tests are skipped: ${reason}`);

    const inContainer = (what: string, get: () => Promise<string>, more: Record<string, string> = {}) =>
      orNothing(what, async () => {
        const hindrance = await obstacle(more);
        if (hindrance !== undefined) throw new MissingTool(hindrance);
        return get();
      });
    const tools = {
      caddy: await inContainer('Caddy, tests of the token sidecar', () => goProgram('caddy'), {
        setcap: 'libcap2-bin',
        wget: 'wget',
      }),
      prometheus: await inContainer('Prometheus, tests of its tokens', () => systemProgram('prometheus', 'prometheus')),
      curl: await inContainer('curl, tests of the access check', () => systemProgram('curl', 'curl')),
      alerting: await orNothing('Prometheus and Alertmanager, tests of the way of alerts', async () => ({
        prometheus: await systemProgram('prometheus', 'prometheus'),
        alertmanager: await systemProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
      })),
      promtool: await orNothing('promtool, tests of alert rules', () => systemProgram('promtool', 'prometheus')),
      jq: await orNothing('jq, tests of the audit', () => systemProgram('jq', 'jq')),
      python: await orNothing('Python, tests of its package', () => systemProgram('python3', 'python3-venv')),
    };

    server = await orNothing('API server, its tests', () => ApiServer.start());
    if (server !== undefined) {
      await prepare(
        server,
        examples.filter(({ failure }) => failure === undefined).flatMap((example) => objectsIn(example.directory)),
      );
    }
    const provided: Provided = { examples, containers: reason === undefined, cluster: server?.access, ...tools };
    process.env[PROVIDED] = path.join(folder, 'provided.json');
    writeFileSync(process.env[PROVIDED], JSON.stringify(provided));
    globalThis.endOfCluster = end;
  } catch (error) {
    await end();
    throw error;
  }
}

async function synthesize(name: string, folder: string): Promise<Synthesized> {
  mkdirSync(folder);
  const result = await run([process.execPath, path.join(root, 'scripts/synth.cjs'), name], { cwd: folder });
  const directory = path.join(folder, 'dist');
  return result.status === 0 ? { name, directory } : { name, directory, failure: `${result.stdout}${result.stderr}` };
}

async function orNothing<T>(what: string, get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.error(`no ${what} are skipped: ${error.message}`);
    return undefined;
  }
}

/** The objects that a real cluster has before the manifests are applied. */
async function prepare(server: ApiServer, objects: readonly KubernetesObject[]): Promise<void> {
  const must = async (args: readonly string[], input?: unknown) => {
    const { status, stderr } = await server.kubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  };
  const list = (items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

  const definitions = await definitionsOf(
    distinct(objects.map((object) => ({ group: groupOf(object), kind: object.kind })))
      .filter(({ group }) => isCustomGroup(group))
      // Kinds that could also route a host.
      .concat([
        { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' },
        { group: 'traefik.io', kind: 'IngressRoute' },
      ])
      // Kinds that the values configure.
      .concat([
        { group: 'monitoring.coreos.com', kind: 'Prometheus' },
        { group: 'monitoring.coreos.com', kind: 'Alertmanager' },
      ]),
  );
  if (definitions.length > 0) {
    await must(['apply', '--server-side', '-f', '-'], list(definitions));
    await must([
      'wait',
      '--for=condition=Established',
      '--timeout=60s',
      ...definitions.map(({ metadata }) => `crd/${metadata.name}`),
    ]);
  }

  const restricted = new Set(workloads(objects).map(({ namespace }) => namespace));
  const namespaces = new Set(['default', ...objects.map(namespaceOf)]);
  // Without a controller manager, the default service account is not created.
  await must(
    ['apply', '--server-side', '-f', '-'],
    list(
      [...namespaces].flatMap((name) => [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: restricted.has(name) ? podSecurity : {} } },
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
      ]),
    ),
  );
}

// For a workload there is only a warning, and its pods are refused. Therefore both are set.
const podSecurity = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { ApiServer, type ClusterAccess } from '../support/api-server';
import { definitionsOf, isCustomGroup } from '../support/crds';
import { removeFolder, run, temporaryFolder } from '../support/process';
import { goProgram, MissingTool, systemProgram } from '../support/tools';
import { obstacle } from './container';
import { groupOf, namespaceOf, objectsIn, workloads, type KubernetesObject } from './objects';

interface Synthesized {
  readonly name: string;
  readonly directory: string;
  readonly failure?: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    examples: Synthesized[];
    /** Absent when there is no API server to be had on this machine. */
    cluster: ClusterAccess | undefined;
    /** Whether the containers of a manifest can be run on this machine. */
    containers: boolean;
    /** Absent when there is none to be had, or containers cannot be run, on this machine. */
    caddy: string | undefined;
    /** Absent when there is none to be had, or containers cannot be run, on this machine. */
    prometheus: string | undefined;
    /** Absent when there is none to be had, or containers cannot be run, on this machine. */
    curl: string | undefined;
    /** Absent when one of them is not to be had on this machine. */
    alerting: { readonly prometheus: string; readonly alertmanager: string } | undefined;
    /** Absent when there is none to be had on this machine. */
    promtool: string | undefined;
    /** Absent when there is none to be had on this machine. */
    jq: string | undefined;
  }
}

const root = path.resolve(__dirname, '../..');

/** Synthesizes every example and starts one API server for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Inside the repository, so that the programs find what they import.
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
      .filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
    const examples: Synthesized[] = [];
    for (const name of names) examples.push(await synthesize(name, path.join(folder, name)));
    project.provide('examples', examples);

    const reason = await obstacle({ 'redis-server': 'redis-server', 'redis-cli': 'redis-tools' });
    if (reason !== undefined) console.error(`no Redis, its tests are skipped: ${reason}`);
    project.provide('containers', reason === undefined);

    const inContainer = (what: string, get: () => Promise<string>, more: Record<string, string> = {}) => orNothing(what, async () => {
      const hindrance = await obstacle(more);
      if (hindrance !== undefined) throw new MissingTool(hindrance);
      return get();
    });
    project.provide('caddy', await inContainer('Caddy, tests of the token sidecar', () => goProgram('caddy'), { setcap: 'libcap2-bin', wget: 'wget' }));
    project.provide('prometheus', await inContainer('Prometheus, tests of its tokens', () => systemProgram('prometheus', 'prometheus')));
    project.provide('curl', await inContainer('curl, tests of the access check', () => systemProgram('curl', 'curl')));

    project.provide('alerting', await orNothing('Prometheus and Alertmanager, tests of the way of alerts', async () => ({
      prometheus: await systemProgram('prometheus', 'prometheus'), alertmanager: await systemProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
    })));

    project.provide('promtool', await orNothing('promtool, tests of alert rules', () => systemProgram('promtool', 'prometheus')));

    project.provide('jq', await orNothing('jq, tests of the audit', () => systemProgram('jq', 'jq')));

    server = await orNothing('API server, its tests', () => ApiServer.start());
    if (server !== undefined) {
      await prepare(server, examples.filter(({ failure }) => failure === undefined).flatMap((example) => objectsIn(example.directory)));
    }
    project.provide('cluster', server?.access);
    return end;
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

/** What a real cluster has before anybody applies the manifests. */
async function prepare(server: ApiServer, objects: readonly KubernetesObject[]): Promise<void> {
  const must = async (args: readonly string[], input?: unknown) => {
    const { status, stderr } = await server.kubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  };
  const list = (items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

  const definitions = await definitionsOf(distinct(objects.map((object) => ({ group: groupOf(object), kind: object.kind })))
    .filter(({ group }) => isCustomGroup(group))
    // Kinds that could route a host as well.
    .concat([{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }, { group: 'traefik.io', kind: 'IngressRoute' }])
    // What values are for.
    .concat([{ group: 'monitoring.coreos.com', kind: 'Prometheus' }, { group: 'monitoring.coreos.com', kind: 'Alertmanager' }]));
  if (definitions.length > 0) {
    await must(['apply', '--server-side', '-f', '-'], list(definitions));
    await must(['wait', '--for=condition=Established', '--timeout=60s', ...definitions.map(({ metadata }) => `crd/${metadata.name}`)]);
  }

  const restricted = new Set(workloads(objects).map(({ namespace }) => namespace));
  const namespaces = new Set(['default', ...objects.map(namespaceOf)]);
  // Without a controller manager nobody makes the service account that pods use when they name none.
  await must(['apply', '--server-side', '-f', '-'], list([...namespaces].flatMap((name) => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: restricted.has(name) ? podSecurity : {} } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
  ])));
}

// A workload is only warned about, and its pods are refused: hence both.
const podSecurity = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };

const distinct = <T>(values: readonly T[]): T[] =>
  [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];

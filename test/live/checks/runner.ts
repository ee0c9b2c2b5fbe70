import { readManifests } from '../cluster/manifests';
import type { KubeObject } from '../cluster/objects';
import { edges } from '../edges';
import type { Edge } from '../edges/edge';
import type { Options } from '../options';
import type { Programs } from '../prepare/programs';
import { synthesized } from '../prepare/synthesis';
import { Stack } from '../stack';
import { cluster, generic, hosts, machines, methods, options as proxyOptions, random, realms, roles, terraform, throughEdges } from '.';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { allFaults } from '../faults';
import { Laboratory } from '../faults/laboratory';
import { writeResults } from '../faults/results';
import { runFolder } from '../places';
import { dashboardClientId, dashboardHost, registeredClient, synthesizeGenericSignOn } from '../programs/generic-sign-on';
import { fleetClientId, fleetHost, fleetNamespace, machineHosts, synthesizeMachineSignOn } from '../programs/machine-sign-on';
import { methodsClientId, methodsHost, synthesizeMethodsSignOn } from '../programs/methods-sign-on';
import { clientSecretVariables, randomHost, type RandomSignOns, randomIds, synthesizeRandomSignOns } from '../programs/random-sign-on';
import { secondClientSecretVariable, secondHosts, synthesizeSecondSignOn } from '../programs/second-sign-on';
import { readAccessTable } from './access-table';
import { host } from './addresses';
import type { EdgeScene, Scene } from './check';
import { faults } from './faults';
import { foundation } from './needs';
import { People } from './people';
import { Recorder } from './recorder';
import type { Row } from './results';

interface Plan {
  readonly options: Options;
  readonly programs: Programs;
  readonly output: string;
  readonly definitions: readonly KubeObject[];
}

/** Starts the stack in the order in which a user would, and runs each area's checks as soon as what they look at is there. */
export async function runChecks({ options, programs, output, definitions }: Plan): Promise<Row[]> {
  const recorder = new Recorder(programs, foundation, options.only);
  const present = (...names: string[]) => names.every((name) => name in programs.found);
  const chosen = edges.filter(({ name }) => options.edges?.includes(name) ?? true);

  let randomSignOns: RandomSignOns | undefined;
  const stack = present(...foundation) ? await Stack.start(programs, output, definitions) : undefined;
  const scene = stack && sceneOf(stack);
  try {
    await recorder.run(proxyOptions, undefined, scene);
    const identity = stack !== undefined && present('keycloak', 'keycloak-provider', 'tofu') && await recorder.step('Keycloak', () => stack.startKeycloak());
    // Later checks need the realm, so it is made whatever was chosen.
    if (identity && options.only && !options.only.includes(terraform.name)) await recorder.step('the realm', () => terraform.checks[0]!.run(scene!));
    await recorder.run(terraform, undefined, identity ? scene : undefined);
    await recorder.run(realms, undefined, identity ? scene : undefined);

    const applied = stack !== undefined && await recorder.step('manifests and applications', () => stack.applyManifests());
    await recorder.run(cluster, undefined, applied ? scene : undefined);
    const running = applied && identity && present('oauth2-proxy') && await recorder.step('workloads', () => stack.startWorkloads());
    const second = running && await recorder.step('a second sign-on', async () => {
      synthesizeSecondSignOn(folder('second-sign-on'));
      await stack!.addSignOn(folder('second-sign-on'), secondClientSecretVariable);
    });
    const third = running && await recorder.step('a sign-on with an issuer that is not managed', async () => {
      synthesizeGenericSignOn(folder('generic-sign-on'));
      await stack!.admin.addClient(registeredClient(dashboardClientId, dashboardHost, stack!.secrets['client-secret']!));
      await stack!.addSignOn(folder('generic-sign-on'));
    });
    const byMethod = running && chosen.some(({ name }) => name === 'ingress-nginx') && await recorder.step('a sign-on whose grants differ by method', async () => {
      synthesizeMethodsSignOn(folder('methods-sign-on'));
      await stack!.admin.addClient(registeredClient(methodsClientId, methodsHost, stack!.secrets['client-secret']!));
      await stack!.addSignOn(folder('methods-sign-on'));
    });
    const drawn = running && await recorder.step('sign-ons that were drawn by lot', async () => {
      randomSignOns = synthesizeRandomSignOns(folder('random'));
      await stack!.addSignOn(folder('random'), ...clientSecretVariables);
    });
    const fleet = running && await recorder.step('two clusters of machines', async () => {
      await stack!.startSecondCluster();
      synthesizeMachineSignOn(folder('machines'));
      await stack!.admin.addClient(registeredClient(fleetClientId, fleetHost, stack!.secrets['client-secret']!));
      const there = stack!.accountsOf('cluster-b');
      await stack!.cluster.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cluster-b-ca', namespace: fleetNamespace }, data: { 'ca.crt': there.authority } }]);
      await there.apply(discoveryFor(folder('machines')));
      await stack!.addSignOn(folder('machines'));
    });
    for (const edge of chosen) await throughEdge(edge, running, { second, third, byMethod, drawn, fleet });
  } finally {
    await stack?.stop();
  }
  return recorder.rows;

  async function throughEdge(edge: Edge, running: boolean, signOns: { readonly [name in 'second' | 'third' | 'byMethod' | 'drawn' | 'fleet']: boolean }) {
    const { second, third, byMethod, drawn, fleet } = signOns;
    const names = [...Object.values(secondHosts), dashboardHost, methodsHost, ...randomIds.map(randomHost), fleetHost, ...Object.values(machineHosts)];
    const there = running && present(edge.program) && await recorder.step(edge.name, () => stack!.startEdge(edge, host, ...names));
    for (const area of throughEdges) await recorder.run(area, edge, there ? { ...scene!, edge } : undefined);
    for (const area of [hosts, roles]) await recorder.run(area, edge, there && second ? { ...scene!, edge } : undefined);
    await recorder.run(generic, edge, there && third ? { ...scene!, edge } : undefined);
    await recorder.run(methods, edge, there && byMethod ? { ...scene!, edge } : undefined);
    await recorder.run(random, edge, there && drawn ? { ...scene!, edge, ...randomSignOns!, folder: folder('random') } : undefined);
    await recorder.run(machines, edge, there && fleet ? { ...scene!, edge } : undefined);
    // Once, and last of all: it shakes the whole stack.
    if (edge === (chosen.filter(({ program }) => present(program)).at(-1) ?? chosen.at(-1))) await shake(edge, there ? { ...scene!, edge } : undefined);
    if (options.keep) await untilInterrupted();
    if (there) await stack!.stopEdge(edge);
  }

  async function shake(edge: Edge, there: EdgeScene | undefined) {
    const laboratory = there && new Laboratory(there);
    await recorder.run(faults(allFaults.filter(({ name, onRequest }) => options.faults?.includes(name) ?? !onRequest), laboratory), edge, there);
    if (!laboratory || laboratory.outcomes.length === 0) return;
    await recorder.step('the stack as it was', () => laboratory.end());
    console.error(`what the faults did is in ${path.relative(process.cwd(), writeResults(laboratory))}`);
  }
}

/** What the program gives its own cluster, and the other one needs as well. */
const discoveryFor = (output: string) => readManifests(synthesized(output).dist).find(({ kind }) => kind === 'ClusterRoleBinding');

function sceneOf(stack: Stack): Scene {
  const table = readAccessTable(stack.report);
  return { stack, people: new People(stack.admin, table.signOn.cookie), table };
}

async function untilInterrupted(): Promise<void> {
  console.error('the stack is kept until Ctrl-C; look into it with: nsenter --target $(pgrep -n -f test/live/main.ts) --net --mount --pid');
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
}

function folder(name: string): string {
  mkdirSync(path.join(runFolder, name), { recursive: true });
  return path.join(runFolder, name);
}

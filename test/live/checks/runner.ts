import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  checksFor,
  cluster,
  clustersArea,
  generic,
  hosts,
  imports,
  isWanted,
  machines,
  methods,
  options as proxyOptions,
  purposesArea,
  random,
  realms,
  roles,
  terraform,
  throughEdges,
  withdrawal,
} from '.';
import type { KubeObject } from '../cluster/objects';
import { chosenEdges } from '../edges';
import { allFaults } from '../faults';
import { Laboratory } from '../faults/laboratory';
import { writeResults } from '../faults/results';
import type { Options } from '../options';
import { runFolder } from '../places';
import { readAccessTable } from './access-table';
import { host } from './addresses';
import type { Area, EdgeScene, Scene } from './check';
import { faults, faultsName } from './faults';
import { foundation } from './needs';
import { People } from './people';
import { Recorder } from './recorder';
import type { Edge } from '../edges/edge';
import { IN_NO_REGISTRY, type Programs } from '../prepare/programs';
import type { Outputs } from '../prepare/synthesis';
import {
  byMethod,
  byPurpose,
  drawn,
  fleet,
  manyClusters,
  type FurtherSignOn,
  second,
  third,
} from '../programs/further';
import type { RandomSignOns } from '../programs/random-sign-on';
import type { Routing } from '../programs/routing';
import { Stack } from '../stack';

interface Plan {
  readonly options: Options;
  readonly programs: Programs;
  readonly outputs: Outputs;
  readonly definitions: readonly KubeObject[];
}

/** Printed if a realm is imported. */
export const NOT_THE_PROVIDER =
  'made by importing a realm file that is translated from cdk.tf.json: this is not the Keycloak provider, ' +
  'which is in no package registry';

/**
 * Starts the stack in the order of a user, and runs the checks of each area as soon as the parts that they need are
 * running.
 */
export async function runChecks({ options, programs, outputs, definitions }: Plan): Promise<Recorder> {
  const recorder = new Recorder(programs, foundation, options);
  if (options.quick) recorder.demand(Object.keys(programs.missing).filter((name) => !IN_NO_REGISTRY.includes(name)));
  const present = (...names: string[]) => names.every((name) => name in programs.found);
  const chosen = chosenEdges(options);

  let routing: Routing = chosen[0]!.routing;
  let randomSignOns: RandomSignOns | undefined;
  const there = new Set<FurtherSignOn>();
  const stack = present(...foundation) ? await Stack.start(programs, outputs[routing]!, definitions) : undefined;
  const people = stack && new People(stack.admin, readAccessTable(stack.report).signOn.cookie);
  // The access table of the current routes.
  const scene = (): Scene => ({
    stack: stack!,
    people: people!,
    table: readAccessTable(stack!.report),
    quick: options.quick,
  });
  const sceneIf = (condition: boolean) => (condition ? scene() : undefined);
  try {
    await recorder.run(proxyOptions, undefined, sceneIf(stack !== undefined));
    const identity = await startIdentity();
    await recorder.run(terraform, undefined, sceneIf(identity));
    await recorder.run(realms, undefined, sceneIf(identity));

    const applied =
      stack !== undefined && (await recorder.step('manifests and applications', () => stack.applyManifests()));
    await recorder.run(cluster, undefined, sceneIf(applied));
    const running =
      applied &&
      identity &&
      present('oauth2-proxy') &&
      (await recorder.step('workloads', () => stack.startWorkloads()));
    if (running) await addFurther();
    await recorder.run(imports, undefined, sceneIf(there.has(second)));
    for (const edge of chosen) {
      if (edge.routing !== routing && running) {
        await recorder.step(`routes for ${edge.name}`, () => reroute(edge.routing));
        await addFurther();
      }
      await throughEdge(edge, running);
    }
  } finally {
    await stack?.stop();
  }
  return recorder;

  /** Starts Keycloak and creates the realm, which all later checks need. */
  async function startIdentity(): Promise<boolean> {
    if (stack === undefined || !present('keycloak')) return false;
    if (!(await recorder.step('Keycloak', () => stack.startKeycloak()))) return false;
    if (!stack.hasProvider) {
      await recorder.step(`the realm, ${NOT_THE_PROVIDER}`, () => stack.importQuickstart());
    } else if (options.only && !options.only.includes(terraform.name)) {
      await recorder.step('the realm', () => terraform.checks[0]!.run(scene()));
    }
    return true;
  }

  /** Whether the current kind of routes can express a sign-on. */
  function isExpressible({ routing: needed = routing }: FurtherSignOn): boolean {
    return needed === routing;
  }

  /** The needed sign-ons that are not yet deployed and that the current kind of routes can express. */
  async function addFurther(): Promise<void> {
    for (const signOn of [second, third, byMethod, drawn, byPurpose, fleet, manyClusters]) {
      const wanted = signOn.area === undefined || isWanted(signOn.area, options);
      if (
        wanted &&
        !there.has(signOn) &&
        isExpressible(signOn) &&
        (await recorder.step(signOn.title, () => add(signOn)))
      ) {
        there.add(signOn);
      }
    }
  }

  async function add(signOn: FurtherSignOn): Promise<void> {
    await signOn.prepare?.(stack!);
    synthesize(signOn);
    await stack!.addSignOn(folder(signOn.name), ...signOn.clientSecretVariables);
    await signOn.complete?.(stack!, folder(signOn.name));
  }

  function synthesize(signOn: FurtherSignOn): void {
    const made = signOn.synthesize(folder(signOn.name), routing);
    if (signOn === drawn) randomSignOns = made as RandomSignOns;
  }

  /**
   * Replaces the edge of the programs, as a user would do it. Sessions are kept, and the identity provider is not
   * changed.
   */
  async function reroute(to: Routing): Promise<void> {
    const before = outputs[routing]!;
    routing = to;
    const others = [...there].filter(isExpressible);
    others.forEach(synthesize);
    // Policies for routes that the next edge does not serve are removed.
    for (const { name } of [...there].filter((signOn) => !isExpressible(signOn))) {
      await stack!.removeGuards(folder(name));
    }
    await Promise.all([
      stack!.replaceManifests(outputs[routing]!, before),
      ...others.map(({ name }) => stack!.replaceManifests(folder(name))),
    ]);
  }

  async function throughEdge(edge: Edge, running: boolean) {
    const served = [...there].filter(isExpressible);
    const open =
      running &&
      present(edge.program) &&
      (await recorder.step(edge.name, () =>
        stack!.startEdge(edge, host, ...served.flatMap(({ hosts: names }) => names)),
      ));
    const edgeScene = (condition = true): EdgeScene | undefined =>
      open && condition ? { ...scene(), edge } : undefined;
    const look = <S extends EdgeScene>(area: Area<S>, at: S | undefined) =>
      isWanted(area.name, options)
        ? recorder.run(checksFor(area, edge, options.edges !== undefined), edge, at)
        : Promise.resolve();
    for (const area of throughEdges) await look(area, edgeScene());
    // The first sign-on needs a minute of waiting. These two areas use the second sign-on.
    const meanwhile = look(withdrawal, edgeScene());
    for (const area of [hosts, roles]) await look(area, edgeScene(there.has(second)));
    await meanwhile;
    await look(generic, edgeScene(there.has(third)));
    if (isExpressible(byMethod)) await look(methods, edgeScene(there.has(byMethod)));
    const randomScene = edgeScene(there.has(drawn));
    await look(random, randomScene && { ...randomScene, ...randomSignOns!, folder: folder(drawn.name) });
    if (isExpressible(byPurpose)) await look(purposesArea, edgeScene(there.has(byPurpose)));
    await look(machines, edgeScene(there.has(fleet)));
    if (isExpressible(manyClusters)) await look(clustersArea, edgeScene(there.has(manyClusters)));
    // Once, and as the last area, since it disturbs the whole stack.
    if (edge === (chosen.filter(({ program }) => present(program)).at(-1) ?? chosen.at(-1))) {
      await shake(edge, edgeScene());
    }
    if (options.keep) await untilInterrupted();
    if (open) await stack!.stopEdge(edge);
  }

  async function shake(edge: Edge, shaken: EdgeScene | undefined) {
    if (!isWanted(faultsName, options)) return;
    const laboratory = shaken && new Laboratory(shaken);
    await recorder.run(
      faults(
        allFaults.filter(({ name, onRequest }) => options.faults?.includes(name) ?? (options.all || !onRequest)),
        laboratory,
      ),
      edge,
      shaken,
    );
    if (!laboratory || laboratory.outcomes.length === 0) return;
    await recorder.step('the stack as it was', () => laboratory.end());
    console.error(`what the faults did is in ${path.relative(process.cwd(), writeResults(laboratory))}`);
  }
}

async function untilInterrupted(): Promise<void> {
  console.error(
    'the stack is kept until Ctrl-C; look into it with: nsenter --target $(pgrep -n -f test/live/main.ts) ' +
      '--net --mount --pid',
  );
  await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
}

function folder(name: string): string {
  mkdirSync(path.join(runFolder, name), { recursive: true });
  return path.join(runFolder, name);
}

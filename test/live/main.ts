import path from 'node:path';
import { allAreas } from './checks';
import { runChecks } from './checks/runner';
import { printResults } from './checks/results';
import { readManifests } from './cluster/manifests';
import type { KubeObject } from './cluster/objects';
import { chosenEdges, edges } from './edges';
import { allFaults } from './faults';
import { type Options, readOptions } from './options';
import { hidden } from './network/router';
import { logs, makeRunFolder, repository } from './places';
import { definitionsFor } from './prepare/definitions';
import { findPrograms, type Programs } from './prepare/programs';
import { type Outputs, synthesizeFor, synthesized } from './prepare/synthesis';
import { handedOver, insideSandbox, runInSandbox } from './sandbox';

interface Prepared {
  readonly programs: Programs;
  /** The synthesized quickstart for each kind of routes that the chosen edges read. */
  readonly outputs: Outputs;
  readonly definitions: readonly KubeObject[];
}

/** With the machine's own network: everything that may have to be fetched, built or synthesized. */
async function prepare(options: Options): Promise<Prepared> {
  makeRunFolder();
  const programs = await findPrograms();
  const lost = [repository, ...Object.values(programs.found)].filter((place) => hidden.some((folder) => place.startsWith(`${folder}/`)));
  if (lost.length > 0) throw new Error(`the live run does not see what lies in ${hidden.join(' or ')} and would not find ${lost.join(', ')}; fix: put it elsewhere`);
  const outputs = await synthesizeFor(chosenEdges(options).map(({ routing }) => routing), options.output);
  return { programs, outputs, definitions: await definitionsFor(Object.values(outputs).flatMap((output) => readManifests(synthesized(output).dist))) };
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), {
    edges: edges.map(({ name }) => name), areas: allAreas.map(({ name }) => name), faults: allFaults.map(({ name }) => name),
  });
  if (!insideSandbox()) return runInSandbox(await prepare(options));
  const { programs, outputs, definitions } = handedOver<Prepared>();
  const rows = await runChecks({ options, programs, outputs, definitions });
  console.error(`logs are in ${path.relative(process.cwd(), logs)}`);
  printResults(rows);
  return rows.some(({ result }) => result === 'failed') ? 1 : 0;
}

main().then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allAreas, NOT_QUICK } from './checks';
import { close, type Counts, countsOf, countsOfBroken, failuresOf, summaryOf, tableOf } from './checks/results';
import { NOT_THE_PROVIDER, runChecks } from './checks/runner';
import { readManifests } from './cluster/manifests';
import type { KubeObject } from './cluster/objects';
import { chosenEdges, edges } from './edges';
import { allFaults } from './faults';
import { refuseHidden } from './folders';
import { type Options, readOptions } from './options';
import { logs, makeRunFolder, runFolder } from './places';
import { definitionsFor } from './prepare/definitions';
import { findPrograms, type Programs, programVariables } from './prepare/programs';
import { type Outputs, synthesizeFor, synthesized } from './prepare/synthesis';
import { handedOver, insideSandbox, runInSandbox } from './sandbox';

interface Prepared {
  readonly programs: Programs;
  /** The synthesized quickstart for each kind of routes that the chosen edges read. */
  readonly outputs: Outputs;
  readonly definitions: readonly KubeObject[];
}

/** The part that uses the network of the machine: downloads, builds and synthesis. */
async function prepare(options: Options): Promise<Prepared> {
  refuseHidden([process.execPath, ...programVariables.map((name) => process.env[name])]);
  makeRunFolder();
  const programs = await findPrograms();
  refuseHidden(Object.values(programs.found));
  const outputs = await synthesizeFor(
    chosenEdges(options).map(({ routing }) => routing),
    options.output,
  );
  return {
    programs,
    outputs,
    definitions: await definitionsFor(
      Object.values(outputs).flatMap((output) => readManifests(synthesized(output).dist)),
    ),
  };
}

/** Prints the parts that a quick run does not test. */
function notQuick(leftOut: readonly string[]): string {
  const areas = Object.entries(NOT_QUICK).map(([name, reason]) => `${name} (${reason})`);
  return [
    `left out of a quick run: the areas ${areas.join(', ')}; ${leftOut.length} checks:`,
    ...leftOut.map((each) => `  ${each}`),
  ].join('\n');
}

/**
 * The sandbox cannot access the file for the counts. It writes them to the folder of the run, and this process copies
 * them.
 */
const countsFile = path.join(runFolder, 'counts.json');

async function main(): Promise<Counts> {
  const options = readOptions(process.argv.slice(2), {
    edges: edges.map(({ name }) => name),
    areas: allAreas.map(({ name }) => name),
    faults: allFaults.map(({ name }) => name),
  });
  if (!insideSandbox()) {
    await runInSandbox(await prepare(options));
    if (!existsSync(countsFile)) throw new Error('the run broke off');
    return JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;
  }
  const { programs, outputs, definitions } = handedOver<Prepared>();
  const { rows, leftOut } = await runChecks({ options, programs, outputs, definitions });
  console.error(`logs are in ${path.relative(process.cwd(), logs)}`);
  writeFileSync(path.join(runFolder, 'results.txt'), `${tableOf(rows)}\n`);
  // The summary of a quick run is short.
  if ('keycloak-provider' in programs.missing) console.log(`\nthe realms were ${NOT_THE_PROVIDER}`);
  console.log(
    options.quick
      ? `\n${summaryOf(rows)}\n${notQuick(leftOut)}${failuresOf(rows)}`
      : `${tableOf(rows)}\n${failuresOf(rows)}`,
  );
  return countsOf(rows);
}

void main()
  .catch((error: unknown) => {
    console.error(error);
    return countsOfBroken(error);
  })
  .then((counts) => {
    if (insideSandbox()) writeFileSync(countsFile, JSON.stringify(counts));
    else close(counts);
    process.exit(counts.failed > 0 ? 1 : 0);
  });

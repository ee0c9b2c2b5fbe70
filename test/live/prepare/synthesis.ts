import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { output } from '../../support/process';
import { repository, runFolder } from '../places';
import type { Routing } from '../programs/routing';

/** The folders that a synthesis writes. */
export const synthesized = (folder: string) => ({
  dist: path.join(folder, 'dist'),
  terraform: path.join(folder, 'cdktf.out'),
  report: path.join(folder, 'report'),
});

/** The folder of synthesized output for each kind of routes. */
export type Outputs = Readonly<Partial<Record<Routing, string>>>;

export async function synthesizeFor(routings: readonly Routing[], ready?: string): Promise<Outputs> {
  const distinct = [...new Set(routings)];
  if (ready && distinct.length > 1) {
    throw new Error(
      `--output gives one kind of routes, and the edges read ${distinct.join(' and ')}; fix: name the edges ` +
        'that read yours with --edge',
    );
  }
  const outputs: Partial<Record<Routing, string>> = {};
  for (const routing of distinct) outputs[routing] = await synthesize(routing, ready);
  return outputs;
}

/**
 * Synthesizes the quickstart into a separate folder, or copies existing output. The folder is not changed afterwards.
 */
async function synthesize(routing: Routing, ready?: string): Promise<string> {
  const target = path.join(runFolder, 'output', routing);
  mkdirSync(target, { recursive: true });
  if (ready) {
    const [from, to] = [synthesized(ready), synthesized(target)];
    for (const part of ['dist', 'terraform', 'report'] as const) {
      if (existsSync(from[part])) cpSync(from[part], to[part], { recursive: true });
    }
    return target;
  }
  const program = path.join(target, 'main.ts');
  writeFileSync(
    program,
    programFor(routing, readFileSync(path.join(repository, 'examples/quickstart/main.ts'), 'utf8')),
  );
  await output([process.execPath, '--import', pathToFileURL(require.resolve('tsx')).href, program], {
    cwd: target,
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
  });
  return target;
}

/** The quickstart with only the edge changed. */
function programFor(routing: Routing, quickstart: string): string {
  if (routing === 'ingresses') return quickstart;
  const lines = quickstart.split('\n');
  const edges = lines.filter((line) => line.startsWith('  edge: '));
  if (edges.length !== 1) {
    throw new Error(`the quickstart has ${edges.length} lines about its edge, and exactly one is to be changed`);
  }
  return lines
    .map((line) => (line === edges[0] ? "  edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] })," : line))
    .join('\n');
}

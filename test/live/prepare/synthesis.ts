import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { repository, runFolder } from '../places';

/** The folders that a synthesis writes. */
export const synthesized = (folder: string) => ({
  dist: path.join(folder, 'dist'),
  terraform: path.join(folder, 'cdktf.out'),
  report: path.join(folder, 'report'),
});

/** Synthesizes the quickstart into a folder of its own, or takes a copy of ready output. Nothing changes it afterwards. */
export async function synthesize(ready?: string): Promise<string> {
  const target = path.join(runFolder, 'output');
  mkdirSync(target);
  if (!ready) {
    await output([process.execPath, path.join(repository, 'scripts/synth.cjs'), 'quickstart'], { cwd: target });
    return target;
  }
  const [from, to] = [synthesized(ready), synthesized(target)];
  for (const part of ['dist', 'terraform', 'report'] as const) {
    if (existsSync(from[part])) cpSync(from[part], to[part], { recursive: true });
  }
  return target;
}

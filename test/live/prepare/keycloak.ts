import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { MissingTool, onPath } from '../../support/tools';
import { cache } from '../places';

const version = '26.7.4';

/** Keycloak's distribution from Maven, built once for a database in files, which is kept over a restart. */
export async function keycloakHome(): Promise<string> {
  const home = path.join(cache, `keycloak-${version}-dev-file`);
  if (existsSync(home)) return home;
  if (!onPath('mvn') || !onPath('java')) throw new MissingTool('keycloak is fetched with mvn and runs on java');
  const folder = path.join(cache, `keycloak.${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.error(`fetching Keycloak ${version}`);
  const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
  await output(['mvn', '-q', '-B', 'dependency:get', '-Dtransitive=false', `-Dartifact=${artifact}`]);
  await output(['mvn', '-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], {
    cwd: folder,
  });
  await output(['jar', 'xf', `keycloak-quarkus-dist-${version}.zip`], { cwd: folder });
  const unpacked = path.join(folder, `keycloak-${version}`);
  await output(['chmod', '-R', 'a+rX', unpacked]);
  await output([
    'sh',
    path.join(unpacked, 'bin/kc.sh'),
    'build',
    '--db=dev-file',
    '--cache=local',
    '--health-enabled=true',
  ]);
  await output(['chmod', '-R', 'a+rX', unpacked]);
  renameSync(unpacked, home);
  rmSync(folder, { recursive: true, force: true });
  return home;
}

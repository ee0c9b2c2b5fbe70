import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cache } from './cache';
import { output, run } from './process';

const root = path.resolve(__dirname, '../..');
const bin = path.join(cache, 'tools/bin');

/** Thrown if a program is not available on this machine. Tests that need it are skipped with this reason. */
export class MissingTool extends Error {}

// Each folder under tools/ pins one project by version and hash.
const programs = {
  'actionlint': { module: 'actionlint', main: 'github.com/rhysd/actionlint/cmd/actionlint' },
  'caddy': { module: 'caddy', main: 'github.com/caddyserver/caddy/v2/cmd/caddy' },
  'helm': { module: 'helm', main: 'helm.sh/helm/v4/cmd/helm' },
  'kube-apiserver': { module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kubectl': { module: 'kubernetes', main: 'k8s.io/kubernetes/cmd/kubectl' },
  'oauth2-proxy': { module: 'oauth2-proxy', main: 'github.com/oauth2-proxy/oauth2-proxy/v7' },
  'tofu': { module: 'opentofu', main: 'github.com/opentofu/opentofu/cmd/tofu' },
} as const;

export type Program = keyof typeof programs;

const goEnvironment = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };

/** The version of a module in tools/<folder>/go.mod. */
export function pinned(folder: string, module: string): string {
  const lines = readFileSync(path.join(root, 'tools', folder, 'go.mod'), 'utf8').split('\n');
  const words = lines
    .map((line) =>
      line
        .replace(/^require/, '')
        .trim()
        .split(' '),
    )
    .find(([name]) => name === module);
  if (words?.[1] === undefined) throw new Error(`tools/${folder}/go.mod does not require ${module}`);
  return words[1];
}

/** Linker flags that set the version variables of programs. */
function versionVariables(folder: string): Readonly<Record<string, string>> {
  if (folder === 'oauth2-proxy') {
    const module = 'github.com/oauth2-proxy/oauth2-proxy/v7';
    return { [`${module}/pkg/version.VERSION`]: pinned(folder, module) };
  }
  if (folder !== 'kubernetes') return {};
  // Without these, a Kubernetes binary has the version v0.0.0-master, which its clients cannot parse.
  const version = pinned(folder, 'k8s.io/kubernetes');
  const [major, minor] = version.slice(1).split('.') as [string, string];
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value]),
  );
}

const linkerFlags = (folder: string): string =>
  ['-s -w', ...Object.entries(versionVariables(folder)).map(([name, value]) => `-X ${name}=${value}`)].join(' ');

/** The path of a program that is built from its pinned Go module, if it is missing or the pin has changed. */
export async function goProgram(name: Program): Promise<string> {
  const { module, main } = programs[name];
  const folder = path.join(root, 'tools', module);
  const flags = ['-p', '2', '-trimpath', '-ldflags', linkerFlags(module)];
  const digest = createHash('sha256').update(JSON.stringify([flags, main]));
  for (const file of ['go.mod', 'go.sum']) digest.update(readFileSync(path.join(folder, file)));
  const stamp = digest.digest('hex');

  const target = path.join(bin, name);
  const stampFile = `${target}.stamp`;
  if (existsSync(target) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return target;

  const go = onPath('go');
  if (go === undefined) throw new MissingTool(`${name} is built from source and needs go`);
  mkdirSync(bin, { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  console.error(`building ${name} (minutes with an empty Go cache)`);
  await output([go, 'build', ...flags, '-o', unfinished, main], { cwd: folder, env: goEnvironment });
  renameSync(unfinished, target);
  writeFileSync(stampFile, stamp);
  return target;
}

/** The unpacked source of a module that tools/<folder>/go.mod pins. Go verifies it with go.sum. */
export async function goModule(folder: string, module: string): Promise<string> {
  const go = onPath('go');
  if (go === undefined) throw new MissingTool(`the source of ${module} is fetched by go`);
  const command = [go, 'mod', 'download', '-json', `${module}@${pinned(folder, module)}`];
  return JSON.parse(await output(command, { cwd: path.join(root, 'tools', folder), env: goEnvironment })).Dir;
}

export function onPath(program: string): string | undefined {
  // Debian keeps servers in sbin folders, which are not on every user's path.
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].filter(path.isAbsolute);
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program of the system. If needed and possible, it is installed from its Debian package. */
export async function systemProgram(program: string, debianPackage: string): Promise<string> {
  const found = onPath(program);
  if (found !== undefined) return found;
  const apt = onPath('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    throw new MissingTool(`${program} is not on the path; Debian's package is ${debianPackage}`);
  }
  console.error(`installing ${debianPackage}`);
  // The run level keeps the package from starting its own service.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await run([apt, 'update'], { env });
  const { stderr } = await run([apt, 'install', '-y', '--no-install-recommends', debianPackage], { env });
  const installed = onPath(program);
  if (installed === undefined) throw new MissingTool(`${program} could not be installed: ${stderr.trim().slice(-500)}`);
  return installed;
}

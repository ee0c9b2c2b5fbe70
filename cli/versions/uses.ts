import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { parseAllDocuments } from 'yaml';
import { ACCESS_TABLE_FORMAT } from '../../lib/report/access-table';

/** One thing that the synthesized output says about what runs. */
export type Use =
  | { readonly kind: 'image'; readonly image: string; readonly from: string }
  /** A provider or the engine of Terraform, by what the program demands of it. */
  | { readonly kind: 'constraint'; readonly of: string; readonly constraint: string; readonly from: string }
  /** A provider in the release that `init` chose. */
  | { readonly kind: 'locked'; readonly of: string; readonly version: string; readonly from: string }
  /** Something that runs, in a version that the program does not know. */
  | { readonly kind: 'named'; readonly name: string; readonly from: string };

/** The folders of the output of a synthesis. */
export interface OutputFolders {
  readonly manifests: string;
  readonly terraform: string;
  readonly access: string;
}

/** The name for the engine, before it is known which of the two it is. */
export const ENGINE = 'opentofu or terraform';

/** Read what a program uses from its synthesized output. Parts that are not there are left out. */
export function usesOf(folders: OutputFolders): Use[] {
  return [
    ...manifestsIn(folders.manifests).flatMap(imagesIn),
    ...stacksIn(folders.terraform).flatMap(demandsOf),
    ...(fs.existsSync(folders.access) ? namesIn(folders.access) : []),
  ];
}

const manifestsIn = (folder: string): string[] =>
  !fs.existsSync(folder)
    ? []
    : fs
        .readdirSync(folder)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
        .map((file) => path.join(folder, file));

const stacksIn = (folder: string): string[] =>
  !fs.existsSync(path.join(folder, 'stacks'))
    ? []
    : fs
        .readdirSync(path.join(folder, 'stacks'))
        .sort()
        .map((stack) => path.join(folder, 'stacks', stack, 'cdk.tf.json'))
        .filter((file) => fs.existsSync(file));

function imagesIn(file: string): Use[] {
  const found = new Set<string>();
  for (const document of parseAllDocuments(fs.readFileSync(file, 'utf8'))) {
    const [error] = document.errors;
    if (error) throw new InvalidArgumentError(`${file} is no YAML: ${error.message}`);
    collectImages(document.toJS(), found);
  }
  return [...found].map((image) => ({ kind: 'image', image, from: file }));
}

/** Collect the images of all containers, in whatever object they stand. */
function collectImages(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (/^(c|initC|ephemeralC)ontainers$/.test(key) && Array.isArray(part)) {
      for (const { image } of part) if (typeof image === 'string') found.add(image);
    }
    collectImages(part, found);
  }
}

function demandsOf(file: string): Use[] {
  const { terraform } = readJson(file);
  const lock = path.join(path.dirname(file), '.terraform.lock.hcl');
  const locked = fs.existsSync(lock) ? lockedIn(fs.readFileSync(lock, 'utf8')) : new Map<string, string>();
  const providers = Object.values<any>(terraform?.required_providers ?? {}).filter(
    ({ source }) => typeof source === 'string',
  );
  return [
    ...providers.map(({ source, version }): Use => {
      const chosen = locked.get(source);
      return chosen === undefined
        ? { kind: 'constraint', of: source, constraint: String(version ?? ''), from: file }
        : { kind: 'locked', of: source, version: chosen, from: lock };
    }),
    { kind: 'constraint', of: ENGINE, constraint: String(terraform?.required_version ?? ''), from: file },
  ];
}

/** The versions of providers in a lock file, by their source without registry. */
function lockedIn(text: string): Map<string, string> {
  const blocks = text.matchAll(/^provider "[^"/]+\/([^"]+)" \{[^}]*?^\s*version\s*=\s*"([^"]+)"/gm);
  return new Map([...blocks].map(([, source, version]) => [source!, version!]));
}

function namesIn(file: string): Use[] {
  const table = readJson(file);
  if (table?.format !== ACCESS_TABLE_FORMAT || !Array.isArray(table.rows)) {
    throw new InvalidArgumentError(
      `${file} says that its format is ${JSON.stringify(table?.format)}; allowed: ${ACCESS_TABLE_FORMAT}; ` +
        'fix: synthesize again with this version',
    );
  }
  const names = new Set<string>([
    // By Ingresses or by its own resources, it is the same program.
    String(table.signOn?.edge).replace(/^traefik-ingress$/, 'traefik'),
    ...(/\/realms\/[^/]+$/.test(String(table.signOn?.issuer)) ? ['keycloak'] : []),
    'kubernetes',
    ...table.rows.map(({ kind }: { kind?: unknown }) => String(kind)),
  ]);
  return [...names].map((name) => ({ kind: 'named', name, from: file }));
}

function readJson(file: string): any {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidArgumentError(`${file}: ${(error as Error).message}`);
  }
}

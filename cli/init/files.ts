import { PACKAGES } from './packages';
import { hasTerraform, mainSource, programSource, testSource } from './program';
import { Answers } from './questions';
import { readme } from './readme';

/** The files of every scaffold. One without Terraform has no cdktf.json. */
export const NAMES = [
  'package.json',
  'tsconfig.json',
  'main.ts',
  'program.ts',
  'access.test.ts',
  'cdk8s.yaml',
  'cdktf.json',
  '.gitignore',
  'README.md',
] as const;

/** The contents of all files, by their names. */
export function filesOf(folder: string, answers: Answers): Map<string, string> {
  const contents: Record<(typeof NAMES)[number], string | undefined> = {
    'package.json': json(manifest(folder)),
    'tsconfig.json': json(COMPILER),
    'main.ts': mainSource(answers),
    'program.ts': programSource(answers),
    'access.test.ts': testSource(answers),
    'cdk8s.yaml': 'language: typescript\napp: npx tsx main.ts\noutput: dist\n',
    'cdktf.json': hasTerraform(answers) ? json({ language: 'typescript', app: 'npx tsx main.ts' }) : undefined,
    '.gitignore': IGNORED.map((pattern) => `${pattern}\n`).join(''),
    'README.md': readme(answers),
  };
  return new Map(NAMES.flatMap((name) => (contents[name] === undefined ? [] : [[name, contents[name]!] as const])));
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const manifest = (folder: string) => ({
  name: packageName(folder),
  version: '0.0.0',
  private: true,
  scripts: {
    synth: 'tsx main.ts',
    test: 'node --import tsx --test access.test.ts',
    types: 'tsc',
  },
  engines: { node: '>= 20.19.0' },
  ...PACKAGES,
  // An optional dependency that nothing uses, with 190 packages.
  overrides: { 'cdk8s-plus-27': { backport: 'npm:empty-npm-package@1.0.0' } },
});

/** A name that npm takes, made from the name of the folder. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200);
  // npm installs no package below one of the same name.
  const isTaken = [PACKAGES.dependencies, PACKAGES.devDependencies].some((packages) => name in packages);
  return isTaken ? `${name}-program` : name || 'monitoring';
}

const COMPILER = {
  compilerOptions: {
    target: 'ES2022',
    module: 'node16',
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
};

/** What is made from the program, and the state, which does not belong into a repository. */
const IGNORED = ['node_modules/', 'dist/', 'cdktf.out/', 'report/', '*.tfstate', '*.tfstate.*', '.terraform/'];

import * as fs from 'node:fs';
import { type github, javascript, JsonFile, JsonPatch, TextFile, typescript, YamlFile } from 'projen';
import { JsiiProject, Stability, ValidateTsconfig } from 'projen/lib/cdk';

const repository = 'cdk8s-monitoring-sso/cdk8s-monitoring-sso';
const lineWidth = 120;
/** The first words of conventional commit subjects, which are also the titles of pull requests. */
const COMMIT_TYPES = ['feat', 'fix', 'perf', 'refactor', 'test', 'docs', 'style', 'build', 'ci', 'chore', 'revert'];

const project = new JsiiProject({
  name: 'cdk8s-monitoring-sso',
  description:
    'Single sign-on for a monitoring system on Kubernetes, from one typed program: Keycloak as Terraform JSON ' +
    '(cdktf), oauth2-proxy, Redis and protected routes as manifests (cdk8s).',
  keywords: [
    'cdk8s',
    'cdktf',
    'keycloak',
    'oauth2-proxy',
    'single-sign-on',
    'openid-connect',
    'prometheus',
    'alertmanager',
    'grafana',
    'kubernetes',
    'opentofu',
    'terraform',
  ],
  author: 'The cdk8s-monitoring-sso authors',
  authorAddress: `https://github.com/${repository}`,
  authorOrganization: true,
  repositoryUrl: `https://github.com/${repository}.git`,
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-monitoring-sso authors',
  stability: Stability.EXPERIMENTAL,
  majorVersion: 0,
  bumpPackage: 'commit-and-tag-version@^12',
  defaultReleaseBranch: 'main',

  // Sources and build output. Users synthesize into dist/, so packaging does not write to it.
  srcdir: 'lib',
  libdir: 'build/lib',
  entrypoint: 'build/lib/index.js',
  artifactsDirectory: 'build/packages',
  sampleCode: false,
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '20',
  jsiiVersion: '5.9.54',
  typescriptVersion: '5.9.3',
  // Source maps are rarely used, and were a quarter of the package.
  compressAssembly: true,
  validateTsconfig: ValidateTsconfig.MINIMAL,

  peerDeps: ['cdk8s@^2.68.0', 'cdk8s-plus-27@^2.9.5', 'cdktf@>=0.21.0 <1', 'constructs@^10.6.0'],
  peerDependencyOptions: { pinnedDevDependency: false },
  // Packages that change the output, or that break in newer versions, are pinned. package-lock.json pins the rest.
  devDeps: [
    '@cdktf/commons@0.21.0',
    '@cdktf/provider-generator@0.21.0',
    '@clack/prompts@^1.9.0',
    '@jsii/spec@^1.140.0',
    '@jest/globals@^30.5.2',
    '@swc/core@1.16.18',
    '@swc/jest@0.2.39',
    '@types/node@20.19.43',
    '@types/semver@^7.8.0',
    'ajv@^8.20.0',
    'cdk8s@2.70.106',
    'cdk8s-plus-27@2.9.5',
    'cdktf@0.21.0',
    'commander@^14.0.3',
    'constructs@10.7.2',
    'dependency-cruiser@^17.0.0',
    'esbuild@^0.28.2',
    'fast-check@^4.10.2',
    'jest@^30.5.2',
    'jest-environment-node@^30.5.2',
    'jsii-docgen@^10.12.6',
    'jsii-pacmak@^1.140.0',
    'json2jsii@0.5.19',
    'markdown-table@^3.1.0',
    'playwright-core@^1.65.1',
    'prettier@^3.10.1',
    'projen@^0.103.25',
    'selfsigned@^5.5.0',
    'semver@^7.8.6',
    'smol-toml@^1.9.1',
    'tldts@^7.5.4',
    'tsx@^4.23.15',
    'xmlbuilder@15.1.1',
    'yaml@^2.9.1',
  ],

  // jsii and editors use this file.
  tsconfig: {
    include: ['lib/**/*.ts'],
    compilerOptions: {
      outDir: 'build/lib',
      rootDir: 'lib',
      target: 'es2020',
      lib: ['es2020'],
      module: 'commonjs',
      incremental: true,
      inlineSourceMap: false,
      inlineSources: false,
      tsBuildInfoFile: 'build/lib/tsconfig.tsbuildinfo',
    },
  },
  disableTsconfigDev: true,

  // Jest is configured below: projen's test task rewrites snapshots.
  jest: false,
  eslint: true,
  eslintOptions: {
    dirs: ['lib', 'cli', 'examples', 'test'],
    commandOptions: { fix: false },
    projectService: true,
    ignorePatterns: [
      '*.js',
      '*.d.ts',
      'node_modules/',
      '/build/',
      '/lib/api-types/table.json',
      '/lib/bundled/',
      '/lib/imports/',
      '/lib/provider-keycloak/',
    ],
  },
  prettier: true,
  prettierOptions: {
    settings: {
      printWidth: lineWidth,
      singleQuote: true,
      quoteProps: javascript.QuoteProps.CONSISTENT,
      trailingComma: javascript.TrailingComma.ALL,
    },
    ignoreFileOptions: { ignorePatterns: ['/build/', '/lib/imports/', '/lib/provider-keycloak/', '__snapshots__/'] },
  },

  publishToPypi: { distName: 'cdk8s-monitoring-sso', module: 'cdk8s_monitoring_sso' },
  publishToMaven: {
    javaPackage: 'io.github.cdk8s_monitoring_sso',
    mavenGroupId: 'io.github.cdk8s-monitoring-sso',
    mavenArtifactId: 'cdk8s-monitoring-sso',
  },
  publishToGo: { moduleName: `github.com/${repository}-go`, packageName: 'monitoringsso' },
  docgen: false,
  npmignoreEnabled: false,
  gitignore: [
    '.jsii.gz',
    '/.cache/',
    '/build/',
    '/dist/',
    '/cdktf.out/',
    '/report/',
    '.warnings.jsii.js',
    '/.npmignore',
  ],

  githubOptions: {
    mergify: false,
    pullRequestLint: true,
    pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } },
  },
  buildWorkflowOptions: { mutableBuild: false },
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } },
  pullRequestTemplateContents: [
    'What changes for users, and why:',
    '',
    '- [ ] `npm ci && npm test` passes on a clean clone.',
    '- [ ] What the change claims was run against the real program; say which, and what it printed.',
    '- [ ] CHANGELOG.md tells users what to do, if they have to do anything.',
  ],
});

// projen resets this option if it is set before.
project.gitignore.exclude('/lib/api-types/table.json', '/lib/bundled/', '/lib/imports/', '/lib/provider-keycloak/');

// The exports and the files of the package.
project.addBins({ 'cdk8s-monitoring-sso': 'build/cli/main.js' });
project.addFields({
  exports: {
    '.': { types: './build/lib/index.d.ts', default: './build/lib/index.js' },
    './provider-keycloak': {
      types: './build/lib/provider-keycloak/index.d.ts',
      default: './build/lib/provider-keycloak/index.js',
    },
    './imports/*': { types: './build/lib/imports/*/index.d.ts', default: './build/lib/imports/*/index.js' },
    './conformance': {
      types: './build/lib/conformance/index.d.ts',
      default: './build/lib/conformance/index.js',
    },
    './package.json': './package.json',
    './.jsii': './.jsii',
    './.jsii.gz': './.jsii.gz',
  },
  files: [
    'build/cli',
    'build/lib',
    '!build/lib/tsconfig.tsbuildinfo',
    '.jsii',
    '.jsii.gz',
    'API.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'docs',
    'examples',
  ],
  // jsii allows only jsii modules as peer dependencies, so only the documents name this version.
  peerDependenciesMeta: { 'fast-check': { optional: true } },
  overrides: {
    // The dependency `backport` adds 190 packages that this package does not use.
    'cdk8s-plus-27': { backport: 'npm:empty-npm-package@1.0.0' },
    // With a newer version, the lock file lacks optional packages, and `npm ci` fails.
    'unrs-resolver': '1.11.1',
  },
});

// The lock file contains no registry address, since registries differ between machines.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

// The commands of the README. npm runs them without projen, so that the summary of the tests is the last line.
project.compileTask.reset('node scripts/build.cjs');
project.testTask.reset('node scripts/test.cjs', { receiveArgs: true });
for (const [name, command] of Object.entries({
  'compile': 'node scripts/build.cjs',
  'synth': 'npm run compile && node scripts/synth.cjs',
  'test': 'npm run compile && node scripts/test.cjs',
  'test:cluster': 'npm run compile && node scripts/test-cluster.cjs',
  'live': 'npm run compile && tsx test/live/main.ts',
  'bench': 'npm run compile && tsx test/bench/main.ts',
  'docs': 'npm run compile && node scripts/docs.cjs',
  'lint': 'node scripts/lint.cjs',
  'format': 'prettier --write "{lib,cli,examples,test}/**/*.ts" .projenrc.ts',
})) {
  project.package.setScript(name, command);
}

// Jest runs the sources without a type check; npm test checks types before. Some libraries are available only as ESM.
const jest = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  testTimeout: 60_000,
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
  moduleNameMapper: { '^cdk8s-monitoring-sso$': '<rootDir>/lib/index.ts' },
  transform: {
    '\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(markdown-table)/)'],
  cacheDirectory: '<rootDir>/.cache/jest',
};
project.addFields({
  jest: {
    ...jest,
    roots: ['<rootDir>/test', '<rootDir>/lib', '<rootDir>/examples'],
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/', '<rootDir>/test/live/'],
    maxWorkers: '100%',
  },
});
new JsonFile(project, 'test/cluster/jest.config.json', {
  obj: {
    ...jest,
    rootDir: '../..',
    roots: ['<rootDir>/test', '<rootDir>/lib'],
    testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
    globalSetup: '<rootDir>/test/cluster/setup.ts',
    globalTeardown: '<rootDir>/test/cluster/teardown.ts',
    // All files share one API server.
    maxWorkers: 1,
  },
  marker: false,
});

// Lint rules in addition to those of projen and prettier.
project.eslint!.addRules({
  'complexity': ['error', 15],
  'import/order': ['error', { groups: ['builtin', 'external'], alphabetize: { order: 'asc', caseInsensitive: true } }],
  'max-len': ['error', { code: lineWidth, ignoreUrls: true }],
  // Modules that are loaded at run time: bundles of ESM-only libraries, the version, and in tests the scripts.
  '@typescript-eslint/no-require-imports': [
    'error',
    { allow: ['/bundled/', '/table\\.json$', '/package\\.json$', '\\.cjs$'] },
  ],
  // Tests read private members with bracket notation, which TypeScript allows.
  'dot-notation': 'off',
  '@typescript-eslint/dot-notation': ['error', { allowPrivateClassPropertyAccess: true }],
  // Bitwise operators compare addresses and bytes.
  'no-bitwise': 'off',
  // Factory functions are in the files of the classes that they create.
  '@typescript-eslint/member-ordering': 'off',
});

// The command line is bundled, so users do not install its dependencies.
project.eslint!.allowDevDeps('cli/**');
project.eslint!.allowDevDeps('examples/**');
// An optional peer.
project.eslint!.allowDevDeps('lib/conformance/**');

// Every folder that `cdk8s synth` and `cdktf synth` run in.
const programs = fs
  .readdirSync('examples')
  .filter((name) => !name.includes('.'))
  .map((name) => ({ folder: `examples/${name}/`, main: 'main.ts' }));
for (const { folder, main } of [{ folder: '', main: 'examples/quickstart/main.ts' }, ...programs]) {
  const app = `node --import tsx ${main}`;
  new YamlFile(project, `${folder}cdk8s.yaml`, { obj: { language: 'typescript', app, output: 'dist' } });
  // A program whose identity provider is managed elsewhere has no Terraform half.
  const source = fs.readFileSync(folder === '' ? main : `${folder}${main}`, 'utf8');
  if (!source.includes("from 'cdktf'")) continue;
  new JsonFile(project, `${folder}cdktf.json`, {
    obj: {
      language: 'typescript',
      app,
      terraformProviders: [{ name: 'keycloak', source: 'keycloak/keycloak', version: '>= 5.9, < 6' }],
      // cdktf refuses to synthesize where this folder is absent. A build writes it.
      codeMakerOutput: `${folder === '' ? '' : '../../'}lib/provider-keycloak`,
    },
    marker: false,
  });
}

new TextFile(project, '.editorconfig', {
  lines: [
    '# Generated by projen. To modify, edit .projenrc.ts and run "npx projen".',
    'root = true',
    '',
    '[*]',
    'charset = utf-8',
    'end_of_line = lf',
    'indent_size = 2',
    'indent_style = space',
    'insert_final_newline = true',
    `max_line_length = ${lineWidth}`,
    'trim_trailing_whitespace = true',
    '',
    '[*.go]',
    'indent_style = tab',
    '',
  ],
});

// One tsconfig.json for each folder that jsii does not compile, so that an editor finds it.
const types = (folder: string, include: string[]) =>
  new JsonFile(project, `${folder}/tsconfig.json`, {
    obj: {
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'bundler',
        lib: ['ES2023', 'DOM'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        esModuleInterop: true,
        resolveJsonModule: true,
        paths: { 'cdk8s-monitoring-sso': ['../lib/index.ts'] },
      },
      include,
    },
    marker: false,
  });
types('test', ['**/*.ts', '../examples/**/*.ts']);
types('examples', ['**/*.ts']);
types('cli', ['**/*.ts']);

const form = (name: string, file: string, description: string, questions: Record<string, string>) =>
  new YamlFile(project, `.github/ISSUE_TEMPLATE/${file}.yml`, {
    obj: {
      name,
      description,
      body: Object.entries(questions).map(([id, label]) => ({
        type: 'textarea',
        id,
        attributes: { label },
        validations: { required: true },
      })),
    },
  });
form('Fault', 'fault', 'Something does not work as the documents say. Report weaknesses as SECURITY.md says.', {
  program: 'The shortest program that shows it',
  result: 'What was synthesized, or what the running programs answered',
  expected: 'What you expected',
  versions: 'Versions of this package, Kubernetes, the edge, the identity provider and Node.js',
});
form('Wish', 'wish', 'Something that the library does not do yet.', {
  need: 'What you want to protect, and against which access',
  today: 'What you do today instead',
});

// Updates of npm packages come from projen's workflow, which changes .projenrc.ts; these are the others.
const weekly = { schedule: { interval: 'weekly' } };
new YamlFile(project, '.github/dependabot.yml', {
  obj: { version: 2, updates: [{ 'package-ecosystem': 'gomod', 'directories': ['/tools/*'], ...weekly }] },
});

// projen downloads packages to dist/ and reads them from the folder that is named above.
const release = project.github!.tryFindWorkflow('release')! as github.GithubWorkflow;
const downloads = { release_github: 1, release_npm: 1, release_maven: 2, release_pypi: 2, release_golang: 2 };
for (const [job, step] of Object.entries(downloads)) {
  const at = `/jobs/${job}/steps`;
  const folder = project.artifactsDirectory;
  release.file!.patch(
    JsonPatch.test(`${at}/${step}/with/path`, 'dist'),
    JsonPatch.replace(`${at}/${step}/with/path`, folder),
    JsonPatch.replace(`${at}/${step + 1}/run`, `cd ${folder} && setfacl --restore=permissions-backup.acl`),
  );
}
// The registry is that of the machine which releases.
release.file!.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

project.synth();

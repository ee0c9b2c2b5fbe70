import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { App as TerraformApp, TerraformStack } from 'cdktf';
import { COMMAND_LINES } from '../../cli/init/packages';
import { EDGES, IDENTITY_PROVIDERS, Key, problemOf, QUESTIONS } from '../../cli/init/questions';
import { Edge, ExistingKeycloakRealm, KeycloakRealm, MonitoringSso, OidcIssuer, Secrets, Tls } from '../../lib';
import { testIf } from '../support/conditional';
import { linkPackages } from '../support/installed';
import { run, temporaryFolder } from '../support/process';

const root = path.join(__dirname, '../..');
const main = path.join(root, 'build/cli/main.js');
const env = { ...process.env, CHECKPOINT_DISABLE: '1' };

const scratch = temporaryFolder('init');
beforeAll(() => linkPackages(scratch));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

const init = (...args: string[]) => run([process.execPath, main, 'init', ...args], { cwd: scratch, env });
const read = (folder: string, file: string) => fs.readFileSync(path.join(scratch, folder, file), 'utf8');

const COMMON = ['--host', 'monitoring.example.com', '--trusted-proxies', '10.244.0.0/16,fd00:10:244::/56'];
const PROVIDERS = {
  'keycloak': ['--keycloak-url', 'https://keycloak.example.com/auth', '--realm', 'people'],
  'existing-realm': ['--keycloak-url', 'https://keycloak.example.com', '--readers', '/a/readers', '--operators', '/b'],
  'oidc': ['--issuer', 'https://login.example.com/', '--client-id', 'dashboard', '--namespace', 'observability'],
} as const;
const COMBINATIONS = Object.keys(EDGES).flatMap((edge) =>
  (Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[]).map((provider) => [edge, provider] as const),
);
const flagsOf = (edge: string, provider: keyof typeof PROVIDERS) => [
  ...COMMON,
  ...['--edge', edge, '--identity-provider', provider],
  ...PROVIDERS[provider],
  '--yes',
];

test('every edge and every identity provider is a combination', () => {
  expect(Object.keys(PROVIDERS)).toEqual(Object.keys(IDENTITY_PROVIDERS));
  expect(COMBINATIONS).toHaveLength(9);
});

describe.each(COMBINATIONS)('a scaffold for %s and %s', (edge, provider) => {
  const folder = `${edge}-${provider}`;
  const there = path.join(scratch, folder);
  const hasTerraform = provider !== 'oidc';
  beforeAll(async () => {
    const { status, stdout, stderr } = await init(folder, ...flagsOf(edge, provider));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Written to ${folder}: package.json, .*README.md\n`));
  });

  test('has what the commands need, and nothing else', () => {
    const expected = ['.gitignore', 'README.md', 'access.test.ts', 'cdk8s.yaml', 'main.ts', 'package.json'];
    expect(fs.readdirSync(there).sort()).toEqual(
      [...expected, 'program.ts', 'tsconfig.json', ...(hasTerraform ? ['cdktf.json'] : [])].sort(),
    );
    const { compilerOptions } = JSON.parse(read(folder, 'tsconfig.json'));
    expect(compilerOptions.strict).toBe(true);
    // The commands run the program by these.
    expect(read(folder, 'cdk8s.yaml')).toMatch(/^app: npx tsx main.ts$/m);
    if (hasTerraform) expect(JSON.parse(read(folder, 'cdktf.json'))).toMatchObject({ app: 'npx tsx main.ts' });
  });

  test('is formatted, and has no secret in it', async () => {
    for (const file of ['main.ts', 'program.ts', 'access.test.ts']) {
      const { stdout } = await run(
        [process.execPath, path.join(root, 'node_modules/prettier/bin/prettier.cjs'), '--stdin-filepath', file],
        { cwd: root, input: read(folder, file) },
      );
      expect(read(folder, file)).toBe(stdout);
    }
    const secretless = ['program.ts', 'main.ts', 'cdk8s.yaml', 'package.json'].map((file) => read(folder, file)).join();
    expect(secretless).not.toMatch(/password|client-secret|cookie-secret/i);
  });

  test('synthesizes what was answered', async () => {
    const { status, stderr } = await run(['npx', 'tsx', 'main.ts'], { cwd: there, env });
    expect([status, stderr]).toEqual([0, '']);
    const access = JSON.parse(read(folder, 'report/access.json'));
    expect(access.signOn).toMatchObject({
      host: 'monitoring.example.com',
      edge,
      issuer: {
        'keycloak': 'https://keycloak.example.com/auth/realms/people',
        'existing-realm': 'https://keycloak.example.com/realms/platform',
        'oidc': 'https://login.example.com/',
      }[provider],
    });
    const manifests = read(folder, 'dist/monitoring-sso.k8s.yaml');
    expect(manifests).toMatch(new RegExp(`namespace: ${provider === 'oidc' ? 'observability' : 'monitoring'}$`, 'm'));
    expect(manifests).toContain('fd00:10:244::/56');
    expect(fs.existsSync(path.join(there, 'cdktf.out/stacks/identity/cdk.tf.json'))).toBe(hasTerraform);
    expect(fs.existsSync(path.join(there, 'cdktf.out'))).toBe(hasTerraform);
    // What README.md names is there.
    for (const [, file] of read(folder, 'README.md').matchAll(/(report\/values\/[a-z-]+\.yaml)/g)) {
      expect([file, fs.existsSync(path.join(there, file!))]).toEqual([file, true]);
    }
    expect((await run([process.execPath, main, 'versions', '--json'], { cwd: there })).status).toBe(0);
  }, 180_000);

  const ownTest = () => run(['sh', '-c', JSON.parse(read(folder, 'package.json')).scripts.test], { cwd: there, env });

  test('passes its own test', async () => {
    const { status, stdout } = await ownTest();
    expect([status, stdout]).toEqual([0, expect.stringMatching(/pass 4[\s\S]*fail 0/)]);
  }, 180_000);

  // The tests of other edges differ from these in one word.
  if (edge !== 'traefik') return;
  test('fails its own test when a grant is wrong', async () => {
    const program = read(folder, 'program.ts');
    fs.writeFileSync(path.join(there, 'program.ts'), program.replace('write: [operators]', 'write: [readers]'));
    try {
      expect((await ownTest()).status).toBe(1);
    } finally {
      fs.writeFileSync(path.join(there, 'program.ts'), program);
    }
  }, 180_000);
});

test('the programs of all scaffolds have no type error under their own compiler options', async () => {
  const [first] = COMBINATIONS;
  const extending = { extends: `./${first!.join('-')}/tsconfig.json`, include: ['*/*.ts'] };
  fs.writeFileSync(path.join(scratch, 'tsconfig.json'), JSON.stringify(extending));
  const options = COMBINATIONS.map((each) => read(each.join('-'), 'tsconfig.json'));
  expect(new Set(options).size).toBe(1);
  const compiler = [process.execPath, path.join(root, 'node_modules/typescript/bin/tsc')];
  expect(await run([...compiler, '-p', scratch], { cwd: scratch })).toEqual({ status: 0, stdout: '', stderr: '' });
  // And by the file as it is.
  expect((await run(compiler, { cwd: path.join(scratch, first!.join('-')) })).status).toBe(0);
}, 120_000);

test('a scaffold pins the versions that the library was built with', () => {
  const own = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, engines, overrides } = JSON.parse(
    read(COMBINATIONS[0]!.join('-'), 'package.json'),
  );
  expect(engines).toEqual(own.engines);
  expect(dependencies['cdk8s-monitoring-sso']).toBe(own.version);
  expect(Object.keys(dependencies).sort()).toEqual(
    ['cdk8s-monitoring-sso', ...Object.keys(own.peerDependencies)].sort(),
  );
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    if (name !== 'cdk8s-monitoring-sso') expect(own.devDependencies[name].replace('^', '')).toBe(version);
  }
  expect(overrides['cdk8s-plus-27']).toEqual(own.overrides['cdk8s-plus-27']);
  const readme = read(COMBINATIONS[0]!.join('-'), 'README.md');
  for (const [name, version] of Object.entries(COMMAND_LINES)) expect(readme).toContain(`${name}@${version}`);
});

test.each([
  ['My Monitoring', 'my-monitoring'],
  ['cdk8s', 'cdk8s-program'],
  ['...', 'monitoring'],
])('a folder called %j becomes the package %s', async (folder, name) => {
  const parent = path.join('names', name);
  expect((await init(path.join(parent, folder), ...flagsOf('traefik', 'keycloak'))).status).toBe(0);
  expect(JSON.parse(read(path.join(parent, folder), 'package.json')).name).toBe(name);
});

describe('init refuses, and writes nothing, when', () => {
  const complete = flagsOf('traefik', 'keycloak');
  const without = (flag: string) =>
    complete.filter((_, index) => complete[index] !== flag && complete[index - 1] !== flag);

  test.each([
    [
      'there is no terminal and nothing is given',
      [],
      /no terminal to ask on; fix: give --host monitoring\.example\.com, .*--yes/,
    ],
    [
      'the host is missing',
      without('--host'),
      /some answers have no default; fix: give --host monitoring\.example\.com$/m,
    ],
    ['the address ranges are missing', without('--trusted-proxies'), /fix: give --trusted-proxies 10\.244\.0\.0\/16$/m],
    ['the edge is missing', without('--edge'), /fix: give --edge ingress-nginx\|traefik-ingress\|traefik$/m],
    [
      'the identity provider is missing',
      without('--identity-provider'),
      /fix: give --identity-provider keycloak\|existing-realm\|oidc$/m,
    ],
    ['--yes is missing', without('--yes').concat('--namespace', 'a'), /no terminal to ask on; fix: give --yes$/m],
    [
      'an option belongs to another identity provider',
      [...complete, '--issuer', 'https://a.example.com'],
      /--issuer has no meaning with --identity-provider keycloak; fix: remove it/,
    ],
    ['an option is unknown', [...complete, '--password', 'x'], /unknown option '--password'/],
  ])('%s', async (_, flags, wanted) => {
    const { status, stdout, stderr } = await init('refused', ...flags);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(wanted);
    expect(fs.existsSync(path.join(scratch, 'refused'))).toBe(false);
  });

  test.each([
    ['--host', 'https://monitoring.example.com', /host is malformed; allowed: a DNS name of at least two parts/],
    ['--host', 'localhost', /host is malformed/],
    ['--edge', 'envoy', /edge is not known; allowed: ingress-nginx, traefik-ingress, traefik; fix: write one of these/],
    ['--trusted-proxies', '0.0.0.0/0', /trustedProxies trusts everybody's forwarded headers/],
    ['--trusted-proxies', '10.244.0.1/16', /bits beyond its prefix; .* fix: write 10\.244\.0\.0\/16/],
    ['--trusted-proxies', ' , ', /trustedProxies is empty/],
    ['--identity-provider', 'ldap', /identityProvider is not known; allowed: keycloak, existing-realm, oidc/],
    ['--keycloak-url', 'http://keycloak.example.com', /fix: serve it with TLS/],
    [
      '--keycloak-url',
      'https://keycloak.example.com/realms/a',
      /url is the address of a realm; .* fix: write https:\/\/keycloak\.example\.com,/,
    ],
    ['--realm', 'master', /the realm master administers every other realm/],
    ['--namespace', 'Monitoring', /namespace is malformed/],
    ['--readers', '/developers', /the name of the group is malformed/],
    ['--operators', 'developers', /operators are the same group as readers/],
    ['--certificate-issuer', 'Let us', /issuer is malformed/],
  ])('%s is %s', async (flag, value, wanted) => {
    const { status, stderr } = await init('refused', ...without(flag), flag, value);
    expect(status).toBe(2);
    expect(stderr).toMatch(wanted);
    expect(fs.existsSync(path.join(scratch, 'refused'))).toBe(false);
  });

  test('files are there already, which it names and leaves as they are', async () => {
    const folder = path.join(scratch, 'taken');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'main.ts'), 'mine');
    fs.symlinkSync('nowhere', path.join(folder, 'README.md'));
    fs.writeFileSync(path.join(folder, 'notes.txt'), '');
    const { status, stderr } = await init('taken', ...complete);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /taken has main\.ts, README\.md already, and nothing is overwritten; fix: name a new folder/,
    );
    expect(fs.readdirSync(folder).sort()).toEqual(['README.md', 'main.ts', 'notes.txt']);
    expect(fs.readFileSync(path.join(folder, 'main.ts'), 'utf8')).toBe('mine');
  });

  test('the folder is a file', async () => {
    fs.writeFileSync(path.join(scratch, 'file'), '');
    const { status, stderr } = await init('file', ...complete);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/file is no folder; fix: name another/)]);
  });
});

describe('an answer is refused exactly where the library refuses the value', () => {
  const stack = () => new TerraformStack(new TerraformApp({ outdir: path.join(scratch, 'cdktf.out') }), 'identity');
  const chart = (namespace: string) => new Chart(new App(), 'chart', { namespace });
  const realm = (url: string, name: string) => new KeycloakRealm(stack(), 'realm', { url, realm: name });
  const keycloak = 'https://keycloak.example.com';
  const edge = (ranges: string[]) => Edge.traefik({ trustedProxies: ranges });
  const signOn = (host: string, clientId: string) =>
    new MonitoringSso(chart('monitoring'), 'sso', {
      host,
      clientId,
      identityProvider: new OidcIssuer({ issuerUrl: 'https://login.example.com' }),
      edge: edge(['10.0.0.0/8']),
      tls: Tls.existingSecret('tls'),
      secrets: Secrets.existing('sso'),
    });
  const oidcGroup = (name: string) => new OidcIssuer({ issuerUrl: 'https://login.example.com' }).group(name);
  const existing = () => new ExistingKeycloakRealm(stack(), 'realm', { url: keycloak, realm: 'platform' });

  const values: Partial<Record<Key, [make: (value: string) => unknown, values: string[], provider?: string]>> = {
    host: [
      (value) => signOn(value, 'sso'),
      ['monitoring.example.com', 'A.example.com', '*.example.com', 'a.b:443', ''],
    ],
    trustedProxies: [
      (value) => edge(value === '' ? [] : value.split(',')),
      ['10.0.0.0/8', '10.0.0.0/7', 'fd00::/8', '::/0', '10.1', ''],
    ],
    keycloakUrl: [
      (value) => realm(value, 'a'),
      [keycloak, `${keycloak}/`, `${keycloak}/auth`, `${keycloak}/realms`, 'keycloak', ''],
    ],
    realm: [(value) => realm(keycloak, value), ['platform', 'master', 'a b', 'ä', '']],
    issuer: [
      (value) => new OidcIssuer({ issuerUrl: value }),
      [
        'https://a.example.com',
        'https://a.example.com/',
        'https://a.example.com/.well-known/openid-configuration',
        'http://a.example.com',
        'https://10.0.0.1',
        '',
      ],
    ],
    clientId: [(value) => signOn('a.example.com', value), ['dashboard', 'a b', '']],
    readers: [oidcGroup, ['readers', 'a/b', 'role:a', 'a b', ''], 'oidc'],
    certificateIssuer: [(value) => Tls.certManager({ issuer: value }), ['letsencrypt', 'a.b', 'A', '']],
  };
  const cases = Object.entries(values).flatMap(([key, [make, all, provider = 'oidc']]) =>
    all.map((value) => [key as Key, value, make, provider] as const),
  );

  test.each([
    ...cases,
    ...['readers', 'a.b', '/readers', 'a b', ''].map(
      (value) =>
        ['readers' as const, value, (name: string) => realm(keycloak, 'a').addGroup(name), 'keycloak'] as const,
    ),
    ...['/a', '/a/b', 'a', '/a/', '/a b', '/', ''].map(
      (value) => ['readers' as const, value, (name: string) => existing().group(name), 'existing-realm'] as const,
    ),
  ])('%s: %j', (key, value, make, identityProvider) => {
    const question = QUESTIONS.find((each) => each.key === key)!;
    let refused: string | undefined;
    try {
      make(value);
    } catch (error) {
      refused = (error as { problem: { what: string } }).problem.what;
    }
    const problem = problemOf(question, value, { identityProvider });
    expect(problem === undefined).toBe(refused === undefined);
    if (refused !== undefined) expect(problem).toContain(refused);
  });
});

describe('on a terminal', () => {
  const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
  const ENTER = '\r';
  const DOWN = '\u001b[B';
  const CLEAR_LINE = '\u0015';

  /** Runs the command on a terminal of its own. Each line is written when the text before it has appeared. */
  function onTerminal(args: string[], dialogue: readonly (readonly [shown: RegExp, typed: string])[]) {
    // A new terminal has no size.
    const quoted = [process.execPath, main, 'init', ...args].map((each) => `'${each}'`);
    const command = `stty cols 100 rows 40; exec ${quoted.join(' ')}`;
    return new Promise<{ status: number | null; shown: string }>((resolve, reject) => {
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        cwd: scratch,
        env: { ...env, TERM: 'xterm', CI: '' },
      });
      let shown = '';
      let since = 0;
      const left = [...dialogue];
      const proceed = () => {
        const [next] = left;
        if (next === undefined || !next[0].test(shown.slice(since))) return;
        left.shift();
        since = shown.length;
        child.stdin.write(next[1]);
      };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
        proceed();
      });
      const tooLate = setTimeout(() => child.kill('SIGKILL'), 45_000);
      child.on('error', reject);
      child.on('close', (status) => {
        clearTimeout(tooLate);
        resolve({ status, shown });
      });
    });
  }

  testIf(hasScript)('asks for what is not given, again after a wrong answer, and writes', async () => {
    const { status, shown } = await onTerminal(
      ['asked', '--namespace', 'observability'],
      [
        [/On which host/, `localhost${ENTER}`],
        [/host is malformed/, `${CLEAR_LINE}metrics.example.com${ENTER}`],
        [/Which edge/, `${DOWN}${ENTER}`],
        [/From which addresses/, `10.0.0.0/8${ENTER}`],
        [/Where do people sign in/, ENTER],
        [/address of Keycloak/, `https://id.example.com${ENTER}`],
        [/realm called/, ENTER],
        [/may look/, `team-a${ENTER}`],
        [/silence alerts/, ENTER],
        [/ClusterIssuer/, ENTER],
      ],
    );
    expect([status, shown]).toEqual([0, expect.stringMatching(/Written to asked: package\.json/)]);
    expect(shown).not.toMatch(/which namespace/i);
    const program = read('asked', 'program.ts');
    for (const part of [
      "host: 'metrics.example.com'",
      'Edge.traefikIngress({',
      "trustedProxies: ['10.0.0.0/8']",
      "url: 'https://id.example.com'",
      "realm: 'platform'",
      "addGroup('team-a')",
      "addGroup('operators')",
      "namespace: 'observability'",
      "issuer: 'letsencrypt'",
    ]) {
      expect(program).toContain(part);
    }
  });

  testIf(hasScript)('writes nothing when it is cancelled', async () => {
    const { status, shown } = await onTerminal(['cancelled'], [[/On which host/, '\u0003']]);
    expect([status, shown]).toEqual([2, expect.stringMatching(/cancelled: nothing was written/)]);
    expect(fs.existsSync(path.join(scratch, 'cancelled'))).toBe(false);
  });

  testIf(hasScript)('says what is wrong with an option before it asks', async () => {
    const { status, shown } = await onTerminal(['early', '--namespace', 'No Name'], []);
    expect([status, shown]).toEqual([2, expect.stringMatching(/--namespace "No Name": namespace is malformed/)]);
    expect(shown).not.toMatch(/On which host/);
  });
});

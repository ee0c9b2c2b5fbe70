import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { COMPONENTS } from '../../../cli/versions/table';
import { run } from '../../support/process';
import { prometheusProgram } from '../../support/program';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'versions-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const versions = (...args: string[]) =>
  run([process.execPath, path.join(__dirname, '../../../build/cli/main.js'), 'versions', ...args], { cwd: folder });

function write(name: string, text: string) {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), text);
}
const pod = (...images: string[]) =>
  `kind: Pod\nspec:\n  containers:\n${images.map((image) => `    - image: ${image}\n`).join('')}`;
const stack = (content: object) => write('cdktf.out/stacks/identity/cdk.tf.json', JSON.stringify(content));
const provider = (version: string) => ({
  terraform: {
    required_providers: { keycloak: { source: 'keycloak/keycloak', version } },
    required_version: '>= 1.11.0',
  },
});
async function findings(...args: string[]): Promise<any[]> {
  const { status, stdout, stderr } = await versions('--json', ...args);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).findings;
}

describe('the command versions', () => {
  test('lists what the output of a program uses, and fails for nothing that the library runs', async () => {
    const { program, sso } = prometheusProgram();
    const manifests = path.join(folder, 'dist');
    fs.mkdirSync(manifests);
    fs.writeFileSync(path.join(manifests, 'a.k8s.yaml'), program.app.synthYaml());
    sso.writeReport(path.join(folder, 'report'));
    stack(provider('>= 5.9.0, < 6.0.0'));
    const found = await findings();
    const stateOf = (component: string) => found.find((each) => each.component === component)?.state;
    expect([stateOf('oauth2-proxy'), stateOf('valkey'), stateOf('keycloak-provider')]).toEqual([
      'good',
      'good',
      'good',
    ]);
    expect([stateOf('keycloak'), stateOf('kubernetes'), stateOf('prometheus')]).toEqual(Array(3).fill('not judged'));
    expect(stateOf('ingress-nginx')).toBe('unmaintained');
    expect(found.find(({ name }) => name === 'OpenTofu or Terraform')).toMatchObject({
      used: '>= 1.11.0',
      state: 'not judged',
      because: expect.stringMatching(/--component opentofu=VERSION or --component terraform=VERSION/),
    });
  });

  test('prints a table for people, with the date of the look-up', async () => {
    write('dist/a.yaml', pod('docker.io/valkey/valkey:8.1.8'));
    const { stdout } = await versions();
    expect(stdout).toMatch(/^\| component +\| used +\| lowest without a known advisory \| state +\| why +\|\n/);
    expect(stdout).toMatch(
      /\| Valkey +\| docker.io\/valkey\/valkey:8.1.8 \| 8.1.10 +\| below +\| fixed in 8.1.10: CVE-2026-56684, /,
    );
    expect(stdout).toMatch(
      /1 below\. Advisories were looked up on 20\d\d-\d\d-\d\d; newer ones are not in this table\.\n$/,
    );
  });

  test('names only the advisories of the line that is used', async () => {
    write('dist/a.yaml', pod('valkey/valkey:8.1.8', 'valkey/valkey:9.0.1'));
    expect(
      (await findings()).map(({ lowest, advisories }) => [lowest, advisories.includes('GHSA-fq2f-crmw-q97r')]),
    ).toEqual([
      ['8.1.10', false],
      ['9.1.2', true],
    ]);
  });

  test.each([
    ['quay.io/oauth2-proxy/oauth2-proxy:v7.15.4', 'below'],
    ['quay.io/oauth2-proxy/oauth2-proxy:v7.15.5', 'good'],
    ['registry.example.com:5000/mirror/oauth2-proxy/oauth2-proxy:v7.15.4-amd64', 'below'],
    ['docker.io/library/caddy:2.11.7-alpine', 'good'],
    ['caddy:2.11.7-alpine@sha256:0123', 'good'],
    ['valkey/valkey:9.1.2-rc1', 'below'],
    ['valkey/valkey:8.1', 'not pinned'],
    ['valkey/valkey:latest', 'not pinned'],
    ['valkey/valkey', 'not pinned'],
    ['valkey/valkey@sha256:0123', 'not judged'],
    ['ghcr.io/prymitive/karma:v0.132', 'good'],
    ['ghcr.io/prymitive/karma:v0', 'not pinned'],
    ['registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:0123', 'unmaintained'],
    ['registry.example.com/ingress-nginx/controller:v1.15.5-chainguard', 'not judged'],
    ['registry.example.com/team/dashboard:1.0', 'not known to the table'],
  ])('says that %s is: %s', async (image, state) => {
    write('dist/a.yaml', pod(image));
    expect((await findings()).map((each) => [each.used, each.state])).toEqual([[image, state]]);
  });

  test('finds containers in every kind of object, each image once', async () => {
    write(
      'dist/a.yaml',
      [
        'kind: CronJob\nspec: { jobTemplate: { spec: { template: { spec: { ' +
          'initContainers: [{ image: "caddy:2.11.7" }], containers: [{ image: "caddy:2.11.7" }, {}] } } } } }\n',
        'kind: ConfigMap\ndata: { image: "caddy:1.0.0", text: "containers: [{image: caddy:1.0.1}]" }\n',
        '# nothing\n',
      ].join('---\n'),
    );
    write('dist/notes.txt', pod('caddy:1.0.2'));
    expect((await findings()).map(({ used }) => used)).toEqual(['caddy:2.11.7']);
  });

  test('takes the release of a provider from the lock file, if there is one', async () => {
    stack(provider('>= 5.0.0'));
    write(
      'cdktf.out/stacks/identity/.terraform.lock.hcl',
      'provider "registry.opentofu.org/hashicorp/random" {\n  version = "3.7.2"\n}\n\n' +
        'provider "registry.opentofu.org/keycloak/keycloak" {\n  version     = "5.9.0"\n' +
        '  constraints = ">= 5.0.0"\n}\n',
    );
    expect((await findings()).find(({ component }) => component === 'keycloak-provider')).toMatchObject({
      used: '5.9.0',
      from: 'cdktf.out/stacks/identity/.terraform.lock.hcl',
    });
  });

  test('lists providers of your own, which the table does not know', async () => {
    stack({ terraform: { required_providers: { random: { source: 'hashicorp/random', version: '3.7.2' } } } });
    expect((await findings())[0]).toMatchObject({
      name: 'hashicorp/random',
      used: '3.7.2',
      state: 'not known to the table',
    });
  });

  test('judges the versions that the command line names in place of those that are not known', async () => {
    const { sso } = prometheusProgram();
    sso.writeReport(path.join(folder, 'report'));
    stack(provider('>= 5.9.0'));
    const found = await findings(
      ...['keycloak=26.7.4', 'opentofu=1.12.6', 'prometheus=v3.14.0', 'ingress-nginx=1.15.5-chainguard'].flatMap(
        (each) => ['--component', each],
      ),
    );
    const of = (id: string) => found.filter(({ component }) => component === id);
    expect(of('keycloak')).toEqual([
      expect.objectContaining({ used: '26.7.4', state: 'below', lowest: '26.8.1', from: '--component keycloak' }),
    ]);
    expect(of('opentofu')).toEqual([expect.objectContaining({ used: '1.12.6', state: 'good' })]);
    expect(of('prometheus')).toEqual([expect.objectContaining({ used: 'v3.14.0', state: 'good' })]);
    expect(of('ingress-nginx')).toEqual([
      expect.objectContaining({ state: 'not judged', because: expect.stringMatching(/^a build of Chainguard/) }),
    ]);
    expect(found.some(({ name }) => name === 'OpenTofu or Terraform')).toBe(false);
  });

  test('keeps what an image says beside the version that the command line names', async () => {
    write('dist/a.yaml', pod('valkey/valkey:8.1.8'));
    expect((await findings('--component', 'valkey=8.1.10')).map(({ state }) => state)).toEqual(['below', 'good']);
    write('dist/a.yaml', pod('valkey/valkey@sha256:0123'));
    expect((await findings('--component', 'valkey=8.1.10')).map(({ state }) => state)).toEqual(['good']);
  });

  test.each(COMPONENTS.filter(({ lowest }) => lowest).map((component) => [component.id, component] as const))(
    'takes the lowest releases of %s for good, and what comes before the first for below',
    async (id, { lowest }) => {
      const check = async (version: string) => (await versions('--check', '--component', `${id}=${version}`)).status;
      expect(await check(lowest![0]!)).toBe(0);
      expect(await check(lowest!.at(-1)!)).toBe(0);
      expect(await check('0.0.1')).toBe(1);
    },
  );
});

describe('versions --check ends with', () => {
  test.each([
    [0, 'nothing is below', ['valkey/valkey:8.1.10']],
    [0, 'something is not known to the table', ['valkey/valkey:8.1.10', 'team/dashboard:1']],
    [1, 'something is below', ['valkey/valkey:8.1.8', 'caddy:2.11.7']],
    [1, 'something is unmaintained', ['ingress-nginx/controller:v1.15.1', 'caddy:2.11.7']],
    [1, 'something is below and something else is not pinned', ['valkey/valkey:8.1.8', 'caddy']],
    [2, 'an image is not pinned', ['valkey/valkey:8.1.10', 'caddy']],
    [2, 'nothing can be judged', ['team/dashboard:1']],
  ] as const)('%i when %s', async (status, _, images) => {
    write('dist/a.yaml', pod(...images));
    expect((await versions('--check')).status).toBe(status);
    expect((await versions()).status).toBe(0);
  });
});

describe('versions ends with 2 and says why when', () => {
  test.each([
    ['there is no output', [], /there is no output in dist, cdktf.out and report\/access.json; fix: synthesize first/],
    [
      'a folder that is named does not exist',
      ['--manifests', 'nowhere'],
      /--manifests names nowhere, which does not exist/,
    ],
    [
      'a component is not in the table',
      ['--component', 'nginx=1.0.0'],
      /the table does not have nginx; allowed: .*traefik/,
    ],
    [
      'a version names no release',
      ['--component', 'traefik=latest'],
      /"latest" names no release of Traefik; allowed: three/,
    ],
    ['a version is missing', ['--component', 'traefik'], /"" names no release of Traefik; .* such as traefik=3\.7\.13/],
    ['a component is named twice', ['--component', 'traefik=3.7.15', '--component', 'traefik=3.7.13'], /named twice/],
  ])('%s', async (_, args, wanted) => {
    const { status, stdout, stderr } = await versions(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(wanted);
  });

  test.each([
    ['a manifest is no YAML', 'dist/a.yaml', 'a: [', /dist\/a.yaml is no YAML/],
    ['the access table is no JSON', 'report/access.json', '{', /report\/access.json: /],
    ['the access table is of another version', 'report/access.json', '{"format":"x"}', /its format is "x"; allowed: /],
    ['a stack is no JSON', 'cdktf.out/stacks/a/cdk.tf.json', '', /cdk.tf.json: /],
  ])('%s', async (_, name, text, wanted) => {
    write(name, text);
    const { status, stderr } = await versions();
    expect(status).toBe(2);
    expect(stderr).toMatch(wanted);
  });
});

test('versions prints control characters of a manifest as blanks', async () => {
  write('dist/a.yaml', 'spec: { containers: [{ image: "caddy\\e[31m:1" }] }\n');
  expect((await versions()).stdout).not.toContain('\u001b');
});

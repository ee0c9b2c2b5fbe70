import * as fs from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { COMMAND_LINES } from '../../cli/init/packages';
import { cache } from '../support/cache';
import { output, run, temporaryFolder } from '../support/process';

const root = path.resolve(__dirname, '../..');
const commandLines = path.join(cache, 'command-lines', Object.values(COMMAND_LINES).join('-'));
const env = { ...process.env, CHECKPOINT_DISABLE: '1' };

describe('a scaffold of the packed package', () => {
  const parent = temporaryFolder('scaffold');
  const folder = path.join(parent, 'monitoring');

  beforeAll(async () => {
    const packed = await output(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', parent], {
      cwd: root,
    });
    await output([
      ...[process.execPath, path.join(root, 'build/cli/main.js'), 'init', folder, '--yes'],
      ...['--host', 'monitoring.example.com', '--edge', 'traefik', '--trusted-proxies', '10.244.0.0/16'],
      ...['--identity-provider', 'keycloak', '--keycloak-url', 'https://keycloak.example.com'],
    ]);
    // In place of the registry, which does not have this version.
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    manifest.dependencies['cdk8s-monitoring-sso'] = `file:${path.join(parent, packed.trim())}`;
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    await output(['npm', 'install', '--no-audit', '--no-fund'], { cwd: folder, env });
    if (!fs.existsSync(path.join(commandLines, 'node_modules/.bin/cdktf'))) {
      fs.mkdirSync(commandLines, { recursive: true });
      const packages = Object.entries(COMMAND_LINES).map(([name, version]) => `${name}@${version}`);
      await output(['npm', 'install', '--prefix', commandLines, '--no-audit', '--no-fund', '--no-save', ...packages], {
        env,
      });
    }
  }, 600_000);

  test('installs without the packages that nothing uses', () => {
    expect(fs.readdirSync(path.join(folder, 'node_modules')).length).toBeLessThan(100);
  });

  test.each([
    ['npx tsc', undefined],
    ['npm test', undefined],
    ['npx tsx main.ts', ['dist/monitoring-sso.k8s.yaml', 'cdktf.out/stacks/identity/cdk.tf.json', 'report/access.md']],
    ['cdk8s synth', ['dist/monitoring-sso.k8s.yaml']],
    ['cdktf synth', ['cdktf.out/stacks/identity/cdk.tf.json']],
    ['npx cdk8s-monitoring-sso explain GET https://monitoring.example.com/prometheus', undefined],
  ])(
    '%s works in it',
    async (command, files) => {
      for (const made of ['dist', 'cdktf.out']) fs.rmSync(path.join(folder, made), { recursive: true, force: true });
      const { status, stdout, stderr } = await run(['sh', '-c', command], {
        cwd: folder,
        env: { ...env, PATH: `${path.join(commandLines, 'node_modules/.bin')}:${process.env.PATH}` },
      });
      expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
      for (const file of files ?? []) expect([file, fs.existsSync(path.join(folder, file))]).toEqual([file, true]);
    },
    120_000,
  );
});

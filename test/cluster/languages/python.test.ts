import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { cache } from '../../support/cache';
import { describeIf } from '../../support/conditional';
import { inCase } from '../../support/in-case';
import { output, removeFolder, run, temporaryFolder } from '../../support/process';
import { filesBelow } from '../../support/snapshot-folder';
import { provided } from '../provided';

const root = path.resolve(__dirname, '../../..');
const sources = path.join(root, 'test/languages/python');

describeIf(provided.python !== undefined)('the package for Python', () => {
  const folder = temporaryFolder('python');
  let python: string;
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.replace(/^v(\d+).*/, '$1'),
    PYTHONPATH: path.join(folder, 'installed'),
  };

  beforeAll(async () => {
    const wheels = path.join(folder, 'packages/python');
    const packager = require.resolve('jsii-pacmak/bin/jsii-pacmak');
    const options = ['--targets', 'python', '--force-target', '--no-npmignore', '--outdir', path.dirname(wheels)];
    await output([process.execPath, packager, ...options, root], { env });
    const [wheel] = filesBelow(wheels).filter((file) => file.endsWith('.whl'));
    python = await interpreter();
    const install = [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--target', env.PYTHONPATH];
    await output([...install, path.join(wheels, wheel!)]);
  }, 300_000);
  afterAll(() => removeFolder(folder));

  test('synthesizes the same output as the program in TypeScript', async () => {
    const place = path.join(folder, 'quickstart');
    mkdirSync(place);
    await output([python, path.join(sources, 'main.py')], { cwd: place, env });
    const original = path.dirname(provided.examples.find(({ name }) => name === 'quickstart')!.directory);
    const files = filesBelow(original);
    expect(files).toEqual(expect.arrayContaining(['cdktf.out/stacks/identity/cdk.tf.json', 'report/access.json']));
    expect(filesBelow(place)).toEqual(files);
    for (const file of files) {
      inCase(file, () => expect(dataIn(path.join(place, file))).toEqual(dataIn(path.join(original, file))));
    }
  }, 120_000);

  test('mounts a token in a workload of cdk8s-plus', async () => {
    const program = [
      'import cdk8s, cdk8s_plus_27, json',
      'from cdk8s_monitoring_sso import ServiceAccountToken',
      'chart = cdk8s.Testing.chart()',
      'containers = [cdk8s_plus_27.ContainerProps(image="program")]',
      'deployment = cdk8s_plus_27.Deployment(chart, "deployment", containers=containers)',
      'ServiceAccountToken(audience="machines", lifetime=cdk8s.Duration.minutes(20)).mount_in(deployment)',
      'print(json.dumps(cdk8s.Testing.synth(chart)))',
    ];
    const [deployment] = JSON.parse(await output([python, '-c', program.join('\n')], { cwd: folder, env }));
    expect(deployment.spec.template.spec).toMatchObject({
      containers: [{ volumeMounts: [{ name: 'monitoring-sso-token', readOnly: true }] }],
      volumes: [
        { projected: { sources: [{ serviceAccountToken: { audience: 'machines', expirationSeconds: 1200 } }] } },
      ],
    });
  }, 120_000);

  test('accepts the settings of the proxy as keyword arguments, with durations', async () => {
    const program = [
      'import cdk8s',
      'from cdk8s_monitoring_sso import OAuth2ProxySettings',
      'settings = OAuth2ProxySettings(cookie_csrf_expire=cdk8s.Duration.minutes(5), banner="-")',
      'print(settings.cookie_csrf_expire.to_seconds(), settings.banner)',
    ];
    expect(await output([python, '-c', program.join('\n')], { cwd: folder, env })).toBe('300 -\n');
  }, 120_000);

  test('refuses with the same message as in TypeScript', async () => {
    const program = [
      'from cdk8s_monitoring_sso import Prometheus',
      'Prometheus.of_service("kube_prometheus", port=9090)',
    ];
    const { status, stderr } = await run([python, '-c', program.join('\n')], { cwd: folder, env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/\[Prometheus\.ofService\] .*got "kube_prometheus"; allowed: .*; fix: /);
  }, 120_000);
});

/** The Python interpreter of an environment with the dependencies of the package, which is kept between runs. */
async function interpreter(): Promise<string> {
  const requirements = path.join(sources, 'requirements.txt');
  const pin = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = path.join(cache, `python-${pin}`);
  const python = path.join(home, 'bin/python');
  const ready = path.join(home, 'ready');
  if (existsSync(ready)) return python;
  rmSync(home, { recursive: true, force: true });
  await output([provided.python!, '-m', 'venv', home]);
  const install = [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', requirements];
  await output([...install, '--report', `${ready}.unfinished`]);
  renameSync(`${ready}.unfinished`, ready);
  return python;
}

function dataIn(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  // JSON is also YAML.
  return /\.(json|ya?ml)$/.test(file) ? parseAllDocuments(text).map((document) => document.toJS()) : text;
}

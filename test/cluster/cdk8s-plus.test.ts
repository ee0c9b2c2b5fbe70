import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { output, removeFolder, run, temporaryFolder } from '../support/process';

const root = path.resolve(__dirname, '../..');
// The first version is the one that the library uses, and is installed with it.
const versions = { 27: '2.9.5', 28: '2.5.6', 32: '2.5.92', 34: '2.0.54' };
const packages = Object.entries(versions).map(([minor, version]) => `cdk8s-plus-${minor}@${version}`);
// In the repository, so that the packages use the same cdk8s and constructs as the library.
const inside = path.join(root, '.cache');
const pin = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12);
const home = path.join(inside, `cdk8s-plus-${pin}`);

/** A program with workloads, Services and labels of a version of cdk8s-plus. */
const program = (minor: string) => `
import { App, Chart, Cron, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-${minor}';
import {
  AccessCheck, NetworkPeer, Prometheus, ServiceAccountToken, TokenSidecar, WebApplication,
} from 'cdk8s-monitoring-sso';

const chart = new Chart(new App(), 'chart', { namespace: 'team', disableResourceNameHashes: true });
const containers = [{ image: 'program', portNumber: 8080 }];
const deployment = new kplus.Deployment(chart, 'deployment', { containers });
const workloads = [
  deployment,
  new kplus.Pod(chart, 'pod', { containers }),
  new kplus.StatefulSet(chart, 'stateful-set', {
    containers,
    service: new kplus.Service(chart, 'headless', { ports: [{ port: 80 }] }),
  }),
  new kplus.DaemonSet(chart, 'daemon-set', { containers }),
  new kplus.Job(chart, 'job', { containers }),
  new kplus.CronJob(chart, 'cron-job', { containers, schedule: Cron.daily() }),
];
const token = new ServiceAccountToken({ audience: 'machines', lifetime: Duration.minutes(30) });
const sidecar = new TokenSidecar(chart, 'sidecar', {
  targets: [{ name: 'prometheus', url: 'https://machines.example.com/prometheus', audience: 'machines' }],
});
for (const workload of workloads) {
  token.mountIn(workload);
  token.mountIn(workload, [workload.containers[0]!]);
  sidecar.addTo(workload);
}
const service = deployment.exposeViaService({ name: 'exposed' });
const application = WebApplication.ofService(service.name, { port: service.port, podLabels: deployment.matchLabels });
const prometheus = Prometheus.ofService(service.name, { port: service.port, podLabels: deployment.matchLabels });
const peer: NetworkPeer = { namespace: 'team', podLabels: deployment.matchLabels };
const account = new kplus.ServiceAccount(chart, 'account');
new AccessCheck(chart, 'check', { url: 'https://machines.example.com/', serviceAccountName: account.name, token });
console.log(JSON.stringify({
  kinds: [application.kind, prometheus.kind], port: application.port, peer,
  pods: Testing.synth(chart)
    .filter(({ kind }) => !['Service', 'ServiceAccount', 'ConfigMap'].includes(kind))
    .map(({ kind, spec }) => {
      const template = kind === 'Pod' ? spec : (kind === 'CronJob' ? spec.jobTemplate.spec : spec).template.spec;
      const { containers, initContainers, volumes } = template;
      return { kind, initContainers, volumes, mounts: containers.map((each: any) => each.volumeMounts) };
    }),
}));
`;

/** The output with the first version. */
let first: unknown;

describe.each(Object.keys(versions))('workloads and Services of cdk8s-plus-%s', (minor) => {
  let folder: string;
  beforeAll(async () => {
    if (!existsSync(path.join(home, 'ready'))) {
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home, { recursive: true });
      writeFileSync(path.join(home, 'package.json'), JSON.stringify({ private: true }));
      // Peer dependencies would be installed a second time, with different types.
      const options = ['--legacy-peer-deps', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
      await output(['npm', 'install', ...options, ...packages], { cwd: home });
      writeFileSync(path.join(home, 'ready'), '');
    }
    folder = temporaryFolder(`program-${minor}`, home);
    writeFileSync(path.join(folder, 'main.ts'), program(minor));
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      module: 'commonjs',
      moduleResolution: 'node10',
      target: 'es2022',
      typeRoots: [path.join(root, 'node_modules/@types')],
      types: ['node'],
      paths: { 'cdk8s-monitoring-sso': [path.join(root, 'build/lib/index.d.ts')] },
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['main.ts'] }));
  }, 240_000);
  afterAll(() => removeFolder(folder));

  test('type-check as arguments of the library', async () => {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = await run([process.execPath, tsc, '--project', folder, '--pretty', 'false']);
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 240_000);

  test('get the same containers, volumes and mounts as with the version that the library uses', async () => {
    const result = JSON.parse(await runProgram(folder));
    const [sidecar] = result.pods[0].initContainers;
    expect(sidecar).toMatchObject({
      name: 'token-sidecar',
      restartPolicy: 'Always',
      startupProbe: { periodSeconds: 1 },
    });
    expect(result.pods.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['Deployment', 'Pod', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']),
    );
    first ??= result;
    expect(result).toEqual(first);
  }, 120_000);
});

/** The output of the compiled program. The library is resolved as if it were installed. */
async function runProgram(folder: string): Promise<string> {
  const main = path.join(folder, 'main.js');
  expect(existsSync(main)).toBe(true);
  const text = readFileSync(main, 'utf8').replaceAll(
    '"cdk8s-monitoring-sso"',
    JSON.stringify(path.join(root, 'build/lib')),
  );
  writeFileSync(main, text);
  return output([process.execPath, main], { cwd: folder });
}

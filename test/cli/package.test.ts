import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessTable } from '../../lib/report/access-table';
import { FakeEdge } from '../support/fake-edge';
import { run } from '../support/process';
import { prometheusProgram } from '../support/program';

const root = path.join(__dirname, '../..');
const cookie = `${'x'.repeat(40)}|1700000000|c2lnbmF0dXJl`;
let folder: string;
let program: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const file = execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', path.join(folder, file), '-C', folder]);
  program = path.join(folder, 'package/build/cli/main.js');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('the command line of the packed package, without node_modules', () => {
  const runPacked = (...args: string[]) => run([process.execPath, program, ...args], { cwd: folder });

  test.each([
    [['--help'], /explain [\s\S]*verify [\s\S]*init [\s\S]*versions /],
    [['init', '--help'], /--identity-provider <value>/],
    [['versions', '--help'], /--component <name=version>/],
    [['explain', '--help'], /--access <file>/],
    [['verify', '--help'], /--junit <file>/],
    [['--version'], /^\d+\.\d+\.\d+/],
  ])('answers %j', async (args, wanted) => {
    const { status, stdout, stderr } = await runPacked(...args);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(wanted);
  });

  test('explains and verifies, and writes every output', async () => {
    prometheusProgram().sso.writeReport(folder);
    const access = path.join(folder, 'access.json');
    const explained = await runPacked(
      'explain',
      'GET',
      'https://monitoring.example.com/prometheus',
      '--access',
      access,
    );
    expect(explained).toMatchObject({ status: 0, stdout: expect.stringMatching(/^sign-in: /) });

    const table = JSON.parse(fs.readFileSync(access, 'utf8')) as AccessTable;
    const alice = { name: 'alice', claims: ['/developers'], cookie: `${table.signOn.cookie}=${cookie}` };
    const edge = await FakeEdge.start(table, [{ ...alice, signedIn: true, headers: { Cookie: alice.cookie } }]);
    try {
      const file = (name: string, text?: string) => {
        if (text !== undefined) fs.writeFileSync(path.join(folder, name), text);
        return path.join(folder, name);
      };
      const { status, stdout, stderr } = await runPacked(
        'verify',
        `https://monitoring.example.com:${edge.port}`,
        '--resolve',
        'monitoring.example.com:127.0.0.1',
        '--ca',
        file('ca.crt', edge.certificate),
        '--access',
        access,
        '--only',
        'cells',
        '--rate',
        '1000',
        '--quiet',
        '--credentials',
        file('credentials.json', JSON.stringify([alice])),
        '--json',
        file('result.json'),
        '--junit',
        file('result.xml'),
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/\| alice +\| prometheus +\|/);
      expect(fs.readFileSync(file('result.xml'), 'utf8')).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\s*<testsuites /,
      );
      expect(JSON.parse(fs.readFileSync(file('result.json'), 'utf8'))).toMatchObject({ verdict: 'holds' });
    } finally {
      await edge.stop();
    }
  });

  test('requires modules of Node.js alone', () => {
    const required = [...fs.readFileSync(program, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!);
    const isOwn = (name: string) => name === 'cdk8s-monitoring-sso/package.json';
    const isBuiltin = (name: string) => builtinModules.includes(name.replace(/^node:/, ''));
    expect(required.filter((name) => !isOwn(name) && !isBuiltin(name))).toEqual([]);
    expect(required).toContain('node:https');
  });

  test('contains the license of every library in it', () => {
    const text = fs.readFileSync(path.join(path.dirname(program), 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@clack/prompts', 'commander', 'markdown-table', 'semver', 'xmlbuilder', 'yaml']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    const licenses = text.match(/^\S+ \d+\.\d+\.\d+ \(/gm)!;
    expect(text.match(/Permission is hereby granted|Permission to use, copy/g)).toHaveLength(licenses.length);
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { linkPackages } from './support/installed';
import { run, temporaryFolder } from './support/process';

const root = path.join(__dirname, '..');
const document = fs.readFileSync(path.join(root, 'docs/troubleshooting.md'), 'utf8');

/** The blocks of code of a language, also those in lists. */
const blocksOf = (language: string): string[] =>
  [...document.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(([, indent, code]) =>
    code!.replace(new RegExp(`^${indent}`, 'gm'), ''),
  );

describe('the document about troubleshooting', () => {
  test('has code for programs that has no type error', async () => {
    const folder = temporaryFolder('docs-code');
    linkPackages(folder);
    const classes = ['MonitoringSso', 'OidcIssuer', 'Prometheus', 'ServiceAccountIssuer'];
    const names = [...classes, 'MonitoringSsoProps', 'IIdentity'];
    const head = [
      "import * as cdk8s from 'cdk8s';",
      `import { ${names.join(', ')} } from 'cdk8s-monitoring-sso';`,
      'declare const chart: cdk8s.Chart, sso: MonitoringSso, developers: IIdentity, others: MonitoringSsoProps;',
      `void [cdk8s, ${classes.join(', ')}, chart, sso, developers, others];`,
    ];
    const programs = blocksOf('ts');
    expect(programs.length).toBeGreaterThan(3);
    for (const [index, code] of programs.entries()) {
      // A block is a program of its own; three dots stand for what the program has already.
      const text = [...head, code.replace('// …', '...others,'), 'export {};'].join('\n');
      fs.writeFileSync(path.join(folder, `${index}.ts`), text);
    }
    const flags = { strict: true, noEmit: true, skipLibCheck: true };
    const compilerOptions = { target: 'ES2022', module: 'node16', types: ['node'], ...flags };
    fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = await run([process.execPath, compiler, '-p', folder], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 120_000);

  test('has commands that a shell can read', async () => {
    const commands = blocksOf('sh');
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      expect([command, await run(['bash', '-n'], { input: command })]).toEqual([
        command,
        { status: 0, stdout: '', stderr: '' },
      ]);
    }
  });

  test('names files of the report that programs write', () => {
    const named = [...document.matchAll(/\breport\/[\w./-]+\w/g)].map(([file]) => file);
    const written = fs.readdirSync(path.join(root, 'test/examples/__snapshots__/quickstart'), {
      recursive: true,
      encoding: 'utf8',
    });
    expect([...new Set(named)].filter((file) => !written.includes(file) && !/^report\/values$/.test(file))).toEqual([]);
  });

  test('lists every section in the table of symptoms, and nothing else', () => {
    const sections = [...document.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading!);
    const [, table] = /\| symptom \| section \|\n([\s\S]*?)\n\n/.exec(document)!;
    expect(table!.split('\n').slice(1)).toHaveLength(sections.length);
  });
});

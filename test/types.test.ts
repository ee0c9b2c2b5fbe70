import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.join(__dirname, '..');

/** What the compiler says, without what is wrong in the types of other packages. */
function problems(folder: string): string[] {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], { encoding: 'utf8' });
    return [];
  } catch (error) {
    const lines = (error as { stdout: string }).stdout.split('\n').filter((line) => /^\S+\(\d+,\d+\): /.test(line));
    return lines.filter((line) => !line.includes('node_modules/'));
  }
}

test('programs that are as strict as TypeScript can be type-check against the built types', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'strict-')));
  const configuration = {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noPropertyAccessFromIndexSignature: true,
      noUncheckedIndexedAccess: true,
      // The built types are checked, too.
      skipLibCheck: false,
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      noEmit: true,
      typeRoots: [path.join(root, 'node_modules/@types')],
      types: ['node'],
      paths: {
        'cdk8s-monitoring-sso': [path.join(root, 'build/lib/index.d.ts')],
        'cdk8s-monitoring-sso/provider-keycloak': [path.join(root, 'build/lib/provider-keycloak/index.d.ts')],
        '*': [path.join(root, 'node_modules/*')],
      },
    },
    include: [path.join(root, 'examples/*/main.ts'), path.join(folder, '*.ts')],
  };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  // The check must be able to fail.
  fs.writeFileSync(
    path.join(folder, 'wrong.ts'),
    "import { Prometheus } from 'cdk8s-monitoring-sso';\nPrometheus.ofService('p', { port: undefined });\n",
  );
  const found = problems(folder);
  fs.rmSync(folder, { recursive: true });
  expect(found).toEqual([expect.stringMatching(/wrong\.ts\(2,\d+\): error TS2379: .*exactOptionalPropertyTypes/)]);
}, 240_000);

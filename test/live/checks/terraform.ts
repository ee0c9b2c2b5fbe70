import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { type Area, expect, expectEqual } from './check';
import { providerPrograms } from './needs';
import { sameRealm } from './same-realm';

const ALL = 'client secret, password, tokens';

/** Settings with which OpenTofu writes a log, and the secrets in this log. */
const LOGS: readonly (readonly [NodeJS.ProcessEnv, string])[] = [
  [{ TF_LOG: 'TRACE' }, ALL],
  [{ TF_LOG: 'DEBUG' }, ALL],
  [{ TF_LOG: 'JSON' }, ALL],
  [{ TF_LOG_PROVIDER: 'DEBUG' }, ALL],
  [{ TF_LOG: 'INFO' }, ''],
  [{ TF_LOG: 'WARN' }, ''],
  [{ TF_LOG: 'ERROR' }, ''],
  [{ TF_LOG_CORE: 'TRACE' }, ''],
];

/** The secrets that a text contains. */
const secretsIn = (text: string, clientSecret: string, password: string): Readonly<Record<string, boolean>> => ({
  'client secret': text.includes(clientSecret),
  'password': text.includes(password),
  'tokens': /eyJ[\w-]{8,}\.eyJ/.test(text),
});

/** The files in a zip archive, as text. */
function unpacked(archive: Buffer): string[] {
  const parts: string[] = [];
  for (
    let at = archive.indexOf('PK\x03\x04', 0, 'latin1');
    at >= 0;
    at = archive.indexOf('PK\x03\x04', at + 4, 'latin1')
  ) {
    const content = archive.subarray(at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28));
    if (archive.readUInt16LE(at + 8) === 8) parts.push(inflateRawSync(content).toString('latin1'));
  }
  return parts;
}

/** Checks of OpenTofu and the real provider with the real Keycloak. */
export const terraform: Area = {
  name: 'terraform',
  needs: ['keycloak', ...providerPrograms],
  checks: [
    {
      title: 'the synthesized stack is initialized, planned and applied',
      run: async ({
        stack: {
          terraform: { tofu },
        },
      }) => {
        for (const args of [
          ['init', '-input=false'],
          ['plan', '-input=false', '-out=plan'],
          ['apply', '-input=false', 'plan'],
        ]) {
          const { status, stdout, stderr } = await tofu(...args);
          expect(status === 0, `tofu ${args[0]}: ${stdout.slice(-1500)}${stderr}`);
          if (args[0] === 'apply') return /Apply complete![^\n]*/.exec(stdout)?.[0];
        }
        return undefined;
      },
    },
    {
      title: 'a second plan is empty',
      run: async ({
        stack: {
          terraform: { tofu },
        },
      }) => {
        const { status, stdout, stderr } = await tofu('plan', '-input=false', '-detailed-exitcode', '-out=second');
        expectEqual(status, 0, `exit code of the second plan (${(stdout + stderr).slice(-1500)})`);
      },
    },
    {
      title:
        'a realm file translated from the same stack makes the same realm, so that tests with the file ' +
        'give the same results',
      run: async ({ stack }) => {
        const file = await stack.importQuickstart('imported');
        return sameRealm(stack.admin, stack.adminOf('imported'), file);
      },
    },
    {
      title: 'plan and state do not contain the client secret',
      run: async ({
        stack: {
          terraform: { tofu },
          secrets,
        },
      }) => {
        for (const args of [
          ['show', '-json', 'plan'],
          ['show', '-json', 'second'],
          ['state', 'pull'],
        ]) {
          const { status, stdout, stderr } = await tofu(...args);
          expectEqual(status, 0, `tofu ${args.join(' ')}: ${stderr}`);
          expect(
            stdout.length > 1000 && stdout.includes('keycloak_openid_client'),
            `tofu ${args.join(' ')} shows no client`,
          );
          expect(
            !stdout.includes(secrets['client-secret']),
            `the secret stands in the output of tofu ${args.join(' ')}`,
          );
        }
      },
    },
    {
      title: 'state and plan files, unpacked or shown, contain no client secret, administrator password or token',
      run: async ({
        stack: {
          terraform: { tofu, file },
          secrets,
          keycloakPassword,
        },
      }) => {
        const commands = [
          ['state', 'pull'],
          ['show', '-json'],
          ['show', '-json', 'plan'],
        ];
        const shown = await Promise.all(commands.map(async (args) => (await tofu(...args)).stdout));
        const parts = [...shown, ...['plan', 'second'].flatMap((name) => unpacked(readFileSync(file(name))))];
        expect(
          parts.filter((part) => part.includes('keycloak_openid_client')).length >= 5,
          'something was not unpacked',
        );
        for (const [what, found] of Object.entries(
          secretsIn(parts.join('\n'), secrets['client-secret'], keycloakPassword),
        )) {
          expect(!found, `they hold the ${what}`);
        }
        return `${parts.length} texts`;
      },
    },
    {
      title:
        'a log of OpenTofu at DEBUG or TRACE contains client secret, password and tokens, even of an empty plan; ' +
        'other levels do not',
      run: async ({
        stack: {
          terraform: { tofuWith, file },
          secrets,
          keycloakPassword,
        },
      }) => {
        const found: string[] = [];
        for (const [environment, wanted] of LOGS) {
          const [log, text] = [file('log'), () => (existsSync(log) ? readFileSync(log, 'utf8') : '')];
          rmSync(log, { force: true });
          const { status, stdout, stderr } = await tofuWith(
            { ...environment, TF_LOG_PATH: log },
            'plan',
            '-input=false',
            '-detailed-exitcode',
          );
          expectEqual(
            status,
            0,
            `exit code of a plan with ${JSON.stringify(environment)}: ${(stdout + stderr).slice(-500)}`,
          );
          expect(
            ![secrets['client-secret'], keycloakPassword].some((secret) => `${stdout}${stderr}`.includes(secret)),
            'what a plan prints holds a secret',
          );
          const inLog = Object.entries(secretsIn(text(), secrets['client-secret'], keycloakPassword));
          const held = inLog.flatMap(([what, stands]) => (stands ? [what] : [])).join(', ');
          expectEqual(
            held,
            wanted,
            `secrets in a log with ${JSON.stringify(environment)}, as docs/security.md has them`,
          );
          const size = existsSync(log)
            ? ` (${text().length} bytes, mode ${(statSync(log).mode & 0o777).toString(8)})`
            : '';
          found.push(`${Object.entries(environment).join().replace(',', '=')}: ${held || 'none'}${size}`);
        }
        return found.join('; ');
      },
    },
  ],
};

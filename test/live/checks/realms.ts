import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { KeycloakAdmin } from '../identity/admin';
import { Terraform } from '../identity/terraform';
import { runFolder } from '../places';
import { realmPrograms } from '../programs/realms';
import type { Stack } from '../stack';
import { type Area, expect, expectEqual } from './check';

/** The stack of a program, ready for OpenTofu. */
async function prepared(stack: Stack, name: keyof typeof realmPrograms): Promise<Terraform> {
  const output = path.join(runFolder, `realm-${name}`);
  mkdirSync(output, { recursive: true });
  realmPrograms[name](output);
  const terraform = stack.terraformFor(output, `terraform-${name}`, ['sso_keycloakrealm_client_secret', 'sso_existingkeycloakrealm_client_secret']);
  await succeed(terraform, 'init', '-input=false');
  return terraform;
}

async function succeed(terraform: Terraform, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await terraform.tofu(...args);
  expect(status === 0, `tofu ${args[0]}: ${(stdout + stderr).slice(-2000)}`);
  return stdout;
}

/** Applies, and says what was done once a second plan has found nothing more to do. */
async function applied(terraform: Terraform): Promise<string | undefined> {
  const stdout = await succeed(terraform, 'apply', '-input=false', '-auto-approve');
  const { status, stdout: plan, stderr } = await terraform.tofu('plan', '-input=false', '-detailed-exitcode');
  expectEqual(status, 0, `exit code of the second plan (${(plan + stderr).slice(-2000)})`);
  return /Apply complete![^\n]*/.exec(stdout)?.[0];
}

/** The groups claim that somebody's ID token would hold, as Keycloak itself computes it. */
async function groupsClaim(admin: KeycloakAdmin, clientId: string, username: string): Promise<string[]> {
  const [client] = await admin.read<{ id: string }[]>(`/clients?clientId=${clientId}`);
  const [user] = await admin.read<{ id: string }[]>(`/users?exact=true&username=${username}`);
  const token = await admin.read<{ groups?: string[] }>(`/clients/${client!.id}/evaluate-scopes/generate-example-id-token?scope=openid&userId=${user!.id}`);
  return [...token.groups ?? []].sort();
}

/** What the quickstart does not use of the Terraform half. */
export const realms: Area = {
  name: 'realms',
  needs: ['tofu', 'keycloak', 'keycloak-provider'],
  checks: [
    {
      title: 'a realm with nested groups, roles, client roles, default groups, users and people is applied, and a second plan is empty',
      run: async ({ stack }) => applied(await prepared(stack, 'whole')),
    },
    {
      title: 'a token holds full group paths, the group of a person, and the role of everyone signed in',
      run: async ({ stack }) => {
        const admin = stack.adminOf('whole');
        const bea = await groupsClaim(admin, 'sso-keycloakrealm', 'bea');
        expect(bea.includes('/platform/operators'), `bea has ${bea.join(' ')}`);
        expect(bea.some((group) => /^\/monitoring-sso-people\/bea-[0-9a-f]{8}$/.test(group)), `bea has ${bea.join(' ')}`);
        expect(bea.includes('role:monitoring-sso-signed-in'), `bea has ${bea.join(' ')}`);
        expectEqual(bea.filter((group) => group.startsWith('role:')), ['role:monitoring-sso-signed-in'], 'roles in the claim');
        const cem = await groupsClaim(admin, 'sso-keycloakrealm', 'cem');
        expectEqual(cem.filter((group) => group !== '/newcomers'), ['role:monitoring-sso-signed-in'], 'what everybody has');
        return bea.join(' ');
      },
    },
    {
      title: 'a realm that was made by hand is adopted: not made anew, its theme, mail server and users left alone, its settings made safe',
      run: async ({ stack }) => {
        const admin = stack.adminOf('by-hand');
        await admin.makeRealm({ registrationAllowed: true, loginTheme: 'keycloak', smtpServer: { host: 'mail.example.com', from: 'sso@example.com' }, attributes: { note: 'kept' } });
        await admin.addPerson('dora', 'Correct-Horse-Battery-1', []);
        const before = await admin.read<{ id: string }>('');
        const result = await applied(await prepared(stack, 'adopted'));
        const after = await admin.read<Record<string, any>>('');
        expectEqual(after.id, before.id, 'id of the realm');
        expectEqual([after.loginTheme, after.smtpServer?.host, after.attributes?.note], ['keycloak', 'mail.example.com', 'kept'], 'theme, mail server, attribute');
        expectEqual([after.registrationAllowed, after.bruteForceProtected, after.sslRequired], [false, true, 'all'], 'registration, brute-force detection, TLS');
        expectEqual((await admin.read<unknown[]>('/users?username=dora')).length, 1, 'users called dora');
        return result;
      },
    },
    {
      title: 'a realm that is managed elsewhere gets a client and keeps its settings',
      run: async ({ stack }) => {
        const admin = stack.adminOf('by-hand');
        const before = await admin.read<object>('');
        const result = await applied(await prepared(stack, 'referred'));
        expectEqual(await admin.read<object>(''), before, 'the realm');
        return result;
      },
    },
    {
      title: 'the plan fails for a realm that is unsafe, and names what is',
      run: async ({ stack }) => {
        await stack.adminOf('unsafe').makeRealm({ registrationAllowed: true });
        const { status, stdout, stderr } = await (await prepared(stack, 'unsafe')).tofu('plan', '-input=false', '-no-color');
        expect(status !== 0, 'the plan succeeded');
        const said = (stdout + stderr).replace(/[│\s]+/g, ' ');
        for (const problem of ['lets anybody register', 'does not verify e-mail addresses', 'accessTokenLifespan differs: the realm says 5m0s, the program 3m0s']) expect(said.includes(problem), `the plan does not say ${problem}: ${said.slice(-1500)}`);
      },
    },
  ],
};

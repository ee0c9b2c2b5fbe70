import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CookieJar } from '../client/cookie-jar';
import type { Person } from '../client/person';
import type { KeycloakAdmin } from '../identity/admin';
import { Terraform } from '../identity/terraform';
import { claimsIn, type KnownClient, signInFor } from '../identity/tokens';
import { runFolder } from '../places';
import { keptRealm, keptRealmOfBefore, realmPrograms, withoutRealm } from '../programs/realms';
import type { Stack } from '../stack';
import { type Area, expect, expectEqual } from './check';
import { providerPrograms } from './needs';
import { sameRealm } from './same-realm';

const clientSecrets = ['sso_keycloakrealm_client_secret', 'sso_existingkeycloakrealm_client_secret'];

/** The stack of a program, ready for OpenTofu. */
async function prepared(stack: Stack, name: keyof typeof realmPrograms): Promise<Terraform> {
  const output = path.join(runFolder, `realm-${name}`);
  mkdirSync(output, { recursive: true });
  realmPrograms[name](output);
  const terraform = stack.terraformFor(output, `terraform-${name}`, clientSecrets);
  await succeed(terraform, 'init', '-input=false');
  return terraform;
}

async function succeed(terraform: Terraform, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await terraform.tofu(...args);
  expect(status === 0, `tofu ${args[0]}: ${(stdout + stderr).slice(-2000)}`);
  return stdout;
}

/** Applies, checks that a second plan is empty, and returns the summary. */
async function applied(terraform: Terraform): Promise<string | undefined> {
  const stdout = await succeed(terraform, 'apply', '-input=false', '-auto-approve');
  const { status, stdout: plan, stderr } = await terraform.tofu('plan', '-input=false', '-detailed-exitcode');
  expectEqual(status, 0, `exit code of the second plan (${(plan + stderr).slice(-2000)})`);
  return /Apply complete![^\n]*/.exec(stdout)?.[0];
}

/** The error of a plan that must fail, on one line. */
async function refusedPlan(terraform: Terraform): Promise<string> {
  const { status, stdout, stderr } = await terraform.tofu('plan', '-input=false', '-no-color');
  expect(status !== 0, 'the plan succeeded');
  return (stdout + stderr).replace(/[│\s]+/g, ' ');
}

const keptVariables = ['sso_keycloakrealm_client_secret'];

/** The output folder of the next version of a program. */
function version(name: string): string {
  const output = path.join(runFolder, `realm-${name}`);
  mkdirSync(output, { recursive: true });
  return output;
}

/** The id, users and group members of a realm. */
async function whatPeopleHave(admin: KeycloakAdmin) {
  const [{ id }, users] = [
    await admin.read<{ id: string }>(''),
    await admin.read<{ id: string; username: string }[]>('/users'),
  ];
  const { id: group } = await admin.read<{ id: string }>('/group-by-path/operators');
  const members = await admin.read<{ username: string }[]>(`/groups/${group}/members`);
  return {
    id,
    group,
    users: users.map((user) => `${user.username} ${user.id}`).sort(),
    members: members.map(({ username }) => username).sort(),
  };
}

/** Asserts that a plan is empty. */
async function nothingToDo(terraform: Terraform, when: string): Promise<void> {
  const { status, stdout, stderr } = await terraform.tofu('plan', '-input=false', '-no-color', '-detailed-exitcode');
  expectEqual(status, 0, `exit code of the plan ${when} (${(stdout + stderr).slice(-2000)})`);
}

const elsewhere = 'https://other.example.org/callback';
const people = new Map<string, { readonly person: Person; readonly cookies: CookieJar }>();

/** A user of the realm `whole`, who gets a password and a browser on first use. */
async function personOf(stack: Stack, username: string) {
  const password = `Correct-Horse-Battery-${username}`;
  const known = people.get(username) ?? {
    person: { id: await stack.adminOf('whole').setPassword(username, password), username, password, groups: [] },
    cookies: new CookieJar(),
  };
  people.set(username, known);
  return known;
}

/** Real tokens of a user of the realm `whole`, by default for the proxy's client. */
async function tokensOf(
  stack: Stack,
  username: string,
  client: KnownClient = {
    realm: 'whole',
    clientId: 'sso-keycloakrealm',
    secret: stack.secrets['client-secret'],
    redirectUri: 'https://monitoring.example.com/oauth2/callback',
  },
): ReturnType<typeof signInFor> {
  const { person, cookies } = await personOf(stack, username);
  return signInFor(person, client, cookies);
}

/** The groups claim in the ID token of a person, computed by Keycloak. */
async function groupsClaim(admin: KeycloakAdmin, clientId: string, username: string): Promise<string[]> {
  const [client] = await admin.read<{ id: string }[]>(`/clients?clientId=${clientId}`);
  const [user] = await admin.read<{ id: string }[]>(`/users?exact=true&username=${username}`);
  const token = await admin.read<{ groups?: string[] }>(
    `/clients/${client!.id}/evaluate-scopes/generate-example-id-token?scope=openid&userId=${user!.id}`,
  );
  return [...(token.groups ?? [])].sort();
}

/** Parts of the Terraform half that the quickstart does not use. */
export const realms: Area = {
  name: 'realms',
  needs: ['keycloak', ...providerPrograms],
  checks: [
    {
      title:
        'a realm with nested groups, roles, client roles, default groups, users and people is applied, and a ' +
        'second plan is empty',
      run: async ({ stack }) => applied(await prepared(stack, 'whole')),
    },
    {
      title: 'a realm file translated from the same stack makes the same realm',
      run: async ({ stack }) =>
        sameRealm(
          stack.adminOf('whole'),
          stack.adminOf('whole-imported'),
          await stack.importRealm(path.join(runFolder, 'realm-whole'), clientSecrets, 'whole-imported'),
        ),
    },
    {
      title: 'a token contains full group paths, the group of a person, and the role of everyone signed in',
      run: async ({ stack }) => {
        const admin = stack.adminOf('whole');
        const bea = await groupsClaim(admin, 'sso-keycloakrealm', 'bea');
        expect(bea.includes('/platform/operators'), `bea has ${bea.join(' ')}`);
        expect(
          bea.some((group) => /^\/monitoring-sso-people\/bea-[0-9a-f]{8}$/.test(group)),
          `bea has ${bea.join(' ')}`,
        );
        expect(bea.includes('role:monitoring-sso-signed-in'), `bea has ${bea.join(' ')}`);
        const cem = await groupsClaim(admin, 'sso-keycloakrealm', 'cem');
        expectEqual(
          cem.filter((group) => group !== '/newcomers'),
          ['role:monitoring-sso-signed-in'],
          'what everybody has',
        );
        return bea.join(' ');
      },
    },
    {
      title:
        'real tokens contain granted roles, assigned by a group, a composite role, to the user or ' +
        'as a person; no other role, and none by a group with its name (finding 12)',
      run: async ({ stack }) => {
        const admin = stack.adminOf('whole');
        const {
          person: { id },
        } = await personOf(stack, 'gus');
        for (const name of ['role:auditor', 'client-role:monitoring-roles:editor', 'auditor']) {
          await admin.joinById(id, await admin.addGroup(name));
        }
        const found: string[] = [];
        for (const [username, wanted] of Object.entries({
          // A granted role includes its composite roles.
          bea: ['client-role:monitoring-roles:editor', 'role:viewer'],
          dan: ['role:auditor'],
          eve: ['role:auditor'],
          fay: ['role:auditor'],
          gus: [],
        })) {
          const { idToken } = await tokensOf(stack, username);
          const groups = claimsIn(idToken).groups as string[];
          expectEqual(
            groups.filter((value) => !value.startsWith('/')).sort(),
            [...wanted, 'role:monitoring-sso-signed-in'].sort(),
            `roles of ${username}`,
          );
          if (username === 'gus') {
            expect(
              groups.includes('/role:auditor') && groups.includes('/client-role:monitoring-roles:editor'),
              `gus has ${groups.join(' ')}`,
            );
          }
          found.push(`${username}: ${wanted.join(' ') || 'none'}`);
        }
        return found.join('; ');
      },
    },
    {
      title:
        'tokens for kubectl contain the same roles; the client of the roles is not an audience of any token, the ' +
        'proxy only of its own tokens, and access tokens contain no roles (finding 10)',
      run: async ({ stack }) => {
        const { idToken, accessToken } = await tokensOf(stack, 'bea');
        for (const [kind, token] of [
          ['ID', idToken],
          ['access', accessToken],
        ] as const) {
          expectEqual([claimsIn(token).aud].flat(), ['sso-keycloakrealm'], `audience of the ${kind} token`);
        }
        const { groups, realm_access: realm, resource_access: clients } = claimsIn(accessToken);
        expectEqual(
          [groups, realm, clients],
          [undefined, undefined, undefined],
          'groups and roles in the access token',
        );
        const kubernetes = claimsIn(
          (
            await tokensOf(stack, 'bea', {
              realm: 'whole',
              clientId: 'kubernetes',
              redirectUri: 'http://localhost:8000',
            })
          ).idToken,
        );
        expectEqual([kubernetes.aud].flat(), ['kubernetes'], 'audience of a token for kubectl');
        expectEqual(
          (kubernetes.groups as string[]).filter((value) => !value.startsWith('/')).sort(),
          ['client-role:monitoring-roles:editor', 'role:monitoring-sso-signed-in', 'role:viewer'],
          'roles in a token for kubectl',
        );
        // A client with full scope, the default of Keycloak.
        const admin = stack.adminOf('whole');
        await admin.addClient({
          clientId: 'somebody-elses',
          protocol: 'openid-connect',
          publicClient: true,
          standardFlowEnabled: true,
          fullScopeAllowed: true,
          redirectUris: [elsewhere],
        });
        const other = claimsIn(
          (await tokensOf(stack, 'bea', { realm: 'whole', clientId: 'somebody-elses', redirectUri: elsewhere }))
            .accessToken,
        );
        const audience = [other.aud].flat();
        expect(
          audience.includes('monitoring-roles') && !audience.includes('sso-keycloakrealm'),
          `the audience of another client's token is ${audience.join(' ')}`,
        );
        return `audience of another client's token: ${audience.join(' ')}`;
      },
    },
    {
      title:
        'a manually created realm is adopted: it is not created again, its theme, mail server and users are ' +
        'kept, and its settings are made safe',
      run: async ({ stack }) => {
        const admin = stack.adminOf('by-hand');
        await admin.makeRealm({
          registrationAllowed: true,
          loginTheme: 'keycloak',
          smtpServer: { host: 'mail.example.com', from: 'sso@example.com' },
          attributes: { note: 'kept' },
        });
        await admin.addPerson('dora', 'Correct-Horse-Battery-1', []);
        const before = await admin.read<{ id: string }>('');
        const result = await applied(await prepared(stack, 'adopted'));
        const after = await admin.read<Record<string, any>>('');
        expectEqual(after.id, before.id, 'id of the realm');
        expectEqual(
          [after.loginTheme, after.smtpServer?.host, after.attributes?.note],
          ['keycloak', 'mail.example.com', 'kept'],
          'theme, mail server, attribute',
        );
        expectEqual(
          [after.registrationAllowed, after.bruteForceProtected, after.sslRequired],
          [false, true, 'all'],
          'registration, brute-force detection, TLS',
        );
        expectEqual((await admin.read<unknown[]>('/users?username=dora')).length, 1, 'users called dora');
        return result;
      },
    },
    {
      title:
        'a realm, its users and its groups are kept when their addresses change to names, and when the ' +
        'construct is renamed afterwards',
      run: async ({ stack }) => {
        const before = version('kept-before');
        keptRealmOfBefore(before, 'realm', 'kept');
        const terraform = stack.terraformFor(before, 'terraform-kept', keptVariables);
        await succeed(terraform, 'init', '-input=false');
        await applied(terraform);
        const admin = stack.adminOf('kept');
        await admin.addPerson('hanna', 'Correct-Horse-Battery-1', ['/operators']);
        const kept = await whatPeopleHave(admin);
        expectEqual(kept.members, ['hanna', 'ida'], 'members before');

        const upgraded = version('kept-upgraded');
        keptRealm(upgraded, 'realm', 'kept');
        terraform.replace(upgraded);
        const plan = await succeed(terraform, 'plan', '-input=false', '-no-color');
        expect(
          plan.includes('Plan: 0 to add, 1 to change, 0 to destroy'),
          `the plan of the new addresses: ${plan.slice(-1500)}`,
        );
        const result = await applied(terraform);
        expectEqual(await whatPeopleHave(admin), kept, 'realm and people after new addresses');

        const renamed = version('kept-renamed');
        keptRealm(renamed, 'identity-of-the-platform', 'kept');
        terraform.replace(renamed);
        await nothingToDo(terraform, 'after the construct was renamed');
        await succeed(terraform, 'apply', '-input=false', '-auto-approve');
        expectEqual(await whatPeopleHave(admin), kept, 'realm and people after the rename');
        return `new addresses: ${result}; rename: nothing to do`;
      },
    },
    {
      title:
        'a realm that is removed from the program is not destroyed, and its users are kept, until its ' +
        'protection is disabled',
      run: async ({ stack }) => {
        const admin = stack.adminOf('line-gone');
        const written = version('line-gone-written');
        keptRealm(written, 'realm', 'line-gone');
        const terraform = stack.terraformFor(written, 'terraform-line-gone', keptVariables);
        await succeed(terraform, 'init', '-input=false');
        await applied(terraform);
        await admin.addPerson('hanna', 'Correct-Horse-Battery-1', []);
        const [{ id }, [hanna]] = [
          await admin.read<{ id: string }>(''),
          await admin.read<[{ id: string }]>('/users?exact=true&username=hanna'),
        ];

        const gone = version('line-gone');
        withoutRealm(gone);
        terraform.replace(gone);
        const { status, stdout, stderr } = await terraform.tofu('apply', '-input=false', '-no-color', '-auto-approve');
        const said = (stdout + stderr).replace(/[│\s]+/g, ' ');
        expect(
          status !== 0 && /deletion.protection/i.test(said),
          `the apply without the realm: ${status}, ${said.slice(-1500)}`,
        );
        expectEqual((await admin.read<{ id: string }>('')).id, id, 'id of the realm');
        expectEqual(
          (await admin.read<[{ id: string }]>('/users?exact=true&username=hanna'))[0].id,
          hanna.id,
          'id of a user that was made by hand',
        );

        // The resources of Terraform in it are created again, and the realm is destroyed as documented.
        terraform.replace(written);
        await applied(terraform);
        const unprotected = version('line-gone-unprotected');
        keptRealm(unprotected, 'realm', 'line-gone', { preventDestruction: false });
        terraform.replace(unprotected);
        await applied(terraform);
        terraform.replace(gone);
        await succeed(terraform, 'apply', '-input=false', '-auto-approve');
        const left = await admin.read('').then(
          () => 'there',
          (error: Error) => error.message,
        );
        expect(left.includes(': 404 '), `the realm after its protection was off: ${left}`);
        return /Error: .{0,160}/.exec(said)?.[0];
      },
    },
    {
      title: 'an adopted realm is kept when its construct is renamed',
      run: async ({ stack }) => {
        const admin = stack.adminOf('adopted-once');
        await admin.makeRealm({});
        const first = version('adopted-once');
        keptRealm(first, 'realm', 'adopted-once', { adoptExisting: true });
        const terraform = stack.terraformFor(first, 'terraform-adopted-once', keptVariables);
        await succeed(terraform, 'init', '-input=false');
        await applied(terraform);
        const kept = await whatPeopleHave(admin);
        const renamed = version('adopted-renamed');
        keptRealm(renamed, 'another-id', 'adopted-once', { adoptExisting: true });
        terraform.replace(renamed);
        await nothingToDo(terraform, 'after the construct was renamed');
        expectEqual(await whatPeopleHave(admin), kept, 'realm and people');
      },
    },
    {
      title: 'a realm that is managed elsewhere gets a client and keeps its settings',
      run: async ({ stack }) => {
        const admin = stack.adminOf('by-hand');
        await admin.makeRole('on-call');
        const before = await admin.read<object>('');
        const result = await applied(await prepared(stack, 'referred'));
        expectEqual(await admin.read<object>(''), before, 'the realm');
        const [{ id }] = await admin.read<[{ id: string }]>('/users?exact=true&username=dora');
        await admin.giveRole(id, 'on-call');
        expectEqual(
          await groupsClaim(admin, 'sso-existingkeycloakrealm', 'dora'),
          ['role:on-call'],
          'the claim of somebody with the role',
        );
        return result;
      },
    },
    {
      title: 'the plan fails for a granted role that the realm does not have',
      run: async ({ stack }) => {
        const said = await refusedPlan(await prepared(stack, 'withoutRole'));
        expect(said.includes('nobody-made-it'), `the plan does not name the role: ${said.slice(-1500)}`);
        return /Error: .{0,120}/.exec(said)?.[0];
      },
    },
    {
      title: 'the plan fails for an unsafe realm, and names the unsafe settings',
      run: async ({ stack }) => {
        await stack.adminOf('unsafe').makeRealm({ registrationAllowed: true });
        const said = await refusedPlan(await prepared(stack, 'unsafe'));
        for (const problem of [
          'lets anyone register',
          'does not verify e-mail addresses',
          'accessTokenLifespan differs: the realm says 5m0s, the program 3m0s',
        ]) {
          expect(said.includes(problem), `the plan does not say ${problem}: ${said.slice(-1500)}`);
        }
      },
    },
  ],
};

import type { KeycloakAdmin } from './admin';
import type { RealmFile, User } from './realm-file';
import { joined } from '../../support/joined';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Returns the differences between two realms of the same program: one of the Keycloak provider, the other an import of
 * the realm file. It compares all resources of the program and all settings of the realm. Unless other programs have
 * added resources, it also checks that neither realm has additional resources.
 */
export async function differences(
  provider: KeycloakAdmin,
  imported: KeycloakAdmin,
  file: RealmFile,
  { whole }: { readonly whole: boolean },
): Promise<string[]> {
  const admins = [provider, imported];
  // Values that differ between all realms.
  const names = admins.map(({ realm }) => realm).sort((a, b) => b.length - a.length);
  const [one, other] = await Promise.all(admins.map(async (admin) => plain(await picture(admin, file, whole), names)));
  return compared(one, other, '').filter((each) => !ALLOWED.some(({ difference }) => difference.test(each)));
}

/** Differences that are caused by Keycloak's import, and the reasons why they are not relevant. */
const ALLOWED: readonly { readonly difference: RegExp; readonly reason: string }[] = [
  {
    difference: joined(
      /^\/clients\/[^/]+\/protocolMappers\/[^/]+\/config\/userinfo\.token\.claim: /,
      /nothing by the provider, "(true|false)" by the import$/,
    ),
    reason:
      'where nothing is written, Keycloak takes it for what the ID token has ' +
      '(OIDCAttributeMapperHelper.includeInUserInfo), and an import writes that down',
  },
  {
    difference:
      /^\/clients\/[^/]+\/attributes\/post\.logout\.redirect\.uris: nothing by the provider, "\+" by the import$/,
    reason: 'an import sets it if there is no value; clients without such addresses have no sign-out',
  },
  {
    difference: /^\/users\/[^/]+\/requiredActions: \["CONFIGURE_TOTP"\] by the provider, \[\] by the import$/,
    reason: 'Keycloak gives a default action to users that are created after it, as Terraform does; an import does not',
  },
  {
    // The default group of the compared program.
    difference:
      /^\/users\/[^/]+\/groups: \[.*"\/newcomers".*\] by the provider, \[(?!.*"\/newcomers").*\] by the import$/,
    reason: 'the same holds for default groups',
  },
];

async function picture(admin: KeycloakAdmin, file: RealmFile, whole: boolean): Promise<unknown> {
  const one = async <T>(names: readonly T[], name: (each: T) => string, read: (each: T) => Promise<unknown>) =>
    Object.fromEntries(await Promise.all(names.map(async (each) => [name(each), await read(each)] as const)));
  return {
    settings: await admin.read(''),
    events: await admin.read('/events/config'),
    userProfile: await admin.read('/users/profile'),
    requiredActions: await admin.read('/authentication/required-actions'),
    defaultGroups: (await admin.read<{ path: string }[]>('/default-groups')).map(({ path }) => path),
    components: (
      await admin.read<{ providerType: string; providerId: string; name: string; subType?: string }[]>('/components')
    ).map(({ providerType, providerId, subType }) => [providerType, providerId, subType].join(' ')),
    clients: await one(
      file.clients,
      ({ clientId }) => clientId,
      ({ clientId, secret }) => clientOf(admin, clientId, secret !== undefined),
    ),
    realmRoles: await one(
      file.roles.realm as { name: string }[],
      ({ name }) => name,
      ({ name }) => roleAt(admin, `/roles/${name}`),
    ),
    clientRoles: await one(
      Object.entries(file.roles.client),
      ([client]) => client,
      async ([client, roles]) => {
        const id = await idOf(admin, client);
        return one(
          roles as { name: string }[],
          ({ name }) => name,
          ({ name }) => roleAt(admin, `/clients/${id}/roles/${name}`),
        );
      },
    ),
    groups: await one(
      file.groups,
      ({ name }) => name,
      (group) => groupAt(admin, `/${group.name}`),
    ),
    users: await one(
      file.users,
      ({ username }) => username,
      (user) => userOf(admin, user),
    ),
    identityProviders: await one(
      file.identityProviders as { alias: string }[],
      ({ alias }) => alias,
      ({ alias }) => admin.read(`/identity-provider/instances/${alias}`),
    ),
    ...(whole
      ? {
          everything: {
            clients: (await admin.read<{ clientId: string }[]>('/clients?max=1000')).map(({ clientId }) => clientId),
            roles: (await admin.read<{ name: string }[]>('/roles?max=1000')).map(({ name }) => name),
            groups: (await admin.read<{ path: string }[]>('/groups?max=1000&briefRepresentation=true')).map(
              ({ path }) => path,
            ),
            users: (await admin.read<{ username: string }[]>('/users?max=1000')).map(({ username }) => username),
            clientScopes: (await admin.read<{ name: string }[]>('/client-scopes')).map(({ name }) => name),
            flows: (await admin.read<{ alias: string }[]>('/authentication/flows')).map(({ alias }) => alias),
          },
        }
      : {}),
  };
}

const idOf = async (admin: KeycloakAdmin, clientId: string) => {
  const [found] = await admin.read<{ id: string }[]>(`/clients?clientId=${clientId}`);
  if (found === undefined) throw new Error(`there is no client ${clientId}`);
  return found.id;
};
const namesOf = async (admin: KeycloakAdmin, path: string) =>
  (await admin.read<{ name: string }[]>(path)).map(({ name }) => name);

interface Mappings {
  readonly realmMappings?: readonly { readonly name: string }[];
  readonly clientMappings?: Readonly<Record<string, { readonly mappings: readonly { readonly name: string }[] }>>;
}

async function mappingsAt(admin: KeycloakAdmin, path: string): Promise<object> {
  const { realmMappings = [], clientMappings = {} } = await admin.read<Mappings>(path);
  return {
    realm: realmMappings.map(({ name }) => name),
    clients: Object.fromEntries(
      Object.entries(clientMappings).map(([client, { mappings }]) => [client, mappings.map(({ name }) => name)]),
    ),
  };
}

async function clientOf(admin: KeycloakAdmin, clientId: string, withSecret: boolean): Promise<object> {
  const id = await idOf(admin, clientId);
  return {
    ...(await admin.read<object>(`/clients/${id}`)),
    // Otherwise Keycloak has generated one.
    secret: withSecret ? await admin.read(`/clients/${id}/client-secret`) : 'not given',
    defaultScopes: await namesOf(admin, `/clients/${id}/default-client-scopes`),
    optionalScopes: await namesOf(admin, `/clients/${id}/optional-client-scopes`),
    mayHold: await mappingsAt(admin, `/clients/${id}/scope-mappings`),
  };
}

async function roleAt(admin: KeycloakAdmin, path: string): Promise<object> {
  const role = await admin.read<{ composite: boolean }>(path);
  return { ...role, composites: role.composite ? await namesOf(admin, `${path}/composites`) : [] };
}

async function groupAt(admin: KeycloakAdmin, path: string): Promise<object> {
  const { id } = await admin.read<{ id: string }>(`/group-by-path${path}`);
  const below = await admin.read<{ name: string }[]>(`/groups/${id}/children?max=1000`);
  return {
    roles: await mappingsAt(admin, `/groups/${id}/role-mappings`),
    below: Object.fromEntries(
      await Promise.all(below.map(async ({ name }) => [name, await groupAt(admin, `${path}/${name}`)] as const)),
    ),
  };
}

async function userOf(admin: KeycloakAdmin, { username }: User): Promise<object> {
  const [user] = await admin.read<{ id: string }[]>(`/users?exact=true&username=${username}`);
  if (user === undefined) throw new Error(`there is no user ${username}`);
  return {
    ...(await admin.read<object>(`/users/${user.id}`)),
    groups: (await admin.read<{ path: string }[]>(`/users/${user.id}/groups`)).map(({ path }) => path),
    roles: await mappingsAt(admin, `/users/${user.id}/role-mappings`),
  };
}

/** Removes ids, times and the names of the realms, and sorts lists or converts them to objects by name. */
function plain(value: unknown, realms: readonly string[]): unknown {
  const without = (text: string) => realms.reduce((rest, realm) => rest.replaceAll(realm, 'REALM'), text);
  if (typeof value === 'string') return without(value);
  if (Array.isArray(value)) {
    const names = value.map(
      (each) => (each as { name?: string; alias?: string } | null)?.name ?? (each as { alias?: string } | null)?.alias,
    );
    // By name, so that a difference has a path.
    if (names.length > 0 && names.every((name) => name !== undefined) && new Set(names).size === names.length) {
      return plain(Object.fromEntries(value.map((each, index) => [names[index]!, each as unknown])), realms);
    }
    return value.map((each) => plain(each, realms)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) =>
      !['id', 'containerId', 'internalId', 'createdTimestamp', 'notBefore', 'client.secret.creation.time'].includes(
        name,
      ),
  );
  return Object.fromEntries(
    kept.map(([name, each]) => [without(name), plain(each, realms)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function compared(provider: unknown, imported: unknown, place: string): string[] {
  if (JSON.stringify(provider) === JSON.stringify(imported)) return [];
  const isMap = (value: unknown): value is Plain =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(provider) || !isMap(imported)) {
    return [
      `${place}: ${JSON.stringify(provider) ?? 'nothing'} by the provider, ${JSON.stringify(imported) ?? 'nothing'} ` +
        'by the import',
    ];
  }
  return [...new Set([...Object.keys(provider), ...Object.keys(imported)])].flatMap((name) =>
    compared(provider[name], imported[name], `${place}/${name}`),
  );
}

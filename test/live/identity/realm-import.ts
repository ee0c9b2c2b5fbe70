import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFolder } from '../places';
import type { KeycloakAdmin } from './admin';
import { type RealmFile, realmFile, TerraformStack } from './realm-file';
import { type RequiredAction, requiredActions } from './realm-file/required-action';

export interface RealmImport {
  /** The folder `cdktf.out` of a program. */
  readonly output: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly adminOf: (realm: string) => KeycloakAdmin;
  /** @default - the realm of the program */
  readonly realm?: string;
}

/**
 * Imports the Terraform half of a program into Keycloak as a realm file. This does not test the Keycloak provider.
 */
export async function importRealm({ output, variables, adminOf, realm: name }: RealmImport): Promise<RealmFile> {
  const { managed, file } = realmFile(TerraformStack.read(output, variables, name));
  const admin = adminOf(file.realm);
  const place = path.join(runFolder, `realm-file-${file.realm}-${path.basename(path.dirname(output))}.json`);
  writeFileSync(place, JSON.stringify(file, undefined, 2));
  if (managed) {
    const ofNewRealms = await adminOf('master').read<RequiredAction[]>('/authentication/required-actions');
    await admin.makeRealm({ ...file, requiredActions: requiredActions(ofNewRealms, file.requiredActions) });
  } else {
    await addTo(admin, file);
  }
  await takeScopesAway(admin, file);
  return file;
}

const idOf = async (admin: KeycloakAdmin, clientId: string) =>
  (await admin.read<{ id: string }[]>(`/clients?clientId=${clientId}`))[0]!.id;

/** Keycloak always adds a client scope to a client with a service account. */
async function takeScopesAway(admin: KeycloakAdmin, { clients }: RealmFile): Promise<void> {
  for (const { clientId, defaultClientScopes } of clients) {
    if (defaultClientScopes === undefined) continue;
    const scopes = `/clients/${await idOf(admin, clientId)}/default-client-scopes`;
    const given = await admin.read<{ id: string; name: string }[]>(scopes);
    for (const { id } of given.filter(({ name }) => !defaultClientScopes.includes(name))) {
      await admin.remove(`${scopes}/${id}`);
    }
  }
}

/** Imports resources into an existing realm at once, and those that the import does not support one by one. */
async function addTo(admin: KeycloakAdmin, file: RealmFile): Promise<void> {
  const { clients, roles, groups, identityProviders, users } = file;
  await admin.add('/partialImport', { ifResourceExists: 'FAIL', clients, roles, groups, identityProviders });
  for (const { client, roles: names } of file.scopeMappings) {
    await admin.add(
      `/clients/${await idOf(admin, client)}/scope-mappings/realm`,
      await Promise.all(names.map((role) => admin.read(`/roles/${role}`))),
    );
  }
  for (const [owner, mappings] of Object.entries(file.clientScopeMappings)) {
    const ownerId = await idOf(admin, owner);
    for (const { client, roles: names } of mappings) {
      const found = await Promise.all(names.map((role) => admin.read(`/clients/${ownerId}/roles/${role}`)));
      await admin.add(`/clients/${await idOf(admin, client)}/scope-mappings/clients/${ownerId}`, found);
    }
  }
  for (const { username, serviceAccountClientId, groups: joined } of users) {
    // Keycloak created it with the client.
    if (serviceAccountClientId === undefined) {
      throw new Error(
        `the user ${username} would be added to a realm that is there, which only a managed realm's import does`,
      );
    }
    const { id } = await admin.read<{ id: string }>(
      `/clients/${await idOf(admin, serviceAccountClientId)}/service-account-user`,
    );
    for (const group of joined) await admin.join(id, group);
  }
  if (file.defaultGroups.length > 0 || file.requiredActions.length > 0) {
    throw new Error('a program changes settings of a realm that it does not manage');
  }
}

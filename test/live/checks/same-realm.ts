import type { KeycloakAdmin } from '../identity/admin';
import { differences } from '../identity/realm-comparison';
import type { RealmFile } from '../identity/realm-file';
import { expect } from './check';

/** Holds a realm that the Keycloak provider made against one that was imported from the same program. */
export async function sameRealm(provider: KeycloakAdmin, imported: KeycloakAdmin, file: RealmFile, { whole = true } = {}): Promise<string> {
  const found = await differences(provider, imported, file, { whole });
  expect(found.length === 0, `${found.length} differences: ${found.join('\n')}`);
  return `${file.clients.length} clients, ${file.groups.length} groups, ${file.users.length} users`;
}

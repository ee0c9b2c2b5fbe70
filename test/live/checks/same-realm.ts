import { expect } from './check';
import type { KeycloakAdmin } from '../identity/admin';
import { differences } from '../identity/realm-comparison';
import type { RealmFile } from '../identity/realm-file';

/** Compares a realm of the Keycloak provider with a realm that was imported from the same program. */
export async function sameRealm(
  provider: KeycloakAdmin,
  imported: KeycloakAdmin,
  file: RealmFile,
  { whole = true } = {},
): Promise<string> {
  const found = await differences(provider, imported, file, { whole });
  // The same difference in several places is reported once.
  const alike = new Map<string, string[]>();
  for (const each of found) {
    const kind = each.replace(/^[^:]*\//, '');
    alike.set(kind, [...(alike.get(kind) ?? []), each]);
  }
  const told = [...alike.values()].map(
    ([first, ...others]) =>
      `${first!.slice(0, 300)}${others.length > 0 ? ` (and at ${others.length} places more)` : ''}`,
  );
  expect(found.length === 0, `${found.length} differences: ${told.join('\n')}`);
  return `${file.clients.length} clients, ${file.groups.length} groups, ${file.users.length} users`;
}

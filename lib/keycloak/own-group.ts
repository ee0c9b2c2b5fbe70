import { OWN_GROUPS } from './groups-claim';
import { KeycloakGroup } from './keycloak-group';
import { below } from './places';
import { RealmGroup, RealmRegistry } from './realm-registry';

/** A group that the library owns, below the group of its kind. */
export function ownGroup(registry: RealmRegistry, kind: keyof typeof OWN_GROUPS, name: string): RealmGroup {
  const parent = OWN_GROUPS[kind];
  const create = (fullPath: string, of: RealmGroup | RealmRegistry['realm'], id: string) =>
    registry.groups.get(fullPath) ?? registry.own(fullPath, () => new KeycloakGroup(below(of, 'groups'), id));
  return create(`/${parent}/${name}`, create(`/${parent}`, registry.realm, parent) as KeycloakGroup, name);
}

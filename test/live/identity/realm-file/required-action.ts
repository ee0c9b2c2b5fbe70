import type { Fields } from './fields';

/** A required action in the form of Keycloak. */
export interface RequiredAction {
  readonly alias: string;
  readonly [setting: string]: unknown;
}

/** `keycloak_required_action`. */
export const requiredAction = (fields: Fields): RequiredAction => {
  fields.target('realm_id');
  return {
    alias: fields.string('alias')!,
    name: fields.string('name'),
    enabled: fields.boolean('enabled'),
    defaultAction: fields.boolean('default_action'),
    priority: fields.number('priority'),
  };
};

/**
 * An imported realm has only the actions of its file. The file contains the actions of a new realm, changed by the
 * program.
 */
export const requiredActions = (
  ofNewRealms: readonly RequiredAction[],
  changed: readonly RequiredAction[],
): RequiredAction[] => {
  const unknown = changed.filter(({ alias }) => !ofNewRealms.some((each) => each.alias === alias));
  if (unknown.length > 0) {
    throw new Error(`Keycloak knows no required action ${unknown.map(({ alias }) => alias).join(', ')}`);
  }
  return ofNewRealms.map((action) => ({ ...action, ...changed.find(({ alias }) => alias === action.alias) }));
};

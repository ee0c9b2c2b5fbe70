import type { Fields } from './fields';

/** `keycloak_realm_user_profile`, which is a component with a JSON string in a realm file. */
export function userProfile(fields: Fields): object {
  fields.target('realm_id');
  const content = { attributes: fields.blocks('attribute', attribute) };
  return {
    'org.keycloak.userprofile.UserProfileProvider': [
      {
        providerId: 'declarative-user-profile',
        subComponents: {},
        config: { 'kc.user.profile.config': [JSON.stringify(content)] },
      },
    ],
  };
}

const attribute = (fields: Fields): object => {
  const roles = fields.strings('required_for_roles');
  return {
    name: fields.string('name'),
    displayName: fields.string('display_name'),
    multivalued: fields.boolean('multi_valued'),
    permissions: fields.block('permissions', (permissions) => ({
      view: permissions.strings('view'),
      edit: permissions.strings('edit'),
    })),
    required: roles && { roles },
    validations: Object.fromEntries(
      fields.blocks('validator', (validator) => [validator.string('name')!, validator.map('config')] as const),
    ),
  };
};

import type { Fields } from './fields';
import { roleOf } from './roles';
import type { TerraformStack } from './terraform-stack';

type Config = Readonly<Record<string, string | boolean | undefined>>;

/** The tokens and responses that contain a claim. */
const places = (fields: Fields): Config => ({
  'id.token.claim': fields.boolean('add_to_id_token') ?? true,
  'access.token.claim': fields.boolean('add_to_access_token') ?? true,
  'introspection.token.claim': fields.boolean('add_to_token_introspection'),
});

const inUserInfo = (fields: Fields): Config => ({ 'userinfo.token.claim': fields.boolean('add_to_userinfo') ?? true });

/** The resources that are protocol mappers of a client: the name of the mapper in Keycloak, and its settings. */
const mappers: Readonly<
  Record<string, (fields: Fields, stack: TerraformStack) => readonly [string | undefined, Config]>
> = {
  keycloak_generic_protocol_mapper: (fields) => [fields.string('protocol_mapper'), fields.map('config')],
  keycloak_openid_audience_protocol_mapper: (fields) => [
    'oidc-audience-mapper',
    {
      ...places(fields),
      'included.client.audience': fields.string('included_client_audience'),
      'included.custom.audience': fields.string('included_custom_audience'),
    },
  ],
  keycloak_openid_group_membership_protocol_mapper: (fields) => [
    'oidc-group-membership-mapper',
    {
      ...places(fields),
      ...inUserInfo(fields),
      'claim.name': fields.string('claim_name'),
      'full.path': fields.boolean('full_path') ?? true,
    },
  ],
  keycloak_openid_user_realm_role_protocol_mapper: (fields) => [
    'oidc-usermodel-realm-role-mapper',
    {
      ...places(fields),
      ...inUserInfo(fields),
      ...roleClaim(fields),
      'usermodel.realmRoleMapping.rolePrefix': fields.string('realm_role_prefix'),
    },
  ],
  keycloak_openid_user_client_role_protocol_mapper: (fields) => [
    'oidc-usermodel-client-role-mapper',
    {
      ...places(fields),
      ...inUserInfo(fields),
      ...roleClaim(fields),
      'usermodel.clientRoleMapping.clientId': fields.string('client_id_for_role_mappings'),
      'usermodel.clientRoleMapping.rolePrefix': fields.string('client_role_prefix'),
    },
  ],
  keycloak_openid_hardcoded_role_protocol_mapper: (fields, stack) => {
    const { client, name } = roleOf(stack, fields.target('role_id'));
    return ['oidc-hardcoded-role-mapper', { role: client === undefined ? name : `${client}.${name}` }];
  },
};

const roleClaim = (fields: Fields): Config => ({
  'claim.name': fields.string('claim_name'),
  'multivalued': fields.boolean('multivalued'),
  'jsonType.label': 'String',
});

export const mapperTypes: readonly string[] = Object.keys(mappers);

/** The protocol mappers of a stack, by the address of their client. */
export function protocolMappers(stack: TerraformStack): Map<string, object[]> {
  const found = new Map<string, object[]>();
  for (const resource of stack.ofType(...mapperTypes)) {
    const [client, mapper] = stack.read(resource, (fields) => {
      fields.target('realm_id');
      const { address } = fields.target('client_id');
      const [protocolMapper, config] = mappers[resource.type]!(fields, stack);
      return [
        address,
        {
          name: fields.string('name'),
          protocol: fields.string('protocol') ?? 'openid-connect',
          protocolMapper,
          config: Object.fromEntries(
            Object.entries(config)
              .filter(([, value]) => value !== undefined)
              .map(([name, value]) => [name, String(value)]),
          ),
        },
      ] as const;
    });
    found.set(client, [...(found.get(client) ?? []), mapper]);
  }
  return found;
}

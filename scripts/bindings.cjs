// Generates lib/provider-keycloak from the provider's schema: offline, without a terraform or tofu binary.
'use strict';
process.env.CHECKPOINT_DISABLE = '1'; // otherwise the generator sends crash reports to a public address
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const version = '5.9.0';
const schemaFile = path.join(root, 'schema', `terraform-provider-keycloak-${version}.json`);
const target = path.join(root, 'lib', 'provider-keycloak');
const stampFile = path.join(target, '.stamp');

// The resources that the library uses, and those that users most often add to a monitoring realm. Each resource costs
// compile time in every build. For authorization services, SAML and vendor-specific LDAP mappers, users generate their
// own bindings.
const resources = [
  'authentication_bindings',
  'authentication_execution',
  'authentication_execution_config',
  'authentication_flow',
  'authentication_subflow',
  'default_groups',
  'default_roles',
  'generic_protocol_mapper',
  'generic_role_mapper',
  'group',
  'group_memberships',
  'group_roles',
  'hardcoded_group_identity_provider_mapper',
  'kubernetes_identity_provider',
  'custom_identity_provider_mapper',
  'ldap_group_mapper',
  'ldap_user_federation',
  'oidc_github_identity_provider',
  'oidc_google_identity_provider',
  'oidc_identity_provider',
  'oidc_microsoft_identity_provider',
  'openid_audience_protocol_mapper',
  'openid_client',
  'openid_client_default_scopes',
  'openid_client_optional_scopes',
  'openid_client_scope',
  'openid_client_service_account_realm_role',
  'openid_group_membership_protocol_mapper',
  'openid_hardcoded_role_protocol_mapper',
  'openid_user_client_role_protocol_mapper',
  'openid_user_realm_role_protocol_mapper',
  'realm',
  'realm_events',
  'realm_user_profile',
  'required_action',
  'role',
  'user',
  'user_groups',
  'user_roles',
];
const dataSources = ['group', 'openid_client', 'realm', 'role', 'user'];

async function main() {
  const stamp = createHash('sha256')
    .update(fs.readFileSync(schemaFile))
    .update(fs.readFileSync(__filename))
    .digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;

  const { CodeMaker } = require('codemaker');
  const { ConstructsMakerProviderTarget, LANGUAGES, TerraformProviderConstraint } = require('@cdktf/commons');
  const { TerraformProviderGenerator } = require('@cdktf/provider-generator/lib/get/generator/provider-generator');

  const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
  const [provider] = Object.values(schema.provider_schemas);
  // The generator matches a short source only with this registry.
  const fqpn = 'registry.terraform.io/keycloak/keycloak';
  schema.provider_schemas = { [fqpn]: provider };
  schema.provider_versions = { [fqpn]: version };
  const pick = (all, names) =>
    Object.fromEntries(
      names.map((name) => {
        if (!all[`keycloak_${name}`]) throw new Error(`the schema of provider ${version} has no keycloak_${name}`);
        return [`keycloak_${name}`, all[`keycloak_${name}`]];
      }),
    );
  provider.resource_schemas = pick(provider.resource_schemas, resources);
  provider.data_source_schemas = pick(provider.data_source_schemas, dataSources);

  fs.rmSync(target, { recursive: true, force: true });
  const code = new CodeMaker();
  code.indentation = 2;
  const constraint = new TerraformProviderConstraint(`keycloak/keycloak@~> ${version}`);
  new TerraformProviderGenerator(code, schema).generate(new ConstructsMakerProviderTarget(constraint, LANGUAGES[0]));
  const staging = path.join(root, 'build', 'bindings');
  fs.rmSync(staging, { recursive: true, force: true });
  await code.save(staging);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const [generated] = fs.readdirSync(path.join(staging, 'providers'));
  fs.renameSync(path.join(staging, 'providers', generated), target);
  fs.rmSync(staging, { recursive: true, force: true });
  fs.writeFileSync(stampFile, stamp);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

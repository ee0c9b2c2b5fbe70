import type { Fields } from './fields';

const accessTypes: Readonly<Record<string, object>> = {
  'CONFIDENTIAL': { publicClient: false, bearerOnly: false },
  'PUBLIC': { publicClient: true, bearerOnly: false },
  'BEARER-ONLY': { publicClient: false, bearerOnly: true },
};

/** `keycloak_openid_client`. */
export function client(fields: Fields): { readonly clientId: string; readonly [setting: string]: unknown } {
  fields.target('realm_id');
  // It controls when the secret is written. An import always writes it.
  fields.skip('client_secret_wo_version');
  const accessType = fields.string('access_type')!;
  const access = accessTypes[accessType];
  if (access === undefined) throw new Error(`the realm file has no word for the access type ${accessType}`);
  return {
    clientId: fields.string('client_id')!,
    name: fields.string('name'),
    protocol: 'openid-connect',
    enabled: true,
    ...access,
    clientAuthenticatorType: fields.string('client_authenticator_type') ?? 'client-secret',
    secret: fields.string('client_secret_wo'),
    standardFlowEnabled: fields.boolean('standard_flow_enabled') ?? false,
    implicitFlowEnabled: fields.boolean('implicit_flow_enabled') ?? false,
    directAccessGrantsEnabled: fields.boolean('direct_access_grants_enabled') ?? false,
    serviceAccountsEnabled: fields.boolean('service_accounts_enabled') ?? false,
    consentRequired: fields.boolean('consent_required') ?? false,
    fullScopeAllowed: fields.boolean('full_scope_allowed') ?? true,
    redirectUris: fields.strings('valid_redirect_uris') ?? [],
    webOrigins: fields.strings('web_origins') ?? [],
    // The values that the provider writes for missing arguments.
    adminUrl: '',
    baseUrl: '',
    description: '',
    attributes: written({
      ...UNSAID,
      'pkce.code.challenge.method': fields.string('pkce_code_challenge_method'),
      'post.logout.redirect.uris': fields.strings('valid_post_logout_redirect_uris')?.join('##'),
      'oauth2.device.authorization.grant.enabled': fields.boolean('oauth2_device_authorization_grant_enabled') ?? false,
      'use.refresh.tokens': fields.boolean('use_refresh_tokens') ?? true,
      'standard.token.exchange.enabled': fields.boolean('standard_token_exchange_enabled') ?? false,
      ...fields.map('extra_config'),
    }),
  };
}

/** The values that the provider writes for missing arguments, if Keycloak has no value. */
const UNSAID = {
  'backchannel.logout.revoke.offline.tokens': false,
  'backchannel.logout.session.required': true,
  'client_credentials.use_refresh_token': false,
  'display.on.consent.screen': false,
  'dpop.bound.access.tokens': false,
  'exclude.issuer.from.auth.response': false,
  'exclude.session.state.from.auth.response': false,
  'oauth2.jwt.authorization.grant.enabled': false,
};

/** Attributes of a client are strings. An attribute without a value is left out. */
const written = (attributes: Readonly<Record<string, string | boolean | undefined>>) =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );

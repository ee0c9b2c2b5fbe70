import type { Fields } from './fields';

/** `keycloak_kubernetes_identity_provider`: a cluster whose service account tokens authenticate clients. */
export const kubernetesIdentityProvider = (fields: Fields): object => {
  fields.target('realm');
  return {
    ...UNSAID,
    alias: fields.string('alias'),
    providerId: 'kubernetes',
    enabled: true,
    hideOnLogin: true,
    config: { ...UNSAID_CONFIG, issuer: fields.string('issuer') },
  };
};

/** The values that the provider writes for missing arguments, if Keycloak has no value. */
const UNSAID = {
  displayName: '',
  firstBrokerLoginFlowAlias: 'first broker login',
  storeToken: true,
  addReadTokenRoleOnCreate: false,
  authenticateByDefault: false,
  linkOnly: false,
  trustEmail: false,
};
const UNSAID_CONFIG = {
  syncMode: 'LEGACY',
  ...Object.fromEntries(
    [
      'acceptsPromptNoneForwardFromClient',
      'backchannelSupported',
      'disableTypeClaimCheck',
      'disableUserInfo',
      'forceAuthn',
      'githubJsonFormat',
      'kc.org.broker.redirect.mode.email-matches',
      'offlineAccess',
      'postBindingAuthnRequest',
      'postBindingLogout',
      'postBindingResponse',
      'uiLocales',
      'useJwksUrl',
      'userIp',
      'validateSignature',
      'wantAssertionsEncrypted',
      'wantAssertionsSigned',
      'wantAuthnRequestsSigned',
    ].map((name) => [name, 'false']),
  ),
};

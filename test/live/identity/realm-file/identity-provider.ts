import type { Fields } from './fields';

/** `keycloak_kubernetes_identity_provider`: a cluster that vouches for clients. */
export const kubernetesIdentityProvider = (fields: Fields): object => {
  fields.target('realm');
  return { alias: fields.string('alias'), providerId: 'kubernetes', enabled: true, hideOnLogin: true, config: { issuer: fields.string('issuer') } };
};

export * from './identity-provider';
export * from './oidc-issuer';

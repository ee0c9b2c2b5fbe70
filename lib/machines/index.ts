export * from './machine-issuer';
export * from './service-account-issuer';
export * from './service-account-discovery';
export * from './api-server-settings';

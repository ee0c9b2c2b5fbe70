export * from './access-check';
export * from './karma-dashboard';
export * from './prometheus-client';
export * from './service-account-token';
export * from './token-sidecar';

export * from './access-check';
export * from './karma-dashboard';
export * from './prometheus-client';
export { ServiceAccountToken, ServiceAccountTokenProps } from './service-account-token';
export { TokenSidecar, TokenSidecarOptions, TokenSidecarProps, TokenSidecarTarget } from './token-sidecar';

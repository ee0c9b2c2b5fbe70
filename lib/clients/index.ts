export * from './access-check';
export { IAnyContainer, IAnyPod } from './any-pod';
export * from './karma-dashboard';
export * from './prometheus-client';
export { ServiceAccountToken, ServiceAccountTokenProps } from './service-account-token';
export { TokenSidecar, TokenSidecarOptions, TokenSidecarProps, TokenSidecarTarget } from './token-sidecar';

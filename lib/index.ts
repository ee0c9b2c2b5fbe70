export * from './access';
export * from './applications';
export * from './edge';
export * from './identity';
export { NetworkPeer } from './isolation/network-policy';
export { Toleration, WorkloadOptions } from './isolation/workload';
export * from './monitoring-sso';
export * from './secrets/secrets';
export * from './sessions/sessions';

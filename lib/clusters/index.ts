export * from './remote-cluster-options';

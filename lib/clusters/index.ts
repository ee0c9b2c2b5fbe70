export * from './remote-cluster';

export * from './edge';
export * from './tls';

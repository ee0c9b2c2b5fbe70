export * from './edge';
export * from './ingress-controller';
export * from './tls';
export * from './guard-options';

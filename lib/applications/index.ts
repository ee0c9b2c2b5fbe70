export * from './application';
export * from './prometheus';
export * from './alertmanager';
export * from './grafana';
export * from './karma';
export * from './thanos-query';
export * from './web-application';

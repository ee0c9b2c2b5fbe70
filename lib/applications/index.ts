export * from './application';
export * from './prometheus';
export * from './alertmanager';
export * from './grafana';
export * from './web-application';

export * from './application-route';
export * from './identity';
export * from './purpose';

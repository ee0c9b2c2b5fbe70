export * from './application-index';
export * from './sso-model';

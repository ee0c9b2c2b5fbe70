export * from './application-index';
export * from './flows';
export * from './sso-model';

export * from './accepted-exception';
export * from './application-index';
export * from './flows';
export * from './model-identity';
export * from './relying-party';
export * from './sso-model';

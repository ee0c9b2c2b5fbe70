export * from './application-route';
export { IdentityKind, IIdentity } from './identity';
export { Purpose } from './purpose';

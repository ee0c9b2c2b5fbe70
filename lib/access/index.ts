export * from './application-route';
export { IdentityKind, IIdentity } from './identity';
export { Location, MethodAnswer } from './locations';
export { Purpose } from './purpose';

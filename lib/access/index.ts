export * from './application-route';
export * from './identity';
export { Location, MethodAnswer } from './locations';
export * from './purpose';

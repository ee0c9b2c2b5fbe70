export { KubernetesClientOptions } from './kubernetes-client';
export * from './keycloak-group';
export * from './keycloak-machines';
export * from './keycloak-realm-base';
export * from './keycloak-realm';
export * from './keycloak-role';
export * from './keycloak-role-client';
export * from './keycloak-user';
export * from './existing-keycloak-realm';

import { ApiType, ApiValue, apiTable, propertiesOf } from './table';

/** Code for values of types that programs create in different ways. */
const OF_TYPE: { readonly [type: string]: string } = {
  'any': "'value'",
  'json': "{ key: 'value' }",
  'number': '1',
  'boolean': 'true',
  'date': 'new Date()',
  'constructs.Construct': 'chart',
  'constructs.IConstruct': 'chart',
  'cdk8s.Chart': 'chart',
  'cdk8s.Duration': 'Duration.minutes(5)',
  'cdk8s.ApiObjectMetadataDefinition': 'deployment.podMetadata',
  'Application': "Prometheus.ofService('prometheus-operated')",
  'EdgeBase': "Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] })",
  'IAnyContainer': 'container',
  'IAnyPod': 'deployment',
  'IIdentity': "realm.addGroup('developers')",
  'IIdentityProvider': 'realm',
  'IMachineIssuer': "new ServiceAccountIssuer({ issuerUrl: 'https://kubernetes.example.com' })",
  'ISessionStore': 'Sessions.redis()',
  'ISignOnScope': 'sso',
  'KeycloakGroup': "realm.addGroup('developers')",
  'KeycloakRealmBase': 'realm',
  'KeycloakRole': "realm.addRole('developers')",
  'MachineEntrance': 'entrance',
  'OAuth2Proxy': 'proxy',
  'Secrets': "Secrets.existing('monitoring-sso')",
  'ServiceAccountToken': "new ServiceAccountToken({ audience: 'monitoring' })",
  'Tls': "Tls.certManager({ issuer: 'letsencrypt' })",
};

/** Code for strings and numbers by the name of the prop: the first match. */
const OF_NAME: readonly (readonly [RegExp, string])[] = [
  [/^(runbookUrl|externalUrl)$/, "'https://monitoring.example.com/prometheus'"],
  [/url$|redirectUris?$|^issuers?$|formerIssuers/i, "'https://keycloak.example.com'"],
  [/host$|machineHosts|decisionsHost/i, "'monitoring.example.com'"],
  [/domain$/i, "'example.com'"],
  [/trustedProxies|cidr/i, "'10.244.0.0/16'"],
  [/addresses/i, "'192.0.2.10'"],
  [/email/i, "'alice@example.com'"],
  [/username$/i, "'alice'"],
  [/namespaces?$/i, "'monitoring'"],
  [/port$/i, '8080'],
  [/^routePrefix$|^path$/, "'/prometheus'"],
  [/mountPath/, "'/var/run/secrets/tokens'"],
  [/memory|size$/i, "'128Mi'"],
  [/cpuRequest/, "'10m'"],
  [/image$/, "'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6'"],
  [/methods?$/i, "'GET'"],
  [/algorithms/i, "'RS256'"],
  [/scopes/i, "'openid'"],
  [/audience/i, "'monitoring'"],
  [/^kind$/, "'Prometheus'"],
  [/serviceName|^service$/, "'prometheus-operated'"],
];

/**
 * Code for a value of a type, to be pasted.
 * @param type the type
 * @param name name of the parameter or prop
 */
export function exampleOf(type: ApiType, name: string): string {
  if (typeof type === 'string') return exampleOfString(type, name) ?? OF_TYPE[type] ?? exampleOfEntry(type);
  if ('union' in type) return exampleOf(type.union[0], name);
  return 'array' in type ? `[${exampleOf(type.array, name)}]` : `{ name: ${exampleOf(type.map, name)} }`;
}

function exampleOfString(type: string, name: string): string | undefined {
  if (type !== 'string' && type !== 'number') return undefined;
  const isNumber = (code: string) => /^\d/.test(code);
  const named = OF_NAME.find(([pattern, code]) => pattern.test(name) && (type === 'number') === isNumber(code));
  return named?.[1] ?? (type === 'string' ? "'name'" : undefined);
}

function exampleOfEntry(type: string): string {
  const entry = apiTable()[type];
  if (entry.kind === 'enum') return `${type}.${entry.members![0]}`;
  if (entry.kind === 'struct') return exampleOfStruct(type);
  const factory = Object.entries(entry.statics ?? {}).find(([, { returns }]) => returns === type);
  if (factory !== undefined) return `${type}.${factory[0]}(${examplesOf(factory[1].parameters)})`;
  return `new ${type}(${examplesOf(entry.create ?? [])})`;
}

function exampleOfStruct(type: string): string {
  const all = propertiesOf(type);
  const needed = all.filter(({ optional }) => !optional);
  const shown = needed.length > 0 ? needed : [all.find(({ name }) => name === 'read') ?? all[0]].filter(Boolean);
  const members = shown.map((each) => `${each.name}: ${exampleOf(each.type, each.name)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

/** Code for the arguments of a call. */
export const examplesOf = (parameters: readonly ApiValue[]): string =>
  parameters
    .filter(({ optional }) => !optional)
    .map(({ type, name }) => exampleOf(type, name))
    .join(', ');

import { definitionsOf } from './crds';

/** A definition in schema/custom-resources.json. */
export interface CustomResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: object;
}

/** The kinds that the library makes. */
export const KINDS = [
  { group: 'cert-manager.io', kind: 'Certificate' },
  { group: 'external-secrets.io', kind: 'ExternalSecret' },
  { group: 'generators.external-secrets.io', kind: 'Password' },
  { group: 'monitoring.coreos.com', kind: 'PrometheusRule' },
  { group: 'monitoring.coreos.com', kind: 'ServiceMonitor' },
  { group: 'traefik.io', kind: 'IngressRoute' },
  { group: 'traefik.io', kind: 'IngressRouteTCP' },
  { group: 'traefik.io', kind: 'Middleware' },
  { group: 'traefik.io', kind: 'MiddlewareTCP' },
  { group: 'traefik.io', kind: 'ServersTransport' },
  { group: 'traefik.io', kind: 'TLSOption' },
];

/** The schemas of the stored versions in the pinned Go modules, without descriptions and status. */
export async function customResources(): Promise<CustomResource[]> {
  const definitions = await definitionsOf(KINDS);
  return KINDS.map(({ group, kind }) => {
    const found = definitions.find(({ spec }) => spec.group === group && spec.names.kind === kind)!;
    const { name: version, schema } = found.spec.versions.find(({ storage }) => storage)!;
    const { required, properties } = schema.openAPIV3Schema;
    return { group, version, kind, schema: withoutDescriptions({ required, properties: { spec: properties.spec } }) };
  });
}

/** Removes fields that types do not need from a schema. Properties can have the same names as these fields. */
function withoutDescriptions(schema: any, ofProperties = false): any {
  if (Array.isArray(schema)) return schema.map((each) => withoutDescriptions(each));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => value !== undefined && (ofProperties || !/^(description|x-kubernetes-.*)$/.test(key)))
      .map(([key, value]) => [key, withoutDescriptions(value, !ofProperties && key === 'properties')]),
  );
}

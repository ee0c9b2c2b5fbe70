import type { KubeObject } from './objects';

/** A host and path that an edge must serve, and the Service behind it. */
export interface ServedPlace {
  readonly host: string;
  readonly path: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** The hosts and paths of Ingresses and of IngressRoutes, with TLS. */
export function servedPlaces(objects: readonly KubeObject[]): ServedPlace[] {
  return objects.flatMap((object) => {
    const namespace = object.metadata.namespace!;
    if (object.kind === 'Ingress') {
      return object.spec.rules.flatMap((rule: any) =>
        rule.http.paths.map(({ path, backend: { service } }: any) => ({
          host: rule.host,
          path,
          namespace,
          service: service.name,
          port: service.port.number,
        })),
      );
    }
    if (object.kind !== 'IngressRoute' || !object.spec.tls) return [];
    return object.spec.routes.map(({ match, services: [service] }: any) => ({
      ...placeIn(match),
      namespace,
      service: service.name,
      port: service.port,
    }));
  });
}

function placeIn(rule: string): { host: string; path: string } {
  const [, host, path] = /^Host\(`([^`]+)`\).*?Path(?:Prefix)?\(`([^`]+)`\)/.exec(rule) ?? [];
  if (host === undefined || path === undefined) throw new Error(`a rule without host and path: ${rule}`);
  return { host, path };
}

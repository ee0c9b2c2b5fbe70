import { AccessOptions } from './access-options';
import { Domain } from './domain';
import { checkedId, refuseReserved } from './ids';
import { ApplicationRoute } from '../access/application-route';
import { checkedIdentities } from '../access/checked-identities';
import { IIdentity, MACHINES } from '../access/identity';
import { Purpose } from '../access/purpose';
import { Application } from '../applications/application';
import { Cluster } from '../clusters/cluster';
import { refuse } from '../errors';
import { PlacedApplication } from '../model';
import { syntax } from '../syntax';

/** A protected application, from what the program says about it. */
export function protectionModel(
  domain: Domain,
  cluster: Cluster,
  constructId: string,
  application: Application,
  options: AccessOptions,
): PlacedApplication {
  const { path } = domain;
  const id = applicationId(domain, cluster, constructId, application, options);
  const grants = grantsOf(path, id, application, options);
  return {
    id,
    kind: application.kind,
    host: syntax.host(path, 'host', options.host ?? domain.props.host),
    path: syntax.urlPath(path, 'path', options.path ?? '/'),
    routes: application.routes.map((route) => checkedRoute(path, id, route)),
    grants,
    routePrefix: application.routePrefix,
    construct: `${cluster.scope.node.path}/${id}`,
    cluster: cluster.id,
  };
}

function applicationId(
  domain: Domain,
  cluster: Cluster,
  constructId: string,
  { kind }: Application,
  options: AccessOptions,
): string {
  const { path } = domain;
  const id = syntax.dnsLabel(path, 'id', constructId);
  if (cluster.id !== undefined && options.host === undefined) {
    refuse({
      path,
      what: `${id} has no host in ${cluster.id}, and that of the sign-on leads to another cluster`,
      got: options.host,
      allowed: 'a host of its own',
      fix: `give protect() a host, such as ${kind.toLowerCase()}.${cluster.id}.example.com`,
    });
  }
  const taken = cluster.scope.node.tryFindChild(id) !== undefined && domain.application(id) === undefined;
  refuseReserved(path, cluster.edge, id, taken || id.startsWith('machines-'));
  return checkedId(path, id, 40);
}

function grantsOf(path: string, id: string, application: Application, options: AccessOptions) {
  const grants: Partial<Record<Purpose, IIdentity[]>> = {};
  for (const purpose of Object.values(Purpose)) {
    const identities = options[purpose];
    if (identities === undefined) continue;
    grants[purpose] = checkedIdentities(path, `${purpose} of ${id}`, identities);
    checkPurpose(path, id, application, purpose);
  }
  const byBrowser = grants[Purpose.ADMINISTER]?.some(({ identityKind }) => !MACHINES.includes(identityKind));
  if (byBrowser && !options.administerByBrowser) {
    refuse({
      path,
      what: `administer of ${id} is granted to browsers, which a page of another application can misuse`,
      got: options.administerByBrowser,
      allowed: 'administerByBrowser: true, if you accept that',
      fix: 'administer inside the cluster, or set administerByBrowser',
    });
  }
  return grants;
}

function checkPurpose(path: string, id: string, { routes }: Application, purpose: Purpose): void {
  if (purpose === Purpose.READ || routes.some((route) => route.purpose === purpose)) return;
  refuse({
    path,
    what: `${id} has no routes to ${purpose}, so the grant would mean something else than it says`,
    got: purpose,
    allowed: [...new Set([Purpose.READ, ...routes.map((route) => route.purpose)])].join(', '),
    fix:
      purpose === Purpose.WRITE
        ? 'grant read; for programs that deliver data, grant ingest'
        : `remove ${purpose}, or declare its routes`,
  });
}

function checkedRoute(path: string, id: string, route: ApplicationRoute): ApplicationRoute {
  syntax.urlPath(path, `the path of a route of ${id}`, route.path);
  for (const method of route.methods ?? []) {
    if (!/^[A-Z]+$/.test(method)) {
      refuse({
        path,
        what: `a method of a route of ${id} is malformed`,
        got: method,
        allowed: 'methods in capitals, such as POST',
        fix: `write ${String(method).toUpperCase()}`,
      });
    }
  }
  if (route.methods?.length === 0) {
    refuse({
      path,
      what: `a route of ${id} has an empty list of methods`,
      got: [],
      allowed: 'at least one method',
      fix: 'leave methods out for every method',
    });
  }
  return { ...route, methods: route.methods && [...route.methods] };
}

import { Domain } from './domain';
import { Application } from '../applications/application';
import { addressInside } from '../applications/calls';
import { Cluster } from '../clusters/cluster';
import { ClusterValues } from '../report/report';

/** What the applications of a cluster and its edge must be started with. */
export function valuesOf(domain: Domain, cluster: Cluster): ClusterValues {
  const applications = domain.protectedIn(cluster);
  const placed = applications.map(({ model: { id, path: served }, application, routed: [{ namespace }] }) => ({
    id,
    application,
    namespace,
    path: served,
    service: application.serviceName,
    port: application.port,
    containerPort: application.containerPort,
  }));
  const called = placed.flatMap(({ application: { _serves }, ...place }) =>
    _serves.map(({ api }) => ({ ...place, api })),
  );
  const calledBy = new Map<string, typeof called>();
  for (const each of called) calledBy.set(each.id, [...(calledBy.get(each.id) ?? []), each]);
  const callers = placed.filter(({ application: { _calls } }) => _calls.length > 0);
  const isTold = (application: Application, id: string) =>
    Object.keys(application._callSettings(calledBy.get(id) ?? []).configuration).length > 0;
  return {
    applications: applications.map(({ model, application }) => ({
      id: model.id,
      settings: application.urlSettings(`https://${model.host}${model.path}`, model.path),
      calls: application._callSettings(called),
    })),
    moved: placed
      .filter(({ path: served }) => served !== '/')
      .map(({ application, ...place }) => {
        const address = addressInside(place);
        const told = callers.filter((other) => isTold(other.application, place.id)).map(({ id }) => id);
        return { id: place.id, address, configured: told, callers: application._callers(address, place.path) };
      }),
    edgeFiles: cluster.edge.reportFiles,
    controllerValues: cluster.edge.controllerValues(cluster.signOn, domain.routedIn(cluster)),
  };
}

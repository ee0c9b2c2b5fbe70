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
  const called = placed.flatMap(({ application: { _api }, ...place }) =>
    _api === undefined ? [] : [{ ...place, api: _api }],
  );
  const isTold = (application: Application, id: string) =>
    Object.keys(application._callSettings(called.filter((each) => each.id === id)).configuration).length > 0;
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
        const told = placed.filter((other) => isTold(other.application, place.id)).map(({ id }) => id);
        return { id: place.id, address, told, callers: application._callers(address, place.path) };
      }),
    controllerValues: cluster.edge.controllerValues(cluster.signOn, domain.routedIn(cluster)),
  };
}

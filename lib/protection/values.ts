import { Domain } from './domain';
import { addressInside, CallSettings } from '../applications/calls';
import { Cluster } from '../clusters/cluster';
import { ConfiguredCaller } from '../report/callers';
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
    _serves.map(({ api, dataSource }) => ({ ...place, api, dataSource })),
  );
  const calledBy = new Map<string, typeof called>();
  for (const each of called) calledBy.set(each.id, [...(calledBy.get(each.id) ?? []), each]);
  const callers = placed.filter(({ application: { _calls } }) => _calls.length > 0);
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
        const configured = callers.flatMap(({ id, application: other }) =>
          filesWith(id, other._callSettings(calledBy.get(place.id) ?? [])),
        );
        return { id: place.id, address, configured, callers: application._callers(address, place.path) };
      }),
    edgeFiles: cluster.edge.reportFiles,
    controllerValues: cluster.edge.controllerValues(cluster.signOn, domain.routedIn(cluster)),
  };
}

/** The files of the report with the settings of a caller; none if it has no settings. */
function filesWith(id: string, { operatorFields, configuration, ownCharts }: CallSettings): ConfiguredCaller[] {
  const files = [
    ...Object.keys(operatorFields).map(() => `${id}.operator.yaml`),
    ...Object.keys(configuration).map((name) => `${id}.${name}.yaml`),
    ...Object.keys(ownCharts).map((chart) => `${id}.${chart}-chart.yaml`),
  ];
  return files.length === 0 ? [] : [{ id, files: [...new Set(files)] }];
}

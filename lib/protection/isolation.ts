import { Construct } from 'constructs';
import { Domain, Protected } from './domain';
import { allowIngress, kubePeer } from '../isolation/network-policy';
import { ReachedApplication } from '../report/network';

/** Admits the edge, the replicas of an application, the applications that call it, and those that `allowFrom` names. */
export function isolate(
  domain: Domain,
  scope: Construct,
  { application, cluster, routed: [{ namespace }], part, allowFrom }: Protected,
): void {
  const { podLabels, containerPort } = application;
  allowIngress(scope, 'isolation', {
    podLabels,
    metadata: { namespace },
    rules: () => {
      const flows = domain.flows.to(part);
      const callersOn = (port: number | undefined) =>
        domain.podsOf(flows.filter((flow) => flow.port === port).map(({ from }) => from)).map(kubePeer);
      const ports = [...new Set(flows.flatMap(({ port }) => port ?? []))];
      return [
        { from: cluster.edge.peers.map(kubePeer), ports: [{ port: containerPort }] },
        // Replicas reach each other.
        { from: [kubePeer({ podLabels }), ...callersOn(undefined)] },
        ...ports.map((port) => ({ from: callersOn(port), ports: [{ port }] })),
        { from: allowFrom.map(kubePeer) },
      ].filter(({ from }) => from.length > 0); // an empty list would admit everyone
    },
  });
}

/** Which programs reach each protected application, for the report. */
export function reachedApplications({ applications, flows }: Domain): ReachedApplication[] {
  return applications.map(({ application, routed: [{ namespace }], part, allowFrom, isolated }) => ({
    id: part.id,
    cluster: part.cluster,
    namespace,
    podLabels: application.podLabels,
    isolated,
    edgePort: application.containerPort,
    callers: flows.to(part).filter(({ from }) => from !== part.id),
    allowFrom,
    cutOff: flows.cutOffFrom(part),
  }));
}

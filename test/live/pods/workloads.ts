import type { KubeObject } from '../cluster/objects';

/** The pods that controllers create for a Deployment, StatefulSet or DaemonSet. */
export function podsOf(workload: KubeObject): KubeObject[] {
  const { metadata, kind, spec } = workload;
  const count = kind === 'DaemonSet' ? 1 : (spec.replicas ?? 1);
  // A volume claim is an empty folder.
  const claims = (spec.volumeClaimTemplates ?? []).map((claim: KubeObject) => ({
    name: claim.metadata.name,
    emptyDir: {},
  }));
  return Array.from(
    { length: count },
    (_, index) =>
      ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...spec.template.metadata,
          namespace: metadata.namespace,
          name: `${metadata.name}-${index}`,
        },
        spec: {
          ...spec.template.spec,
          ...(claims.length > 0 ? { volumes: [...(spec.template.spec.volumes ?? []), ...claims] } : {}),
          ...(kind === 'StatefulSet' ? { hostname: `${metadata.name}-${index}`, subdomain: spec.serviceName } : {}),
        },
      }) as unknown as KubeObject,
  );
}

export const isWorkload = ({ kind }: KubeObject) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);

import path from 'node:path';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import type { Container } from '../pods/container';
import type { Pod } from '../pods/pod';

const connect = path.join(__dirname, '../applications/connect.cjs');

/**
 * The connections that other pods can open. The router always enforces the network policies of the manifests.
 */
export const isolation: Area<EdgeScene> = {
  name: 'isolation',
  needs: signOnPrograms,
  checks: [
    {
      title: 'no pod of another namespace can connect to applications, proxy or session store',
      run: async ({ stack }) => {
        const stranger = await stack.stranger();
        // The test is only meaningful if the pod itself may open connections.
        const [keycloak] = stack.podsNamed('keycloak');
        expectEqual(
          await reaches(stranger, stack.programs.found.node!, keycloak!.link.address, 443),
          true,
          'the stranger reaches Keycloak',
        );
        const reached: string[] = [];
        const targets = [...stack.podsNamed('live-'), ...stack.podsNamed('monitoring-sso')].flatMap((pod) =>
          portsOf(pod).map((port) => ({ pod, port })),
        );
        for (const { pod, port } of targets) {
          if (await reaches(stranger, stack.programs.found.node!, pod.link.address, port)) {
            reached.push(`${pod.name}:${port}`);
          }
        }
        expect(reached.length === 0, `reached ${reached.join(', ')}`);
        return `${targets.length} places`;
      },
    },
    {
      title: 'a compromised application cannot connect to the session store',
      run: async ({ stack }) => {
        const [grafana] = stack.podsNamed('live-grafana');
        const reached: string[] = [];
        for (const pod of stack.podsNamed('redis')) {
          if (await reaches(grafana!.container('application'), stack.programs.found.node!, pod.link.address, 6379)) {
            reached.push(pod.name);
          }
        }
        expect(reached.length === 0, `Grafana reached ${reached.join(', ')}`);
      },
    },
  ],
};

const portsOf = ({ object }: Pod): number[] =>
  object.spec.containers.flatMap(({ ports = [] }: any) => ports.map(({ containerPort }: any) => containerPort));

/** Whether a container opens a connection. */
export async function reaches(from: Container, node: string, address: string, port: number): Promise<boolean> {
  return (await from.exec([node, connect, address, String(port)])).status === 0;
}

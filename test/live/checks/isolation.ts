import path from 'node:path';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import type { Container } from '../pods/container';
import type { Pod } from '../pods/pod';

const connect = path.join(__dirname, '../applications/connect.cjs');

/**
 * What a pod can reach that nobody meant to let in. The router enforces the network policies of the manifests all the
 * time.
 */
export const isolation: Area<EdgeScene> = {
  name: 'isolation',
  needs: signOnPrograms,
  checks: [
    {
      title: 'no pod of another namespace reaches applications, proxy or sessions around the edge',
      run: async ({ stack }) => {
        const stranger = await stack.stranger();
        // Were it held back itself, nothing would be learnt.
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
      title: 'an application that is broken into does not reach the sessions',
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

import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Container } from './container';
import { eventually } from '../../support/process';

export interface Probe {
  readonly httpGet?: {
    readonly path?: string;
    readonly port: number | string;
    readonly scheme?: string;
    readonly httpHeaders?: readonly { name: string; value: string }[];
  };
  readonly tcpSocket?: { readonly port: number | string };
  readonly exec?: { readonly command: readonly string[] };
  readonly timeoutSeconds?: number;
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
}

/** Waits until each probe of a container has succeeded once, in the order startup, readiness, liveness. */
export async function pass(container: Container, spec: any, address: string, seconds: number): Promise<void> {
  for (const kind of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    const probe: Probe | undefined = spec[kind];
    if (!probe) continue;
    await eventually(seconds, async () => {
      try {
        if (!container.running) throw new Error('not running');
        await ask(container, spec, address, probe);
      } catch (error) {
        throw new Error(`${kind} of ${container.plan.log}: ${(error as Error).message}\n${container.log.slice(-1500)}`);
      }
    });
  }
  if (!spec.readinessProbe && !spec.startupProbe) {
    await eventually(10, async () => {
      if (!container.running) throw new Error(`${container.plan.log} does not run\n${container.log.slice(-1500)}`);
    });
  }
}

/** Runs a probe once. Throws if the response is not the expected one, or too late. */
export async function ask(container: Container, spec: any, address: string, probe: Probe): Promise<void> {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  const port = (wanted: number | string): number =>
    typeof wanted === 'number'
      ? wanted
      : spec.ports.find(({ name }: { name: string }) => name === wanted).containerPort;
  if (probe.httpGet) {
    const { scheme, path = '/', httpHeaders = [] } = probe.httpGet;
    const client = scheme === 'HTTPS' ? https : http;
    const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
    const status = await new Promise<number>((resolve, reject) => {
      const request = client.get(
        { host: address, port: port(probe.httpGet!.port), path, headers, timeout, rejectUnauthorized: false },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      request.on('error', reject).on('timeout', () => request.destroy(new Error('no answer in time')));
    });
    if (status < 200 || status >= 400) throw new Error(`status ${status}`);
  } else if (probe.tcpSocket) {
    await new Promise<void>((resolve, reject) => {
      const socket = net.connect({ host: address, port: port(probe.tcpSocket!.port), timeout }, () => {
        socket.destroy();
        resolve();
      });
      socket.on('error', reject).on('timeout', () => socket.destroy(new Error('no answer in time')));
    });
  } else if (probe.exec) {
    const { status, stdout, stderr } = await container.exec(probe.exec.command, probe.timeoutSeconds ?? 1);
    if (status !== 0) throw new Error(`exit code ${status}: ${stdout}${stderr}`);
  } else {
    throw new Error(`the harness does not know the kind of ${JSON.stringify(probe)}`);
  }
}

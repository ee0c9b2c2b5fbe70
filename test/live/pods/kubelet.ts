import type { Pod } from './pod';
import { ask, type Probe } from './probes';
import { sleep } from '../../support/process';

/**
 * Runs the probes of running pods, as a kubelet does: a pod that is not ready is removed from its Services until it is
 * ready, and a container that is not live is restarted.
 */
export class Kubelet {
  private readonly watched = new Set<Pod>();

  /** @param changed called each time that the readiness of a pod changes */
  constructor(private readonly changed: () => Promise<void>) {}

  watch(...pods: readonly Pod[]): void {
    for (const pod of pods) {
      if (this.watched.has(pod)) continue;
      this.watched.add(pod);
      for (const spec of pod.object.spec.containers) {
        if (spec.readinessProbe) void this.goOn(pod, spec, spec.readinessProbe, (ready) => this.tell(pod, ready));
        if (spec.livenessProbe) {
          void this.goOn(pod, spec, spec.livenessProbe, (alive) => this.keepAlive(pod, spec, alive));
        }
      }
    }
  }

  forget(...pods: readonly Pod[]): void {
    for (const pod of pods) this.watched.delete(pod);
  }

  stop(): void {
    this.watched.clear();
  }

  // One success resets all failures, which is the default, and the only allowed value for liveness.
  private async goOn(pod: Pod, spec: any, probe: Probe, judge: (good: boolean) => Promise<void>): Promise<void> {
    const { periodSeconds = 10, failureThreshold = 3 } = probe;
    const startingSeconds = spec.startupProbe?.periodSeconds ?? periodSeconds;
    const container = pod.container(spec.name);
    let [failures, starts] = [0, container.restarts];
    while (this.watched.has(pod)) {
      const begin = Date.now();
      const good = await this.succeeds(pod, spec, probe);
      if (!this.watched.has(pod)) return;
      failures = good ? 0 : failures + 1;
      if (good) starts = container.restarts;
      const starting = container.restarts !== starts;
      const hasFailed = failures >= failureThreshold && !starting;
      const hasEnded = !container.running && probe === spec.readinessProbe;
      if (good || hasFailed || hasEnded) {
        await judge(good);
        failures = 0;
      }
      await this.pause(pod, spec, begin + (starting ? startingSeconds : periodSeconds) * 1000);
    }
  }

  private async succeeds(pod: Pod, spec: any, probe: Probe): Promise<boolean> {
    const container = pod.container(spec.name);
    if (!container.running) return false;
    return ask(container, spec, pod.link.address, probe).then(
      () => true,
      () => false,
    );
  }

  /** Waits for the next period. An ended container is detected within a second. */
  private async pause(pod: Pod, spec: any, end: number): Promise<void> {
    const container = pod.container(spec.name);
    do await sleep(Math.min(500, Math.max(0, end - Date.now())));
    while (Date.now() < end && container.running && this.watched.has(pod));
  }

  private async tell(pod: Pod, ready: boolean): Promise<void> {
    if (pod.ready === ready) return;
    pod.ready = ready;
    await this.changed();
  }

  private async keepAlive(pod: Pod, spec: any, alive: boolean): Promise<void> {
    if (alive) return;
    const grace: number =
      spec.livenessProbe.terminationGracePeriodSeconds ?? pod.object.spec.terminationGracePeriodSeconds ?? 30;
    await pod.container(spec.name).end(grace);
  }
}

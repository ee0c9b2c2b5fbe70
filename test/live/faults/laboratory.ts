import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, sleep } from '../../support/process';
import { type EdgeScene, expect } from '../checks/check';
import type { KubeObject } from '../cluster/objects';
import type { Container } from '../pods/container';
import { Kubelet } from '../pods/kubelet';
import type { Pod } from '../pods/pod';
import { isWorkload } from '../pods/workloads';
import type { Stack } from '../stack';
import type { Fault } from './fault';
import { Load } from './load';
import { calmSince, count, type Outcome } from './outcome';

/** The stack under load, with kubelets that look after its pods, and what a fault takes to be made. */
export class Laboratory {
  readonly outcomes: { readonly fault: Fault; readonly outcome: Outcome }[] = [];
  private load?: Load;
  private readonly kubelet: Kubelet;
  private short = false;
  /** The time up to which the requests without a right were counted. */
  private watched = 0;

  constructor(readonly scene: EdgeScene) {
    this.kubelet = new Kubelet(() => this.stack.publish());
  }

  get stack(): Stack {
    return this.scene.stack;
  }

  get proxies(): Pod[] {
    return this.stack.proxies;
  }

  get redis(): Pod {
    return this.stack.redis;
  }

  get keycloak(): Pod {
    return this.stack.podsNamed('keycloak')[0]!;
  }

  get prometheus(): Container {
    return this.stack.podsNamed('live-prometheus')[0]!.container('application');
  }

  /** The Deployment of the proxies, as it stands in the manifests. */
  get deployment(): KubeObject {
    return this.stack.manifests.find((object) => isWorkload(object) && object.metadata.name.includes('proxy'))!;
  }

  /** Replaces the proxies one by one. */
  async rollOut(workload: KubeObject = this.deployment): Promise<void> {
    await this.stack.rollOut(workload, {
      added: (pod) => this.kubelet.watch(pod),
      leaving: (pod) => this.kubelet.forget(pod),
    });
  }

  /** Sends one pod away as a drained node does; its controller makes another one at the same time. */
  async replace(pod: Pod): Promise<void> {
    await this.stack.replace(pod, this.deployment, {
      added: (each) => this.kubelet.watch(each),
      leaving: (each) => this.kubelet.forget(each),
    });
  }

  async measure(fault: Fault): Promise<Outcome> {
    this.load ??= await this.begin();
    const { observations } = this.load;
    await this.lifetimes(fault.shortLifetimes ?? false);
    await fault.prepare?.(this);
    await this.calm(60, Date.now(), 'before');
    const from = Date.now();
    let outcome: Outcome;
    try {
      await sleep(1000);
      const note = (await fault.happen(this)) ?? undefined;
      const over = Date.now();
      const recovered = await this.calm(fault.bounds.recovery + 5, over).catch(() => undefined);
      const to = Date.now();
      const late = recovered === undefined || recovered - over > fault.bounds.recovery * 1000;
      // Doors are watched in between, too.
      const { attempts, opened } = count(observations, this.watched, to);
      this.watched = to;
      outcome = {
        ...count(observations, from, to),
        attempts,
        opened,
        recovery: late ? undefined : Math.round((recovered - over) / 100) / 10,
        note,
      };
    } finally {
      await fault.undo?.(this);
    }
    this.outcomes.push({ fault, outcome });
    return outcome;
  }

  async end(): Promise<void> {
    if (!this.load) return;
    await this.lifetimes(false);
    await this.load.end();
    this.kubelet.stop();
    expect(
      count(this.observations, this.watched, Date.now()).opened.length === 0,
      'a request without a right got access after the last fault',
    );
  }

  get observations() {
    return this.load?.observations ?? [];
  }

  private async begin(): Promise<Load> {
    this.kubelet.watch(
      ...this.stack.pods.filter(({ object }) => object.metadata.namespace === this.deployment.metadata.namespace),
    );
    return Load.begin(this.scene.people, this.scene.table.signOn.cookie);
  }

  /** Waits until nobody has had trouble for two seconds and every pod is ready; gives the moment since when. */
  private calm(seconds: number, from: number, when = 'after'): Promise<number> {
    let ready: number | undefined;
    return eventually(seconds, async () => {
      const waiting = this.stack.pods.filter(
        ({ ready: is, object }) => !is && object.metadata.namespace === this.deployment.metadata.namespace,
      );
      if (waiting.length > 0) ready = undefined;
      else ready ??= Date.now();
      const since = calmSince(this.load!.observations, from, Date.now());
      expect(waiting.length === 0, `not ready ${when}: ${waiting.map(({ name }) => name).join(', ')}`);
      expect(since !== undefined && Date.now() - since >= 2000, `people have trouble ${when}`);
      // A pod that is found ready at the first look was ready before.
      return ready! - from > 1000 ? Math.max(since, ready!) : since;
    });
  }

  /**
   * Divides the lifetimes of sessions and access tokens by four, in Keycloak and in the proxies, or gives them back.
   */
  private async lifetimes(short: boolean): Promise<void> {
    if (short === this.short) return;
    const { refresh, token } = lifetimes[short ? 'short' : 'usual'];
    await this.stack.admin.changeClient(await this.clientId(), { attributes: { 'access.token.lifespan': token } });
    await this.configure((text) => text.replace(/^cookie_refresh = .*$/m, `cookie_refresh = "${refresh}"`));
    for (const pod of this.proxies) await pod.container('oauth2-proxy').restart();
    this.short = short;
    await sleep(2000);
    await eventually(30, async () =>
      expect(
        this.proxies.every(({ ready }) => ready),
        'the proxies are not ready',
      ),
    );
  }

  /** Changes the proxy's configuration in the cluster and, where the kubelet would in time, in the pods. */
  async configure(change: (text: string) => string): Promise<void> {
    const { file, changed } = await this.announce(change);
    for (const pod of this.proxies) writeFileSync(path.join(pod.volume('configuration'), file), changed);
  }

  /** Changes the proxy's configuration in the cluster alone, for pods that are made from now on. */
  async announce(change: (text: string) => string): Promise<{ readonly file: string; readonly changed: string }> {
    const { name, namespace, file, text } = await this.configuration();
    const changed = change(text);
    expect(changed !== text, 'the configuration did not change');
    await this.stack.cluster.apply([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [file]: changed } },
    ]);
    return { file, changed };
  }

  async clientId(): Promise<string> {
    return /^client_id = "(.*)"$/m.exec((await this.configuration()).text)![1]!;
  }

  private async configuration() {
    const namespace = this.deployment.metadata.namespace!;
    const name: string = this.deployment.spec.template.spec.volumes.find(
      (volume: any) => volume.name === 'configuration',
    ).configMap.name;
    const map = await this.stack.cluster.get('configmap', namespace, name);
    const [[file, text]] = Object.entries(map!.data as Record<string, string>) as [[string, string]];
    return { name, namespace, file, text };
  }
}

const lifetimes = { usual: { refresh: '1m0s', token: '' }, short: { refresh: '15s', token: '30' } };

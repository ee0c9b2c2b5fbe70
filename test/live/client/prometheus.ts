import { ask } from './http';
import type { Pod } from '../pods/pod';

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export interface Target {
  readonly scrapePool: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
  readonly lastError: string;
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly health: string;
  readonly lastError?: string;
}

/** The HTTP API of a Prometheus in a pod, called from the node, which no network policy restricts. */
export class PrometheusClient {
  /** @param prefix path that it is served at, without a slash at the end */
  constructor(
    private readonly pod: Pod,
    private readonly prefix = '',
  ) {}

  async query(expression: string): Promise<readonly Sample[]> {
    const { result } = await this.get<{ result: readonly Sample[] | [number, string] }>(
      `query?query=${encodeURIComponent(expression)}`,
    );
    return result as readonly Sample[];
  }

  async targets(): Promise<readonly Target[]> {
    return (await this.get<{ activeTargets: readonly Target[] }>('targets?state=active')).activeTargets;
  }

  async rules(): Promise<readonly Rule[]> {
    return (await this.get<{ groups: readonly { rules: readonly Rule[] }[] }>('rules')).groups.flatMap(
      ({ rules }) => rules,
    );
  }

  private async get<T>(question: string): Promise<T> {
    const { status, body } = await ask(`http://${this.pod.link.address}:9090${this.prefix}/api/v1/${question}`);
    if (status !== 200) throw new Error(`Prometheus answers ${status} to ${question}: ${body.slice(0, 500)}`);
    return (JSON.parse(body) as { data: T }).data;
  }
}

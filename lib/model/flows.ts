/** A part of a program that others call, or that calls others, inside one cluster. */
export interface FlowPart {
  /** Id of the application. */
  readonly id: string;
  /**
   * Id of the cluster that it runs in. Calls do not leave a cluster.
   * @default - the cluster of the sign-on
   */
  readonly cluster?: string;
  /** The APIs that it serves, with the port of its pods for each; without a port, every port of its pods serves it. */
  readonly serves: readonly { readonly api: string; readonly port?: number }[];
  /** The APIs that it calls on every part that serves them. */
  readonly calls: readonly string[];
}

/** One application calls another one. */
export interface Flow {
  /** Id of the application that calls. */
  readonly from: string;
  /** Id of the application that is called. */
  readonly to: string;
  /** What it calls. */
  readonly api: string;
  /**
   * Port of the pods.
   * @default - every port
   */
  readonly port?: number;
}

const place = (cluster: string | undefined, api: string) => JSON.stringify([cluster, api]);

/** The calls between the parts of a program, from what each serves and calls. */
export class Flows {
  private readonly callers = new Map<string, string[]>();
  private readonly elsewhere = new Map<string, Set<string>>();

  /**
   * Adds a part. Flows are complete when all parts are there.
   * @param part what it serves and calls
   */
  public add({ id, cluster, calls }: FlowPart): void {
    for (const api of calls) {
      const key = place(cluster, api);
      const callers = this.callers.get(key) ?? [];
      callers.push(id);
      this.callers.set(key, callers);
      this.elsewhere.set(api, (this.elsewhere.get(api) ?? new Set()).add(key));
    }
  }

  /**
   * The flows that lead to a part, those with every port first, each caller once for each port. A caller that reaches
   * every port is not named again.
   * @param part the part that is called
   */
  public to({ id, cluster, serves }: FlowPart): Flow[] {
    const flows = serves.flatMap(({ api, port }) =>
      (this.callers.get(place(cluster, api)) ?? []).map((from): Flow => ({ from, to: id, api, port })),
    );
    const everyPort = new Set(flows.filter(({ port }) => port === undefined).map(({ from }) => from));
    const named = new Set<string>();
    return flows.filter(({ from, port }) => {
      const key = JSON.stringify([from, port]);
      if (named.has(key) || (port !== undefined && everyPort.has(from))) return false;
      named.add(key);
      return true;
    });
  }

  /**
   * The parts that call what a part serves, but run in another cluster, from where they do not reach it.
   * @param part the part that is called
   */
  public cutOffFrom({ cluster, serves }: FlowPart): string[] {
    const cutOff = serves.flatMap(({ api }) =>
      [...(this.elsewhere.get(api) ?? [])]
        .filter((key) => key !== place(cluster, api))
        .flatMap((key) => this.callers.get(key) ?? []),
    );
    return [...new Set(cutOff)];
  }

  /**
   * The parts that call an API in a cluster.
   * @param cluster id of the cluster; none for that of the sign-on
   * @param api the API
   */
  public callersOf(cluster: string | undefined, api: string): readonly string[] {
    return this.callers.get(place(cluster, api)) ?? [];
  }
}

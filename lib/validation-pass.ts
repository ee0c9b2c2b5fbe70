import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { CheckRun } from './access/check-run';
import { IIdentity } from './access/identity';

/** The property of the root construct that holds the current validation pass. */
const PASS = Symbol.for('cdk8s-monitoring-sso.validation');

/** What is known of identities: whether people get them without an administrator. To find out is expensive. */
export type KnownIdentities = Map<IIdentity, boolean>;

/** A host that a sign-on serves in a chart. */
export interface ServedHost {
  readonly host: string;
  readonly chart: Chart;
}

/**
 * Data that the sign-ons of one program share during one validation pass. cdk8s validates the whole program once for
 * each chart. Facts about the whole program are computed once for each pass, not once for each sign-on.
 */
export class ValidationPass {
  /**
   * Returns the pass in which a construct is validated. A new pass begins when a construct is validated again.
   * @param construct the construct that is validated
   */
  public static of(construct: IConstruct): ValidationPass {
    const root = construct.node.root as IConstruct & { [PASS]?: ValidationPass };
    if (root[PASS] === undefined || root[PASS].validated.has(construct)) root[PASS] = new ValidationPass();
    root[PASS].validated.add(construct);
    return root[PASS];
  }

  /**
   * Adds a validation to the root that ends the previous pass. A program is validated from its root.
   * @param construct a construct of the program
   */
  public static watch(construct: IConstruct): void {
    const root = construct.node.root as IConstruct & { [PASS]?: ValidationPass };
    if (PASS in root) return;
    Object.defineProperty(root, PASS, { value: undefined, writable: true, enumerable: false });
    root.node.addValidation({
      validate: () => {
        root[PASS] = undefined;
        return [];
      },
    });
  }

  /** The identities of which it is known whether people get them without an administrator. */
  public readonly known: KnownIdentities = new Map();
  /** The checks of the pass, which share one search of the program. */
  public readonly run = new CheckRun('complete');
  private readonly validated = new Set<IConstruct>();
  private readonly serving = new Map<Chart, Map<string, IConstruct[]>>();
  private complete = false;

  /**
   * Returns the constructs that serve a host in a chart, in the order of the tree.
   * @param served the chart and the host
   * @param all returns all constructs that serve hosts; called once in each pass
   */
  public servedBy(
    { chart, host }: ServedHost,
    all: () => readonly { readonly construct: IConstruct; readonly hosts: readonly ServedHost[] }[],
  ): readonly IConstruct[] {
    if (!this.complete) {
      this.complete = true;
      for (const { construct, hosts } of all()) for (const one of hosts) this.add(construct, one);
    }
    return this.serving.get(chart)?.get(host) ?? [];
  }

  private add(construct: IConstruct, { chart, host }: ServedHost): void {
    const hosts = this.serving.get(chart) ?? new Map<string, IConstruct[]>();
    this.serving.set(chart, hosts);
    hosts.set(host, [...(hosts.get(host) ?? []), construct]);
  }
}

import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { IIdentity } from './access/identity';

/** The property of a root that holds its validation. */
const PASS = Symbol.for('cdk8s-monitoring-sso.validation');

/** What is known of identities: whether people get them without an administrator. To find out is expensive. */
export type KnownIdentities = Map<IIdentity, boolean>;

/** A host that a sign-on serves in a chart. */
export interface ServedHost {
  readonly host: string;
  readonly chart: Chart;
}

/**
 * What the sign-ons of one program share during one pass of validation. cdk8s validates the whole program once for each
 * chart, so what concerns the whole program is found out once for each pass, not once for each sign-on.
 */
export class ValidationPass {
  /**
   * The pass that a construct is validated in.
   * @param construct what is validated; a second time in one pass begins another one
   */
  public static of(construct: IConstruct): ValidationPass {
    const root = construct.node.root as IConstruct & { [PASS]?: ValidationPass };
    if (root[PASS] === undefined || root[PASS].validated.has(construct)) root[PASS] = new ValidationPass();
    root[PASS].validated.add(construct);
    return root[PASS];
  }

  /**
   * Ends a pass where the next one begins. A program is validated from its root.
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

  /** Whether people get identities without an administrator. */
  public readonly known: KnownIdentities = new Map();
  private readonly validated = new Set<IConstruct>();
  private readonly serving = new Map<Chart, Map<string, IConstruct[]>>();
  private complete = false;

  /**
   * The constructs that serve a host in a chart, in the order of the tree.
   * @param served where
   * @param all tells all constructs that serve hosts; asked once
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

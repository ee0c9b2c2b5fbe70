import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

/**
 * Which namespaces route each host, among the routes of one chart. It is part of the construct tree, so that charts and
 * programs that share an edge share nothing else.
 */
export class RoutedHosts extends Construct {
  /** The routed hosts of the chart that a construct is in. */
  public static of(scope: Construct): RoutedHosts {
    const chart = Chart.of(scope);
    // No id of an application has such a sign.
    const id = '$routed-hosts';
    return (chart.node.tryFindChild(id) as RoutedHosts | undefined) ?? new RoutedHosts(chart, id);
  }

  private readonly namespaces = new Map<string, Set<string>>();

  /** Adds a route of a host in a namespace. */
  public add(host: string, namespace: string): void {
    this.namespaces.set(host, (this.namespaces.get(host) ?? new Set()).add(namespace));
  }

  /** The namespaces that route a host. They are complete when the program is. */
  public namespacesOf(host: string): string[] {
    return [...(this.namespaces.get(host) ?? [])];
  }
}

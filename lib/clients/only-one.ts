import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { refuse } from '../errors';

/**
 * Refuses a second object of the same kind and name in a chart: the object that is applied last would replace the
 * other.
 */
export function onlyOne(scope: Construct, path: string, kind: string, name: string, fix: string): void {
  const { namespace } = Chart.of(scope);
  const other = Chart.of(scope)
    .node.findAll()
    .find(
      (node) =>
        ApiObject.isApiObject(node) &&
        node.kind === kind &&
        node.name === name &&
        node.metadata.namespace === namespace,
    );
  if (other) {
    refuse({
      path,
      what: `the chart already has a ${kind} of this name, at ${other.node.path}`,
      got: name,
      allowed: 'a different name for each',
      fix,
    });
  }
}

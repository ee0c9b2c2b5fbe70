import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { refuse } from '../errors';

/**
 * Refuses an object whose name another one of the chart has: whichever is applied last would take the place of the
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
      what: `the chart has a ${kind} of this name already, at ${other.node.path}`,
      got: name,
      allowed: 'a name of its own for each',
      fix,
    });
  }
}

import { ApiObject, Chart } from 'cdk8s';
import { Domain } from './domain';
import { Problem } from '../errors';
import { completed } from '../rules';
import { terraformTokens } from '../rules/no-terraform-token';

/**
 * The problems of a complete program.
 * @param domain the sign-on
 * @param earlier the sign-ons of the program that were created before it
 */
export function problemsOfWhole(domain: Domain, earlier: readonly Domain[]): Problem[] {
  const tokens = [Chart.of(domain.scope), ...domain.remotes.map(({ scope }) => scope)]
    .flatMap((scope) => scope.node.findAll())
    .filter((node): node is ApiObject => ApiObject.isApiObject(node))
    .flatMap((object) => terraformTokens(object.node.path, `the ${object.kind} ${object.name}`, object.toJson()));
  return [...completed(domain.model()), ...hostsOfTwo(domain, earlier), ...tokens];
}

/**
 * Hosts that an earlier sign-on serves in the same chart: which of them answers would be left to the edge. Different
 * charts may be for different clusters.
 */
function hostsOfTwo(domain: Domain, earlier: readonly Domain[]): Problem[] {
  const ours = served(domain);
  return earlier.flatMap((other) => {
    const theirs = served(other);
    return ours
      .filter(({ host, chart }) => theirs.some((one) => one.host === host && one.chart === chart))
      .map(({ host }) => ({
        path: domain.path,
        what: `${other.path} serves the same host in the same chart`,
        got: host,
        allowed: 'hosts of one sign-on each',
        fix: 'choose another host, or give each a chart of its own if they are for different clusters',
      }));
  });
}

function served(domain: Domain) {
  return domain.clusters.flatMap((cluster) =>
    [...domain.namespacesOfHosts(cluster).keys()].map((host) => ({ host, chart: Chart.of(cluster.scope) })),
  );
}

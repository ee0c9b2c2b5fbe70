import { Chart } from 'cdk8s';
import { Domain } from './domain';
import { Problem } from '../errors';
import { problemsWhenComplete } from '../rules';
import { ServedHost, ValidationPass } from '../validation-pass';

/**
 * The problems of a complete program.
 * @param domain the sign-on
 * @param pass the pass of validation
 * @param all the sign-ons of the program, in the order of the tree
 */
export function problemsOfWhole(domain: Domain, pass: ValidationPass, all: () => readonly Domain[]): Problem[] {
  const ofModel = pass.run.during(() => problemsWhenComplete(domain.model(), pass.known));
  return [...ofModel, ...hostsOfTwo(domain, pass, all)];
}

/**
 * Hosts that an earlier sign-on serves in the same chart: which of them answers would be left to the edge. Different
 * charts may be for different clusters.
 */
function hostsOfTwo(domain: Domain, pass: ValidationPass, all: () => readonly Domain[]): Problem[] {
  const signOns = () => all().map((each) => ({ construct: each.scope, hosts: servedHosts(each) }));
  return servedHosts(domain).flatMap((served) => {
    const serving = pass.servedBy(served, signOns);
    return serving.slice(0, serving.indexOf(domain.scope)).map((other) => ({
      path: domain.path,
      what: `${other.node.path} serves the same host in the same chart`,
      got: served.host,
      allowed: 'hosts of one sign-on each',
      fix: 'choose another host, or give each a chart of its own if they are for different clusters',
      rule: 'hosts-of-one-sign-on',
    }));
  });
}

function servedHosts(domain: Domain): ServedHost[] {
  return domain.clusters.flatMap((cluster) => {
    const chart = Chart.of(cluster.scope);
    return [...domain.namespacesOfHosts(cluster).keys()].map((host) => ({ host, chart }));
  });
}

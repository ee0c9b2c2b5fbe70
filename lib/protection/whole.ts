import { Chart } from 'cdk8s';
import { Domain } from './domain';
import { placeAt } from './place';
import { describe, Problem } from '../errors';
import { guardManifests } from '../manifest-guard';
import { problemsWhenComplete } from '../rules';
import { HOSTS_OF_ONE_SIGN_ON } from '../rules/hosts-of-one-sign-on';
import { ServedHost, ValidationPass } from '../validation-pass';

/** The problems of a complete sign-on and of its manifests. */
export function validateWhole(domain: Domain): string[] {
  if (domain.applications.length === 0) {
    return ['no application is protected; allowed: at least one; fix: call protect()'];
  }
  if (domain.watched && domain.scrapers().length === 0) {
    return [
      'no program may read the metrics; got no Prometheus and no scrapedBy; allowed: a protected Prometheus, or ' +
        'the pods that scrape; fix: name them in scrapedBy, or remove metrics',
    ];
  }
  for (const { scope } of domain.clusters) guardManifests(scope === domain.scope ? Chart.of(scope) : scope);
  return validateModel(domain);
}

/** The problems of the complete model of a sign-on, each once. */
export function validateModel(domain: Domain): string[] {
  const pass = ValidationPass.of(domain.scope);
  const model = pass.run.during(() => domain.completeModel(pass.known));
  const problems = [...problemsWhenComplete(model), ...hostsOfTwo(domain, pass)];
  return [...new Set(problems.map(describe))];
}

/** The sign-ons of the program, in the order of the tree. */
function signOnsOf(domain: Domain): Domain[] {
  return domain.scope.node.root.node.findAll().flatMap((node) => {
    const place = placeAt(node);
    return place !== undefined && place.domain.scope === node ? [place.domain] : [];
  });
}

/**
 * Hosts that an earlier sign-on serves in the same chart: which of them answers would be left to the edge. Different
 * charts may be for different clusters.
 */
function hostsOfTwo(domain: Domain, pass: ValidationPass): Problem[] {
  const signOns = () => signOnsOf(domain).map((each) => ({ construct: each.scope, hosts: servedHosts(each) }));
  return servedHosts(domain).flatMap((served) => {
    const serving = pass.servedBy(served, signOns);
    return serving.slice(0, serving.indexOf(domain.scope)).map((other) => ({
      path: domain.path,
      what: `${other.node.path} serves the same host in the same chart`,
      got: served.host,
      allowed: 'hosts of one sign-on each',
      fix: 'choose another host, or give each a chart of its own if they are for different clusters',
      rule: HOSTS_OF_ONE_SIGN_ON.id,
    }));
  });
}

function servedHosts(domain: Domain): ServedHost[] {
  return domain.clusters.flatMap((cluster) => {
    const chart = Chart.of(cluster.scope);
    return [...domain.namespacesOfHosts(cluster).keys()].map((host) => ({ host, chart }));
  });
}

import { Chart } from 'cdk8s';
import { RemoteClusterOptions } from './remote-cluster-options';
import { edgesThat } from '../edge/products';
import { refuse } from '../errors';
import { cidr, isEveryAddress } from '../isolation/cidr';
import { syntax } from '../syntax';

/** What a cluster is made from, in a program that may not have been checked by a compiler. */
export function checkedCluster(
  path: string,
  id: string,
  { chart, edge, addresses, certificateAuthority }: RemoteClusterOptions,
) {
  if (!Chart.isChart(chart) || !chart.namespace) {
    refuse({
      path,
      what: `${id} needs a chart with a namespace`,
      got: typeof chart,
      allowed: 'a Chart of cdk8s that names the namespace of the applications',
      fix: "write new Chart(app, id, { namespace: 'monitoring' })",
    });
  }
  if (!edge?.abilities?.verifiesDeciders) {
    refuse({
      path,
      what: `the edge of ${id} would ask any server that answers: it does not verify certificates`,
      got: edge?.name ?? typeof edge,
      allowed: edgesThat(({ verifiesDeciders }) => verifiesDeciders ?? false),
      fix: 'use one of these there, or make a sign-on of its own for that cluster',
    });
  }
  const ranges = [addresses ?? []].flat().map((range) => cidr(path, `addresses of ${id}`, range));
  if (ranges.length === 0 || ranges.some(isEveryAddress)) {
    refuse({
      path,
      what: `addresses of ${id} name ${ranges.length === 0 ? 'no address' : 'every address'}`,
      got: addresses,
      allowed: 'the addresses that its edge asks from, in CIDR notation',
      fix: 'name those of its nodes, or of the gateway that they go out by',
    });
  }
  return {
    namespace: syntax.dnsLabel(path, `the namespace of ${id}`, chart.namespace),
    edge,
    addresses: ranges,
    authority:
      certificateAuthority === undefined
        ? undefined
        : syntax.dnsSubdomain(path, 'certificateAuthority', certificateAuthority),
  };
}

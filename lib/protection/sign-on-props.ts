import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkParts } from './parts';
import { edgesThat } from '../edge/products';
import { checkGiven, refuse } from '../errors';
import { checkPeer } from '../isolation/network-policy';
import { MonitoringSsoProps } from '../monitoring-sso-props';
import { checkedReplicas } from '../oauth2-proxy/proxy-workload';
import { checkSettings } from '../oauth2-proxy/settings';
import { refuseTerraform } from '../rules/no-terraform-token';
import { syntax } from '../syntax';

/** The names that a sign-on is made from, checked. */
export interface CheckedNames {
  readonly namespace: string;
  readonly host: string;
  readonly decisionsHost?: string;
  readonly clusterDomain: string;
  readonly clientId: string;
}

/** Refuses a sign-on that would not work, and returns the names that it is made from. */
export function checkedSignOn(scope: Construct, parent: Construct, props: MonitoringSsoProps): CheckedNames {
  const { path } = scope.node;
  const chartNamespace = namespaceOfChart(scope, parent);
  checkGiven(path, props, ['identityProvider', 'edge', 'tls', 'secrets'], 'MonitoringSsoProps');
  checkParts(path, props);
  const namespace = syntax.dnsLabel(path, 'the namespace of the chart', chartNamespace);
  // A session store of a user can be any object.
  refuseTerraform(path, { ...props, sessions: undefined });
  const host = syntax.host(path, 'host', props.host);
  const decisionsHost = checkedDecisionsHost(path, props);
  const clusterDomain = syntax.dnsSubdomain(path, 'clusterDomain', props.clusterDomain ?? 'cluster.local');
  const clientId = syntax.clientId(path, 'clientId', props.clientId ?? 'monitoring-sso');
  checkedReplicas(path, props.proxy, `${path}/proxy`);
  for (const peer of props.metrics?._scrapedBy ?? []) checkPeer(path, 'scrapedBy', peer);
  checkSettings(path, props.proxySettings ?? {});
  return { namespace, host, decisionsHost, clusterDomain, clientId };
}

function namespaceOfChart(scope: Construct, parent: Construct): string {
  const { path } = scope.node;
  const chart = scope.node.scopes.find((each): each is Chart => Chart.isChart(each));
  if (!chart) {
    refuse({
      path,
      what: 'a sign-on needs a place in a chart',
      got: parent.constructor.name,
      allowed: 'a Chart of cdk8s, or a construct below one',
      fix: 'write new MonitoringSso(new Chart(kubernetes, id, { namespace }), …)',
    });
  }
  if (!chart.namespace) {
    refuse({
      path,
      what: 'the chart has no namespace',
      got: chart.namespace,
      allowed: 'the namespace of the sign-on',
      fix: "write new Chart(app, id, { namespace: 'monitoring' })",
    });
  }
  return chart.namespace;
}

/** The host of decisions, if there is one. Refuses one that the edge cannot serve. */
export function checkedDecisionsHost(
  path: string,
  { decisionsHost, edge }: Pick<MonitoringSsoProps, 'decisionsHost' | 'edge'>,
): string | undefined {
  if (decisionsHost === undefined) return undefined;
  syntax.host(path, 'decisionsHost', decisionsHost);
  if (!edge.abilities.passesConnections) {
    refuse({
      path,
      what: 'the edge cannot pass connections of other clusters on to the proxy as they are',
      got: edge.name,
      allowed: edgesThat(({ passesConnections }) => passesConnections ?? false),
      fix: 'use one of these, or a sign-on of its own for each cluster',
    });
  }
  return decisionsHost;
}

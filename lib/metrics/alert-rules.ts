import { counted, failedSteps, series, slow, timed } from './queries';
import { WatchedSignOn } from './watched-sign-on';

const RUNBOOK = 'https://github.com/cdk8s-monitoring-sso/cdk8s-monitoring-sso/blob/main/docs/operations.md';

/** An alert as Prometheus takes it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

/** What is worth waking somebody for, or telling them in the morning. docs/operations.md has a section for each. */
export function alertRules(signOn: WatchedSignOn): RuleGroups {
  const rules = [
    absent, ...(signOn.replicas > 1 ? [replicasMissing] : []), errors, slowAnswers, ...(signOn.sessionsInStore ? [sessionStoreUnreachable] : []),
    manySignedOut, manyRefused, signOn.certificates.length > 0 ? certificateNotRenewed : certificateExpires,
  ].map((rule) => rule(signOn));
  return { groups: [{ name: `monitoring-sso ${signOn.host}`, rules }] };
}

type Severity = 'critical' | 'warning';
type Definition = Pick<AlertRule, 'expr' | 'for'> & { readonly summary: string; readonly description: string };

/** Names and labels are the same for all: with the namespace, an operator's Alertmanager can route the alert. */
function rule(signOn: WatchedSignOn, name: string, severity: Severity, rest: Definition): AlertRule {
  const alert = `MonitoringSso${name}`;
  return {
    alert,
    expr: rest.expr,
    ...(rest.for ? { for: rest.for } : {}),
    labels: { severity, namespace: signOn.namespace, sign_on: signOn.host },
    annotations: { summary: rest.summary, description: rest.description, runbook_url: `${RUNBOOK}#${alert.toLowerCase()}` },
  };
}

const absent = (signOn: WatchedSignOn) => rule(signOn, 'Absent', 'critical', {
  expr: `absent(${series(signOn, 'up')} == 1)`,
  for: '5m',
  summary: `No proxy of the sign-on at ${signOn.host} answers`,
  description: 'Prometheus reaches no replica of oauth2-proxy. Nobody gets to the protected applications, unless only the scrape is broken.',
});

const replicasMissing = (signOn: WatchedSignOn) => rule(signOn, 'ReplicasMissing', 'warning', {
  // Without any the count has no value, and the alert above fires instead.
  expr: `count(${series(signOn, 'up')} == 1) < ${signOn.replicas}`,
  for: '15m',
  summary: `Fewer proxies than wanted answer for the sign-on at ${signOn.host}`,
  description: `{{ $value }} of ${signOn.replicas} replicas of oauth2-proxy answer.`,
});

const errors = (signOn: WatchedSignOn) => rule(signOn, 'Errors', 'critical', {
  expr: `${failedSteps(signOn, '15m')} > 0.1\nand ${counted(signOn, 'code=~"5.."', '15m')} > 5`,
  summary: `People fail to sign in at ${signOn.host}`,
  description: '{{ $value | humanizePercentage }} of the steps of signing in and out end with a server error.',
});

const slowAnswers = (signOn: WatchedSignOn) => rule(signOn, 'Slow', 'warning', {
  expr: `${slow(signOn, '10m')} / ${timed(signOn, '10m')} > 0.05\nand ${slow(signOn, '10m')} > 10`,
  summary: `The sign-on at ${signOn.host} is slow`,
  description: '{{ $value | humanizePercentage }} of all answers of oauth2-proxy take more than 2.5 s, and every page waits for one.',
});

const sessionStoreUnreachable = (signOn: WatchedSignOn) => rule(signOn, 'SessionStoreUnreachable', 'critical', {
  // The readiness probe asks the store, and nothing else: who answers the scrape but is not ready does not reach it.
  expr: `sum(${series(signOn, 'up')}) > max(kube_deployment_status_replicas_ready{namespace="${signOn.namespace}", deployment="${signOn.deployment}"})`,
  for: '3m',
  summary: `The sign-on at ${signOn.host} does not reach its session store`,
  description: 'Replicas of oauth2-proxy run but are not ready, since Redis does not answer them. Nobody whose requests meet them is let in.',
});

/**
 * More of one status than the week before ever had at a time. How many there are on a normal day depends on people and applications: every page view without
 * a session is a 401. The week ended a day ago, so that a burst does not excuse itself, and nothing is said on the first day, when nothing is known.
 */
const burst = (signOn: WatchedSignOn, code: string, floor: number) => {
  const now = counted(signOn, `code="${code}"`, '10m');
  // Where the proxy was watched and gave no such answer there were none, which is not the same as not knowing.
  return `${now} > ${floor}\nand ${now} > 2 * max_over_time((${now} or 0 * sum(${series(signOn, 'up')}))[7d:10m] offset 1d)`;
};

const manySignedOut = (signOn: WatchedSignOn) => rule(signOn, 'ManySignedOut', 'warning', {
  expr: burst(signOn, '401', 300),
  summary: `Unusually many requests without a session at ${signOn.host}`,
  description: '{{ $value | humanize }} requests in ten minutes had no valid session, more than twice as many as at any time of the last week. '
    + 'Sessions were lost, or somebody searches for doors.',
});

const manyRefused = (signOn: WatchedSignOn) => rule(signOn, 'ManyRefused', 'warning', {
  expr: burst(signOn, '403', 60),
  summary: `Unusually many refused requests at ${signOn.host}`,
  description: '{{ $value | humanize }} requests in ten minutes were refused to people who are signed in, more than twice as many as at any time of the last week. '
    + 'A group was lost, or somebody tries doors.',
});

const certificateNotRenewed = (signOn: WatchedSignOn) => {
  const either = (part: 'name' | 'namespace') => [...new Set(signOn.certificates.map((certificate) => certificate[part]))].join('|');
  // cert-manager's own label has another name where Prometheus does not honour the labels of its targets.
  const metric = (what: string) => `(${['namespace', 'exported_namespace']
    .map((label) => `certmanager_certificate_${what}_timestamp_seconds{${label}=~"${either('namespace')}", name=~"${either('name')}"}`).join(' or ')})`;
  return rule(signOn, 'CertificateNotRenewed', 'critical', {
    // A share, since certificates live for days or for months. Each is renewed at two thirds of its life.
    expr: `${metric('expiration')} - time() < 0.5 * (${metric('expiration')} - ${metric('renewal')})`,
    for: '1h',
    summary: `A certificate of the sign-on at ${signOn.host} is not renewed`,
    description: 'The Certificate {{ $labels.name }} expires in {{ $value | humanizeDuration }}. Half of the time in which cert-manager renews it has gone by.',
  });
};

const certificateExpires = (signOn: WatchedSignOn) => rule(signOn, 'CertificateExpires', 'critical', {
  // PromQL reads its own backslashes before the regular expression does.
  expr: `probe_ssl_earliest_cert_expiry{instance=~"(https://)?(${signOn.hosts.map((host) => host.replace(/\./g, '\\\\.')).join('|')})([:/].*)?"} - time() < 14 * 24 * 3600`,
  for: '1h',
  summary: `A certificate of the sign-on at ${signOn.host} expires`,
  description: 'The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}.',
});

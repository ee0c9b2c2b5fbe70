import { coded, counted, exported, failedSteps, series, slow, timed } from './queries';
import { WatchedSignOn } from './watched-sign-on';

/** An alerting rule of Prometheus. */
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

/** Returns the alerting rules of a sign-on. docs/operations.md has a section for each alert. */
export function alertRules(signOn: WatchedSignOn): RuleGroups {
  const about = signOn.machines === undefined ? ofPeople(signOn) : [slowAnswers, manyRefused];
  const rules = [absent, ...(signOn.replicas > 1 ? [replicasMissing] : []), ...about].map((each) => each(signOn));
  return { groups: [{ name: `monitoring-sso ${signOn.host}`, rules }] };
}

/**
 * The rules for people. They do not apply to the proxies for machines: machines do not sign in and have no sessions,
 * and certificates belong to the whole sign-on.
 */
function ofPeople(signOn: WatchedSignOn) {
  return [
    errors,
    slowAnswers,
    ...(signOn.sessionsInStore ? [sessionStoreUnreachable] : []),
    manySignedOut,
    manyRefused,
    ...(signOn.certificates.length > 0
      ? [certificateNotIssued, certificateNotRenewed, certificateNearItsEnd]
      : [certificateExpires, probedCertificateNearItsEnd]),
  ];
}

const proxies = ({ machines, host }: WatchedSignOn) =>
  machines === undefined ? `the sign-on at ${host}` : `the machines of ${machines} at ${host}`;

type Severity = 'critical' | 'warning';
type Definition = Pick<AlertRule, 'expr' | 'for'> & { readonly summary: string; readonly description: string };

/**
 * Creates a rule with the name prefix, labels and annotations that all rules have. An Alertmanager of the operator
 * routes alerts by the label `namespace`.
 */
function rule(signOn: WatchedSignOn, name: string, severity: Severity, rest: Definition): AlertRule {
  const alert = `MonitoringSso${name}`;
  return {
    alert,
    expr: rest.expr,
    ...(rest.for ? { for: rest.for } : {}),
    labels: { severity, namespace: signOn.namespace, sign_on: signOn.host, deployment: signOn.deployment },
    annotations: {
      summary: rest.summary,
      description: rest.description,
      // Arguments of kubectl that select only the proxies of this sign-on.
      pods: `-n ${signOn.namespace} -l ${Object.entries(signOn.podLabels)
        .map((pair) => pair.join('='))
        .sort()
        .join(',')}`,
      runbook_url: `${signOn.runbookUrl}#${alert.toLowerCase()}`,
    },
  };
}

/** The matcher for the Deployment of the proxy, for series of kube-state-metrics. */
const deploymentOf = ({ deployment }: WatchedSignOn) => `deployment="${deployment}"`;

const absent = (signOn: WatchedSignOn) =>
  rule(signOn, 'Absent', 'critical', {
    expr: `absent(${series(signOn, 'up')} == 1)`,
    for: '5m',
    summary: `No proxy of ${proxies(signOn)} responds`,
    description:
      'Prometheus reaches no replica of oauth2-proxy. ' +
      `Unless only the scrape fails, no ${signOn.machines === undefined ? 'person' : 'machine of this entrance'} ` +
      'can reach the protected applications.',
  });

const replicasMissing = (signOn: WatchedSignOn) =>
  rule(signOn, 'ReplicasMissing', 'warning', {
    // If no replica responds, the count has no value, and the alert MonitoringSsoAbsent fires.
    expr: `count(${series(signOn, 'up')} == 1) < ${signOn.replicas}`,
    for: '15m',
    summary: `Fewer proxies than configured respond for ${proxies(signOn)}`,
    description: `{{ $value }} of ${signOn.replicas} replicas of oauth2-proxy respond.`,
  });

const errors = (signOn: WatchedSignOn) =>
  rule(signOn, 'Errors', 'critical', {
    expr: `${failedSteps(signOn, '15m')} > 0.1\nand ${counted(signOn, 'code=~"5.."', '15m')} > 5`,
    for: '5m', // longer than a few invalid callbacks of a single client
    summary: `Sign-ins fail at ${signOn.host}`,
    description: '{{ $value | humanizePercentage }} of the steps of signing in and out end with a server error.',
  });

const slowAnswers = (signOn: WatchedSignOn) =>
  rule(signOn, 'Slow', 'warning', {
    expr: `${slow(signOn, '10m')} / ${timed(signOn, '10m')} > 0.05\nand ${slow(signOn, '10m')} > 10`,
    summary: `The proxies of ${proxies(signOn)} are slow`,
    description:
      '{{ $value | humanizePercentage }} of all responses of oauth2-proxy take more than 2.5 s, and every ' +
      'request to a protected application waits for such a response.',
  });

const sessionStoreUnreachable = (signOn: WatchedSignOn) =>
  rule(signOn, 'SessionStoreUnreachable', 'critical', {
    // The readiness probe checks only the session store: a proxy that answers the scrape but is not ready does not
    // reach the store, or does not respond in time.
    expr:
      `sum(${series(signOn, 'up')}) > ` +
      `max(${exported('kube_deployment_status_replicas_ready', [signOn.namespace], deploymentOf(signOn))})`,
    for: '3m',
    summary: `The sign-on at ${signOn.host} probably does not reach its session store`,
    description:
      'Replicas of oauth2-proxy run but are not ready, probably because Redis does not respond. If no replica ' +
      'is ready, people get errors. Their sessions are kept.',
  });

/**
 * Returns an expression that is true when responses with some status codes are more than twice as frequent as at any
 * time of a past week. A fixed threshold alone is not possible: the usual number depends on people and applications,
 * since every page view without a session is counted. The week ends one day ago, so that a burst does not raise its own
 * threshold. On the first day there is no data, and the expression is never true.
 * @param floor the minimum number of responses in ten minutes
 */
const burst = (signOn: WatchedSignOn, codes: readonly string[], floor: number) => {
  const now = counted(signOn, coded(codes), '10m');
  // If the proxy was scraped but sent no such response, the number is 0. Without a scrape there is no value.
  return (
    `${now} > ${floor}\nand ${now} > 2 * max_over_time((${now} or 0 * sum(${series(signOn, 'up')}))[7d:10m] ` +
    'offset 1d)'
  );
};

const manySignedOut = (signOn: WatchedSignOn) =>
  rule(signOn, 'ManySignedOut', 'warning', {
    expr: burst(signOn, signOn.notSignedIn, 300),
    summary: `Unusually many requests without a session at ${signOn.host}`,
    description:
      '{{ $value | humanize }} requests in ten minutes had no valid session, more than twice as many as at ' +
      'any time of the last week. ' +
      'Possible causes: sessions were lost, or a client probes the sign-on.',
  });

const manyRefused = (signOn: WatchedSignOn) =>
  rule(signOn, 'ManyRefused', 'warning', {
    expr: burst(signOn, ['403'], 60),
    summary: `Unusually many refused requests at ${signOn.host}`,
    description:
      '{{ $value | humanize }} requests ' +
      `${signOn.machines === undefined ? 'of people who are signed in' : 'with a token'} were refused in ten ` +
      'minutes, more than twice as many as at any time of the last week. Possible causes: ' +
      `${signOn.machines === undefined ? 'a group' : 'a grant or a token'} was removed, or a client tries ` +
      'addresses that are not granted to it.',
  });

/** Selects a time of the Certificates of cert-manager. The expiration of a Certificate that was never issued is 0. */
const certificates = (signOn: WatchedSignOn, what: 'expiration' | 'renewal') => {
  const either = (part: 'name' | 'namespace') => [
    ...new Set(signOn.certificates.map((certificate) => certificate[part])),
  ];
  return exported(
    `certmanager_certificate_${what}_timestamp_seconds`,
    either('namespace'),
    `name=~"${either('name').join('|')}"`,
  );
};
const timeLeft = (signOn: WatchedSignOn) => `(${certificates(signOn, 'expiration')} > 0) - time()`;
/**
 * Time between renewal and expiration. Thresholds are fractions of it, since lifetimes of certificates range from days
 * to months. cert-manager renews a certificate after two thirds of its lifetime.
 */
const timeToRenew = (signOn: WatchedSignOn) =>
  `(${certificates(signOn, 'expiration')} - ${certificates(signOn, 'renewal')})`;
const DAY = 24 * 3600;
const LEFT = 'expires in {{ $value | humanizeDuration }}. If the time is negative, it has expired.';

const certificateNotIssued = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNotIssued', 'critical', {
    expr: `${certificates(signOn, 'expiration')} == 0`,
    for: '30m',
    summary: `A certificate of the sign-on at ${signOn.host} was never issued`,
    description:
      'cert-manager has not issued a certificate for the Certificate {{ $labels.name }}. Browsers show a warning ' +
      'or refuse to open the page.',
  });

const certificateNotRenewed = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNotRenewed', 'warning', {
    expr: `${timeLeft(signOn)} < 0.5 * ${timeToRenew(signOn)}`,
    for: '1h',
    summary: `A certificate of the sign-on at ${signOn.host} is not renewed`,
    description:
      'Half of the time between renewal and expiration of the Certificate {{ $labels.name }} has passed. ' +
      `It ${LEFT}`,
  });

const certificateNearItsEnd = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNearItsEnd', 'critical', {
    expr: `${timeLeft(signOn)} < ${3 * DAY}\nand ${timeLeft(signOn)} < 0.25 * ${timeToRenew(signOn)}`,
    for: '15m',
    summary: `A certificate of the sign-on at ${signOn.host} is about to expire`,
    description: `The Certificate {{ $labels.name }} ${LEFT}`,
  });

/**
 * Time until a certificate expires, measured by the blackbox exporter. PromQL strings and the regular expression both
 * need escaped backslashes.
 */
const probed = ({ hosts }: WatchedSignOn) => {
  const names = hosts.map((host) => host.replace(/\./g, '\\\\.')).join('|');
  return `probe_ssl_earliest_cert_expiry{instance=~"(https://)?(${names})([:/].*)?"} - time()`;
};

const certificateExpires = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateExpires', 'warning', {
    expr: `${probed(signOn)} < ${14 * DAY}`,
    for: '1h',
    summary: `A certificate of the sign-on at ${signOn.host} expires`,
    description: `The certificate of {{ $labels.instance }} ${LEFT}`,
  });

const probedCertificateNearItsEnd = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNearItsEnd', 'critical', {
    expr: `${probed(signOn)} < ${3 * DAY}`,
    for: '15m',
    summary: `A certificate of the sign-on at ${signOn.host} is about to expire`,
    description: `The certificate of {{ $labels.instance }} ${LEFT}`,
  });

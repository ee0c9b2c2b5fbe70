import { coded, counted, exported, failedSteps, series, slow, timed } from './queries';
import { WatchedSignOn } from './watched-sign-on';

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
  const about = signOn.machines === undefined ? ofPeople(signOn) : [slowAnswers, manyRefused];
  const rules = [absent, ...(signOn.replicas > 1 ? [replicasMissing] : []), ...about].map((each) => each(signOn));
  return { groups: [{ name: `monitoring-sso ${signOn.host}`, rules }] };
}

/**
 * What machines have no part in: they do not sign in, and have no sessions; certificates are those of the whole
 * sign-on.
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
 * Names, labels and where to look are the same for all: with the namespace, an operator's Alertmanager can route the
 * alert.
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
      // What kubectl is given to find the proxies of this sign-on and no other.
      pods: `-n ${signOn.namespace} -l ${Object.entries(signOn.podLabels)
        .map((pair) => pair.join('='))
        .sort()
        .join(',')}`,
      runbook_url: `${signOn.runbookUrl}#${alert.toLowerCase()}`,
    },
  };
}

/** The matcher for the Deployment of the proxy in series of kube-state-metrics. */
const deploymentOf = ({ deployment }: WatchedSignOn) => `deployment="${deployment}"`;

const absent = (signOn: WatchedSignOn) =>
  rule(signOn, 'Absent', 'critical', {
    expr: `absent(${series(signOn, 'up')} == 1)`,
    for: '5m',
    summary: `No proxy of ${proxies(signOn)} answers`,
    description:
      'Prometheus reaches no replica of oauth2-proxy. ' +
      `${signOn.machines === undefined ? 'Nobody gets' : 'No machine of this entrance gets'} ` +
      'to the protected applications, unless only the scrape is broken.',
  });

const replicasMissing = (signOn: WatchedSignOn) =>
  rule(signOn, 'ReplicasMissing', 'warning', {
    // Without any the count has no value, and the alert above fires instead.
    expr: `count(${series(signOn, 'up')} == 1) < ${signOn.replicas}`,
    for: '15m',
    summary: `Fewer proxies than wanted answer for ${proxies(signOn)}`,
    description: `{{ $value }} of ${signOn.replicas} replicas of oauth2-proxy answer.`,
  });

const errors = (signOn: WatchedSignOn) =>
  rule(signOn, 'Errors', 'critical', {
    expr: `${failedSteps(signOn, '15m')} > 0.1\nand ${counted(signOn, 'code=~"5.."', '15m')} > 5`,
    for: '5m', // one visitor with a few callbacks that make no sense is over by then
    summary: `People fail to sign in at ${signOn.host}`,
    description: '{{ $value | humanizePercentage }} of the steps of signing in and out end with a server error.',
  });

const slowAnswers = (signOn: WatchedSignOn) =>
  rule(signOn, 'Slow', 'warning', {
    expr: `${slow(signOn, '10m')} / ${timed(signOn, '10m')} > 0.05\nand ${slow(signOn, '10m')} > 10`,
    summary: `The proxies of ${proxies(signOn)} are slow`,
    description:
      '{{ $value | humanizePercentage }} of all answers of oauth2-proxy take more than 2.5 s, and every ' +
      'request waits for one.',
  });

const sessionStoreUnreachable = (signOn: WatchedSignOn) =>
  rule(signOn, 'SessionStoreUnreachable', 'critical', {
    // The readiness probe asks the store, and nothing else: who answers the scrape but is not ready does not reach it,
    // or hangs itself.
    expr:
      `sum(${series(signOn, 'up')}) > ` +
      `max(${exported('kube_deployment_status_replicas_ready', [signOn.namespace], deploymentOf(signOn))})`,
    for: '3m',
    summary: `The sign-on at ${signOn.host} most likely does not reach its session store`,
    description:
      'Replicas of oauth2-proxy run but are not ready, most likely since Redis does not answer them. Once ' +
      'none is ready, people see errors; they keep their sessions.',
  });

/**
 * More of some statuses than the week before ever had at a time. How many there are on a normal day depends on people
 * and applications: every page view without a session is one. The week ended a day ago, so that a burst does not excuse
 * itself, and nothing is said on the first day, when nothing is known.
 */
const burst = (signOn: WatchedSignOn, codes: readonly string[], floor: number) => {
  const now = counted(signOn, coded(codes), '10m');
  // Where the proxy was watched and gave no such answer there were none, which is not the same as not knowing.
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
      'Sessions were lost, or somebody searches for doors.',
  });

const manyRefused = (signOn: WatchedSignOn) =>
  rule(signOn, 'ManyRefused', 'warning', {
    expr: burst(signOn, ['403'], 60),
    summary: `Unusually many refused requests at ${signOn.host}`,
    description:
      '{{ $value | humanize }} requests in ten minutes were refused to ' +
      `${signOn.machines === undefined ? 'people who are signed in' : 'whoever brought a token'}, more than ` +
      'twice as many as at any time of the last week. ' +
      (signOn.machines === undefined
        ? 'A group was lost, or somebody tries doors.'
        : 'A grant or a token was lost, or somebody tries doors.'),
  });

/** Of the Certificates of cert-manager. One that was never issued expires at 0. */
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
 * Between renewal and end. Bounds are shares of it, since certificates live for days or for months; each is renewed at
 * two thirds of its life.
 */
const timeToRenew = (signOn: WatchedSignOn) =>
  `(${certificates(signOn, 'expiration')} - ${certificates(signOn, 'renewal')})`;
const DAY = 24 * 3600;
const LEFT = 'has {{ $value | humanizeDuration }} left. A negative time: it has expired.';

const certificateNotIssued = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNotIssued', 'critical', {
    expr: `${certificates(signOn, 'expiration')} == 0`,
    for: '30m',
    summary: `A certificate of the sign-on at ${signOn.host} was never issued`,
    description:
      'cert-manager has had no certificate for the Certificate {{ $labels.name }} yet. Browsers warn, or ' +
      'refuse the page.',
  });

const certificateNotRenewed = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNotRenewed', 'warning', {
    expr: `${timeLeft(signOn)} < 0.5 * ${timeToRenew(signOn)}`,
    for: '1h',
    summary: `A certificate of the sign-on at ${signOn.host} is not renewed`,
    description:
      'Half of the time in which cert-manager renews the Certificate {{ $labels.name }} has gone ' + `by. It ${LEFT}`,
  });

const certificateNearItsEnd = (signOn: WatchedSignOn) =>
  rule(signOn, 'CertificateNearItsEnd', 'critical', {
    expr: `${timeLeft(signOn)} < ${3 * DAY}\nand ${timeLeft(signOn)} < 0.25 * ${timeToRenew(signOn)}`,
    for: '15m',
    summary: `A certificate of the sign-on at ${signOn.host} is about to expire`,
    description: `The Certificate {{ $labels.name }} ${LEFT}`,
  });

/** As a blackbox exporter sees it. PromQL reads its own backslashes before the regular expression does. */
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

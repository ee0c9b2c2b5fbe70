import { createHash } from 'node:crypto';
import { Duration, Names, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { karmaConfiguration } from './karma-configuration';
import { onlyOne } from './only-one';
import { checkTarget, TokenSidecar, TokenSidecarOptions } from './token-sidecar';
import { checkNew } from '../api-types/checked-calls';
import { Karma } from '../applications/karma';
import { refuse } from '../errors';
import { allowIngress, checkPeer, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

/** The Prometheus that sends alerts to an Alertmanager. Karma queries it to show how often an alert fired. */
export interface KarmaHistorySource {
  /** Address of the Prometheus for machines. Karma's service account needs the purpose `read` at it. */
  readonly url: string;
  /** Address of the Prometheus in its alerts: its external URL. */
  readonly externalUrl: string;
}

/** An Alertmanager that Karma shows. */
export interface KarmaAlertmanager {
  /** Name of the Alertmanager in the dashboard. */
  readonly name: string;
  /**
   * Address of the Alertmanager for machines, for example `https://machines.b.example.com/alertmanager`. Karma's
   * service account needs the purpose `read` at it. With the purpose `metrics`, Karma can also show the version.
   */
  readonly url: string;
  /**
   * Audience that the sign-on of the Alertmanager accepts from machines. Use a different audience for each sign-on: a
   * program that receives a token could use it at every sign-on that accepts its audience.
   */
  readonly audience: string;
  /**
   * Address of the Alertmanager for people, for links.
   * @default - Karma shows no working links to the Alertmanager
   */
  readonly externalUrl?: string;
  /**
   * Name of the Alertmanager cluster (high availability) that it is a member of.
   * @default - detected by Karma
   */
  readonly cluster?: string;
  /**
   * Whether people can create and expire silences in Karma. They need the purpose `write` on Karma. Karma sends the
   * request with its own service account, which needs the purpose `write` on the Alertmanager, and names the person as
   * the author. If false, Karma shows no form for silences and the sidecar forwards only GET and HEAD requests.
   * @default false
   */
  readonly silences?: boolean;
  /**
   * The Prometheus that sends alerts to the Alertmanager.
   * @default - none: Karma shows no alert history
   */
  readonly history?: KarmaHistorySource;
}

/** Options of a Karma dashboard. */
export interface KarmaDashboardProps extends WorkloadOptions {
  /** The Alertmanagers. */
  readonly alertmanagers: KarmaAlertmanager[];
  /**
   * Address of Karma in the browser, for example `https://monitoring.example.com/karma`: the host and path at which
   * `application` is protected.
   */
  readonly externalUrl: string;
  /**
   * Name of Karma's service account, which this construct creates in the namespace of the chart. Grants on the
   * Alertmanagers name it.
   * @default "karma"
   */
  readonly serviceAccountName?: string;
  /**
   * Request header in which the edge sends the name of the person. Karma uses the name as the author of silences, and
   * refuses requests without the header.
   * @default "X-Auth-Request-Email"
   */
  readonly identityHeader?: string;
  /**
   * Interval at which Karma queries the Alertmanagers: whole seconds, from 10 seconds to 15 minutes.
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
  /**
   * Number of replicas, from 1 to 20. Each replica queries the Alertmanagers.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Options of the sidecar: lifetime of tokens, certificate authority and container.
   * @default - the defaults of `TokenSidecar`
   */
  readonly sidecar?: TokenSidecarOptions;
  /**
   * Pods that may connect to Karma in addition to the edge, for example to scrape its metrics. These pods can set
   * `identityHeader` to any name.
   * @default - none
   */
  readonly allowFrom?: NetworkPeer[];
}

const PORT = 8080;
const RUN_AS = { user: 65532, group: 65532 };
const CONFIGURATION = '/etc/karma';

/**
 * A Karma dashboard for Alertmanagers of this and other clusters, each behind its own sign-on. Karma's own way to
 * authenticate is a header in its configuration. Karma reads it only at start and sends it to every browser
 * (`cmd/karma/alerts.go` of Karma 0.132, unless `proxy: true`). Therefore neither the configuration nor the container
 * of Karma contains a token here: Karma calls the Alertmanagers through a `TokenSidecar`.
 *
 * The construct restricts two more features of Karma. The alert history queries any address that a reader sends
 * (`cmd/karma/alert_history.go`): it is off, or limited to the configured Prometheus servers. By default, scripts of
 * every origin can read Karma with the reader's session (CORS): only scripts of Karma's own origin are allowed.
 *
 * Karma is not reachable until it is protected: `sso.protect(dashboard.application, { path: '/karma', read:
 * [developers] })`.
 *
 * `node.defaultChild` is the Deployment.
 */
export class KarmaDashboard extends Construct {
  /** The application to protect. */
  public readonly application: Karma;
  /** Name of the service account, for grants on the Alertmanagers. */
  public readonly serviceAccountName: string;

  /**
   * Creates the Deployment, Service, ServiceAccount, ConfigMap and network policy, in the namespace of the chart.
   * @param scope a chart
   * @param id id of the construct
   * @param props the Alertmanagers and the address of Karma
   */
  public constructor(scope: Construct, id: string, props: KarmaDashboardProps) {
    checkNew('KarmaDashboard', scope, id, props);
    super(scope, id);
    const path = this.node.path;
    check(path, props);
    this.serviceAccountName = syntax.dnsSubdomain(path, 'serviceAccountName', props.serviceAccountName ?? 'karma');
    onlyOne(scope, path, 'ServiceAccount', this.serviceAccountName, 'give each KarmaDashboard a serviceAccountName');

    const sidecar = new TokenSidecar(this, 'sidecar', {
      ...props.sidecar,
      targets: props.alertmanagers.flatMap(({ url, audience, silences, history }, index) => [
        {
          name: alertmanagerTarget(index),
          url,
          audience,
          methods: ['GET', 'HEAD', ...(silences ? ['POST', 'DELETE'] : [])],
        },
        ...(history
          ? [{ name: historyTarget(index), url: history.url, audience, methods: ['GET', 'HEAD', 'POST'] }]
          : []), // queries are POST requests
      ]),
    });
    const configuration = Yaml.stringify(
      karmaConfiguration({
        externalUrl: props.externalUrl,
        port: PORT,
        identityHeader: props.identityHeader ?? 'X-Auth-Request-Email',
        intervalSeconds: props.interval === undefined ? 60 : syntax.duration(path, 'interval', props.interval, 10, 900),
        servers: props.alertmanagers.map(({ name, cluster, externalUrl, silences, history }, index) => ({
          name,
          cluster,
          externalUrl,
          silences: silences ?? false,
          url: sidecar.localUrl(alertmanagerTarget(index)),
          history: history && { source: history.externalUrl, url: sidecar.localUrl(historyTarget(index)) },
        })),
      }),
    );

    const labels = { 'app.kubernetes.io/name': 'karma', 'app.kubernetes.io/instance': Names.toLabelValue(this) };
    const configMap = new k8s.KubeConfigMap(this, 'configuration', { data: { 'karma.yaml': configuration } });
    const account = new k8s.KubeServiceAccount(this, 'account', {
      metadata: { name: this.serviceAccountName },
      automountServiceAccountToken: false,
    });
    const health = {
      httpGet: {
        path: `${new URL(props.externalUrl).pathname.replace(/\/$/, '')}/health`,
        port: k8s.IntOrString.fromString('http'),
      },
      timeoutSeconds: 5,
    };

    const manifest = k8s.KubeDeployment.manifest({
      metadata: { labels },
      spec: {
        replicas: props.replicas ?? 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...props.podLabels, ...labels },
            annotations: {
              ...props.podAnnotations,
              'checksum/configuration': createHash('sha256').update(configuration).digest('hex'),
            },
          },
          spec: {
            ...hardenedPod(path, props, RUN_AS),
            serviceAccountName: account.name,
            containers: [
              {
                ...hardenedContainer(path, { ...props, memory: props.memory ?? '256Mi' }),
                name: 'karma',
                image: props.image ?? IMAGES.karma,
                args: [`--config.file=${CONFIGURATION}/karma.yaml`],
                ports: [{ name: 'http', containerPort: PORT }],
                readinessProbe: { ...health, periodSeconds: 5 },
                livenessProbe: { ...health, periodSeconds: 10, failureThreshold: 3 },
                volumeMounts: [{ name: 'configuration', mountPath: CONFIGURATION, readOnly: true }],
              },
            ],
            volumes: [{ name: 'configuration', configMap: { name: configMap.name } }],
          },
        },
      },
    });
    // Kubernetes supports sidecar containers since 1.29; the types of cdk8s-plus-27 do not have them.
    manifest.spec.template = sidecar.withSidecar(manifest.spec.template);
    this.node.defaultChild = kubeWorkload(this, 'deployment', manifest);
    const service = new k8s.KubeService(this, 'service', {
      metadata: { labels },
      spec: { selector: labels, ports: [{ name: 'http', port: PORT, targetPort: k8s.IntOrString.fromNumber(PORT) }] },
    });
    // protect() adds a policy that allows connections from the edge.
    const peers = (props.allowFrom ?? []).map(kubePeer);
    allowIngress(this, 'isolation', {
      podLabels: labels,
      rules: peers.length > 0 ? [{ from: peers, ports: [{ port: PORT }] }] : [],
    });
    this.application = Karma.ofService(service.name, { port: PORT, podLabels: labels });
  }
}

// The names contain numbers, so that the name of an Alertmanager cannot equal the name of another one's history.
const alertmanagerTarget = (index: number) => `alertmanager-${index}`;
const historyTarget = (index: number) => `history-${index}`;

function check(path: string, props: KarmaDashboardProps): void {
  checkWorkload(path, props);
  syntax.httpsUrl(path, 'externalUrl', props.externalUrl);
  syntax.urlPath(path, 'the path of externalUrl', new URL(props.externalUrl).pathname);
  if (props.alertmanagers.length === 0) {
    refuse({ path, what: 'there are no Alertmanagers', got: [], allowed: 'at least one', fix: 'name an Alertmanager' });
  }
  for (const { name, url, audience, externalUrl, history } of props.alertmanagers) {
    syntax.dnsLabel(path, 'alertmanagers.name', name);
    if (props.alertmanagers.filter((other) => other.name === name).length > 1) {
      refuse({
        path,
        what: 'two Alertmanagers have the same name',
        got: name,
        allowed: 'a different name for each',
        fix: 'rename one',
      });
    }
    checkTarget(path, 'alertmanagers.url', url);
    checkAudience(path, audience);
    if (externalUrl !== undefined) syntax.httpsUrl(path, 'alertmanagers.externalUrl', externalUrl);
    if (history === undefined) continue;
    checkTarget(path, 'alertmanagers.history.url', history.url);
    syntax.httpsUrl(path, 'alertmanagers.history.externalUrl', history.externalUrl);
  }
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(props.identityHeader ?? 'X')) {
    refuse({
      path,
      what: 'identityHeader is not the name of a header',
      got: props.identityHeader,
      allowed: 'letters, digits and hyphens',
      fix: 'name a header that the edge sets, such as X-Auth-Request-Email',
    });
  }
  const { replicas = 1 } = props;
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 20) {
    refuse({
      path,
      what: 'replicas is out of bounds',
      got: replicas,
      allowed: 'a whole number from 1 to 20',
      fix: 'correct replicas',
    });
  }
  for (const peer of props.allowFrom ?? []) checkPeer(path, 'allowFrom', peer);
}

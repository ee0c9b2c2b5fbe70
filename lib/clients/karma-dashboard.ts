import { createHash } from 'node:crypto';
import { Duration, Names, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { karmaConfiguration } from './karma-configuration';
import { onlyOne } from './only-one';
import { checkTarget, TokenSidecar, TokenSidecarOptions } from './token-sidecar';
import { Karma } from '../applications/karma';
import { refuse } from '../errors';
import { allowIngress, checkPeer, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

/** Where the alerts of an Alertmanager come from, so that Karma can show how often they fired. */
export interface KarmaHistorySource {
  /** Address of the Prometheus as machines reach it. Karma's service account needs the purpose `read` there. */
  readonly url: string;
  /** Address of the Prometheus that stands in its alerts: its external URL. */
  readonly externalUrl: string;
}

/** An Alertmanager that Karma shows. */
export interface KarmaAlertmanager {
  /** Its name in the dashboard. */
  readonly name: string;
  /**
   * Its address as machines reach it, for example `https://machines.b.example.com/alertmanager`. Karma's service
   * account needs the purpose `read` there; with `metrics`, Karma can also tell its version.
   */
  readonly url: string;
  /**
   * Audience that the sign-on of the Alertmanager accepts from machines. One for each sign-on: who receives a token
   * could use it wherever its audience is accepted.
   */
  readonly audience: string;
  /**
   * Its address for people, for links.
   * @default - links lead nowhere
   */
  readonly externalUrl?: string;
  /**
   * Name of the highly available cluster that it is part of, in the sense of Alertmanager.
   * @default - as Karma finds out
   */
  readonly cluster?: string;
  /**
   * Whether silences are made and ended through Karma: by whoever is granted the purpose `write` on Karma, in the name
   * of the person, with Karma's service account, which needs the purpose `write` on the Alertmanager. Otherwise Karma
   * shows no form, and the sidecar lets nothing but GET and HEAD through.
   * @default false
   */
  readonly silences?: boolean;
  /**
   * The Prometheus that its alerts come from.
   * @default - none: no history
   */
  readonly history?: KarmaHistorySource;
}

/** A dashboard for many Alertmanagers. */
export interface KarmaDashboardProps extends WorkloadOptions {
  /** The Alertmanagers. */
  readonly alertmanagers: KarmaAlertmanager[];
  /**
   * The address that people see, for example `https://monitoring.example.com/karma`: host and path that `protect` is
   * given for `application`.
   */
  readonly externalUrl: string;
  /**
   * Name of the service account that Karma calls with, made by this construct: the one that grants name, in the
   * namespace of the chart.
   * @default "karma"
   */
  readonly serviceAccountName?: string;
  /**
   * Header in which the edge names the person. Silences are made in this name, and requests without it are refused.
   * @default "X-Auth-Request-Email"
   */
  readonly identityHeader?: string;
  /**
   * How often the Alertmanagers are asked: from ten seconds to a quarter of an hour.
   * @default - one minute
   */
  readonly interval?: Duration;
  /**
   * How many replicas there are; each asks the Alertmanagers for itself.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Lifetime of tokens, certificate authority and container of the sidecar.
   * @default - those of `TokenSidecar`
   */
  readonly sidecar?: TokenSidecarOptions;
  /**
   * Whose pods reach Karma beside the edge, for example to scrape its metrics. They can name themselves in
   * `identityHeader` as they like.
   * @default - nobody else
   */
  readonly allowFrom?: NetworkPeer[];
}

const PORT = 8080;
const RUN_AS = { user: 65532, group: 65532 };
const CONFIGURATION = '/etc/karma';

/**
 * Karma for many Alertmanagers, of this and other clusters, each behind its own sign-on. Its documented way to
 * authenticate, a header in its configuration, is read once, and sent to every browser (`cmd/karma/alerts.go` of Karma
 * 0.132, unless `proxy: true`). Here neither its configuration nor its container has a token: it calls a
 * `TokenSidecar`.
 *
 * Two more doors of Karma are closed. Its alert history asks whatever address a reader sends
 * (`cmd/karma/alert_history.go`): here it is off, or asks the named Prometheus servers and nobody else. And it lets
 * scripts of every origin read it with the reader's session: here those of its own alone.
 *
 * Karma is reachable for nobody until it is protected: `sso.protect(dashboard.application, { path: '/karma', read:
 * [developers] })`.
 *
 * `node.defaultChild` is the Deployment.
 */
export class KarmaDashboard extends Construct {
  /** What the sign-on protects. */
  public readonly application: Karma;
  /** Name of the service account, for grants on the Alertmanagers. */
  public readonly serviceAccountName: string;

  /**
   * Makes Deployment, Service, ServiceAccount, configuration and network policy, in the namespace of the chart.
   * @param scope a chart
   * @param id name of the construct
   * @param props the Alertmanagers, and where people find Karma
   */
  public constructor(scope: Construct, id: string, props: KarmaDashboardProps) {
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
    // Kubernetes knows sidecars since 1.29, the types of cdk8s-plus-27 do not.
    manifest.spec.template = sidecar.withSidecar(manifest.spec.template);
    this.node.defaultChild = kubeWorkload(this, 'deployment', manifest);
    const service = new k8s.KubeService(this, 'service', {
      metadata: { labels },
      spec: { selector: labels, ports: [{ name: 'http', port: PORT, targetPort: k8s.IntOrString.fromNumber(PORT) }] },
    });
    // Protecting it adds a policy that admits the edge.
    const peers = (props.allowFrom ?? []).map(kubePeer);
    allowIngress(this, 'isolation', {
      podLabels: labels,
      rules: peers.length > 0 ? [{ from: peers, ports: [{ port: PORT }] }] : [],
    });
    this.application = Karma.ofService(service.name, { port: PORT, podLabels: labels });
  }
}

// By number, so that no name of an Alertmanager is that of another's history.
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
        what: 'two Alertmanagers have one name',
        got: name,
        allowed: 'a name of its own for each',
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

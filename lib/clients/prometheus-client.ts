import { Duration, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { authorityVolume, AuthorityVolume } from './certificate-authority';
import { onlyOne } from './only-one';
import { ServiceAccountToken } from './service-account-token';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { syntax } from '../syntax';

/** A Prometheus to which samples are written by remote write. */
export interface RemoteWriteTarget {
  /** Name of the target in metrics and logs, unique for this Prometheus. */
  readonly name: string;
  /**
   * Address of the receiving Prometheus for machines, for example `https://machines.example.com/prometheus`. The
   * service account of the calling Prometheus needs the purpose `ingest` at it.
   */
  readonly url: string;
}

/** A Prometheus from which series are read by federation. */
export interface FederationSource {
  /** Name of the scrape job. */
  readonly name: string;
  /**
   * Address of the Prometheus for machines, for example `https://machines.example.com/prometheus`. The service account
   * of the calling Prometheus needs the purpose `federate` at it.
   */
  readonly url: string;
  /** Selectors of the series that are read, for example `{job="node"}`. At least one. */
  readonly match: string[];
  /**
   * Scrape interval, from 15 seconds to 1 hour. Each response contains every selected series.
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
}

/** Options of a Prometheus that calls other Prometheus servers with a service account token. */
export interface PrometheusClientProps {
  /** The token. The grant names the service account of the calling Prometheus. */
  readonly token: ServiceAccountToken;
  /**
   * Servers to which samples are written.
   * @default - none
   */
  readonly remoteWrite?: RemoteWriteTarget[];
  /**
   * Servers from which series are read.
   * @default - none
   */
  readonly federate?: FederationSource[];
  /**
   * Certificate authority of the called hosts, if it is private. The ConfigMap must be in the namespace of the calling
   * Prometheus.
   * @default - the certificate authorities of the Prometheus image
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Name of the Secret for `additionalScrapeConfigs` of the operator. Its content is not confidential.
   * @default "monitoring-sso-federation"
   */
  readonly scrapeSecretName?: string;
}

const SCRAPE_KEY = 'scrape.yaml';

/**
 * Configuration for remote write and federation from one Prometheus to others behind the sign-on: for the operator, for
 * kube-prometheus-stack, and for a Prometheus without an operator. Prometheus reads the token file for each request
 * (`authorization.credentials_file`, https://prometheus.io/docs/prometheus/latest/configuration/configuration/), so it
 * needs no restart when the kubelet replaces the token. It does not follow redirects: a redirect to a sign-in page is
 * an error in its log.
 */
export class PrometheusClient {
  private readonly token: ServiceAccountToken;
  private readonly remoteWrite: RemoteWriteTarget[];
  private readonly federate: FederationSource[];
  private readonly authority?: AuthorityVolume;
  private readonly scrapeSecretName: string;

  public constructor(props: PrometheusClientProps) {
    checkNew('PrometheusClient', props);
    const where = 'PrometheusClient';
    this.token = props.token;
    this.remoteWrite = props.remoteWrite ?? [];
    this.federate = props.federate ?? [];
    this.scrapeSecretName = syntax.dnsSubdomain(
      where,
      'scrapeSecretName',
      props.scrapeSecretName ?? 'monitoring-sso-federation',
    );
    this.authority =
      props.certificateAuthority &&
      authorityVolume(where, props.certificateAuthority, 'monitoring-sso-ca', '/etc/monitoring-sso/ca', props.token);
    this.check(where);
  }

  /**
   * Fields for `spec` of the operator's Prometheus (`monitoring.coreos.com/v1`) or PrometheusAgent (`v1alpha1`)
   * resource: remote write, `additionalScrapeConfigs` and the volumes. Federation uses the additional scrape
   * configuration because the other resources of the operator read tokens only from Secrets, which do not contain
   * short-lived tokens.
   */
  public get operatorFields(): { [key: string]: any } {
    const tls = this.authority ? { tlsConfig: { caFile: this.authority.file } } : {};
    return {
      ...(this.remoteWrite.length > 0
        ? {
            remoteWrite: this.remoteWrite.map(({ name, url }) => ({
              name,
              url: `${url}/api/v1/write`,
              followRedirects: false,
              authorization: { type: 'Bearer', credentialsFile: this.token.path },
              ...tls,
            })),
          }
        : {}),
      ...(this.federate.length > 0
        ? { additionalScrapeConfigs: { name: this.scrapeSecretName, key: SCRAPE_KEY } }
        : {}),
      volumes: this.volumes,
      volumeMounts: this.volumeMounts,
    };
  }

  /**
   * The same configuration as values for the chart kube-prometheus-stack. The chart creates the Secret for the scrape
   * configuration.
   */
  public get chartValues(): { [key: string]: any } {
    const { additionalScrapeConfigs, ...fields } = this.operatorFields;
    return {
      prometheus: {
        prometheusSpec: {
          ...fields,
          ...(additionalScrapeConfigs ? { additionalScrapeConfigs: this.scrapeConfigs } : {}),
        },
      },
    };
  }

  /**
   * The same configuration for the configuration file of a Prometheus without an operator: `remote_write` and
   * `scrape_configs`. The pod needs `volumes`, and its container `volumeMounts`.
   */
  public get configuration(): { [key: string]: any } {
    return {
      ...(this.remoteWrite.length > 0
        ? {
            remote_write: this.remoteWrite.map(({ name, url }) => ({ name, url: `${url}/api/v1/write`, ...this.http })),
          }
        : {}),
      ...(this.federate.length > 0 ? { scrape_configs: this.scrapeConfigs } : {}),
    };
  }

  /** Volumes of the pod. */
  public get volumes(): { [key: string]: any }[] {
    return [this.token.volume, ...(this.authority ? [this.authority.volume] : [])];
  }

  /** Volume mounts of the Prometheus container. */
  public get volumeMounts(): { [key: string]: any }[] {
    return [this.token.volumeMount, ...(this.authority ? [this.authority.volumeMount] : [])];
  }

  /**
   * Creates the Secret that `operatorFields` names for federation, in the namespace of the chart. It is not needed with
   * `chartValues`. Fails if `federate` is empty.
   * @param scope the chart, in the namespace of the calling Prometheus
   * @param id id of the construct
   */
  public addScrapeSecret(scope: Construct, id: string): void {
    if (this.federate.length === 0) {
      refuse({
        path: `${scope.node.path}/${id}`,
        what: 'there is no federation, so the Secret would be empty',
        got: [],
        allowed: 'a PrometheusClient with federate',
        fix: 'leave the call out',
      });
    }
    onlyOne(
      scope,
      `${scope.node.path}/${id}`,
      'Secret',
      this.scrapeSecretName,
      'give each PrometheusClient a scrapeSecretName',
    );
    new k8s.KubeSecret(scope, id, {
      metadata: { name: this.scrapeSecretName },
      stringData: { [SCRAPE_KEY]: Yaml.stringify(this.scrapeConfigs) },
    });
  }

  private get http(): object {
    return {
      follow_redirects: false,
      authorization: { type: 'Bearer', credentials_file: this.token.path },
      ...(this.authority ? { tls_config: { ca_file: this.authority.file } } : {}),
    };
  }

  /**
   * The scrape configurations. Series keep the labels of the Prometheus that they are read from
   * (https://prometheus.io/docs/prometheus/latest/federation/).
   */
  private get scrapeConfigs(): { [key: string]: any }[] {
    return this.federate.map(({ name, url, match, interval }) => {
      const { host, pathname, protocol } = new URL(url);
      return {
        job_name: name,
        scrape_interval: `${(interval ?? Duration.minutes(1)).toSeconds()}s`,
        honor_labels: true,
        scheme: protocol.slice(0, -1),
        metrics_path: `${pathname.replace(/\/$/, '')}/federate`,
        params: { 'match[]': match },
        static_configs: [{ targets: [host] }],
        ...this.http,
      };
    });
  }

  private check(path: string): void {
    if (this.remoteWrite.length + this.federate.length === 0) {
      refuse({
        path,
        what: 'remoteWrite and federate are both empty',
        got: [],
        allowed: 'remoteWrite, federate or both',
        fix: 'give remoteWrite or federate an address',
      });
    }
    for (const [property, list] of [
      ['remoteWrite', this.remoteWrite],
      ['federate', this.federate],
    ] as const) {
      for (const { name, url } of list) {
        syntax.dnsLabel(path, `${property}.name`, name);
        syntax.httpsUrl(path, `${property}.url`, url);
        if (/\/(api\/v1\/write|federate)$/.test(url)) {
          refuse({
            path,
            what: `${property}.url names an endpoint of the other Prometheus`,
            got: url,
            allowed: 'the address of the Prometheus itself',
            fix: 'remove the end of the path; the library adds it',
          });
        }
      }
      const twice = list.find(({ name }, index) => list.findIndex((other) => other.name === name) !== index);
      if (twice) {
        refuse({
          path,
          what: `two entries of ${property} have the same name`,
          got: twice.name,
          allowed: 'a different name for each',
          fix: 'rename one',
        });
      }
    }
    for (const { match, interval } of this.federate) {
      if (match.length === 0 || match.some((selector) => typeof selector !== 'string' || selector.trim() === '')) {
        refuse({
          path,
          what: 'federate.match is empty, so no series would be read',
          got: match,
          allowed: 'selectors of series',
          fix: 'name the series, for example {job="node"}',
        });
      }
      if (interval !== undefined) syntax.duration(path, 'federate.interval', interval, 15, 3600);
    }
  }
}

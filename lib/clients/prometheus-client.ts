import { Duration, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { authorityVolume, AuthorityVolume } from './certificate-authority';
import { onlyOne } from './only-one';
import { ServiceAccountToken } from './service-account-token';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { syntax } from '../syntax';

/** Where a Prometheus writes its samples to. */
export interface RemoteWriteTarget {
  /** Name of the target in metrics and logs, unique for this Prometheus. */
  readonly name: string;
  /**
   * Address of the Prometheus that receives, as machines reach it, for example
   * `https://machines.example.com/prometheus`. Its service account needs the purpose `ingest` there.
   */
  readonly url: string;
}

/** Another Prometheus that is read from. */
export interface FederationSource {
  /** Name of the scrape job. */
  readonly name: string;
  /**
   * Address of the Prometheus that is read, as machines reach it, for example
   * `https://machines.example.com/prometheus`. The service account needs the purpose `federate` there.
   */
  readonly url: string;
  /** Which series are read, as selectors, for example `{job="node"}`. At least one. */
  readonly match: string[];
  /**
   * How often. At least fifteen seconds: each answer has every selected series.
   * @default - one minute
   */
  readonly interval?: Duration;
}

/** A Prometheus that calls others with a service account token. */
export interface PrometheusClientProps {
  /** The token; the grant names the service account that the calling Prometheus runs under. */
  readonly token: ServiceAccountToken;
  /**
   * Where samples are written to.
   * @default - nowhere
   */
  readonly remoteWrite?: RemoteWriteTarget[];
  /**
   * Whose series are read.
   * @default - nobody's
   */
  readonly federate?: FederationSource[];
  /**
   * Who signed the certificates of the called hosts, where it is not one that everybody trusts. The ConfigMap lies in
   * the namespace of the calling Prometheus.
   * @default - the authorities in the image of Prometheus
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Name of the Secret for `additionalScrapeConfigs` of the operator. There is nothing secret in it.
   * @default "monitoring-sso-federation"
   */
  readonly scrapeSecretName?: string;
}

const SCRAPE_KEY = 'scrape.yaml';

/**
 * Remote write and federation from one Prometheus to others behind the sign-on, for the operator, for
 * kube-prometheus-stack and for a Prometheus without an operator. Prometheus reads the token file again for each
 * request (`authorization.credentials_file`,
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/), so it needs no restart when the token is
 * replaced, and follows no redirects with it: a redirect to a sign-in page is an error in its log.
 */
export class PrometheusClient {
  private readonly token: ServiceAccountToken;
  private readonly remoteWrite: RemoteWriteTarget[];
  private readonly federate: FederationSource[];
  private readonly authority?: AuthorityVolume;
  private readonly scrapeSecretName: string;

  public constructor(props: PrometheusClientProps) {
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
   * Fields of the operator's Prometheus (`monitoring.coreos.com/v1`) or PrometheusAgent (`v1alpha1`) resource, its
   * `spec`: remote write, `additionalScrapeConfigs` and the volumes. Other resources of the operator take tokens from
   * Secrets alone, which cannot be replaced while they are valid: hence the additional scrape configuration.
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
   * The same as values for the chart kube-prometheus-stack, which makes the Secret for the scrape configuration itself.
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
   * The same for the configuration file of a Prometheus without an operator: `remote_write` and `scrape_configs`. Its
   * pod needs `volumes` and `volumeMounts`.
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

  /** Where the container of Prometheus has them. */
  public get volumeMounts(): { [key: string]: any }[] {
    return [this.token.volumeMount, ...(this.authority ? [this.authority.volumeMount] : [])];
  }

  /**
   * Makes the Secret that `operatorFields` names for federation, in the namespace of the chart; not needed with the
   * values for kube-prometheus-stack.
   * @param scope the chart, in the namespace of the calling Prometheus
   * @param id name of the construct
   */
  public addScrapeSecret(scope: Construct, id: string): void {
    if (this.federate.length === 0) {
      refuse({
        path: `${scope.node.path}/${id}`,
        what: 'there is no federation, so nothing for a Secret to hold',
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
   * Labels of the series stay those that the other Prometheus gave them
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
        what: 'nothing is written and nothing is read',
        got: [],
        allowed: 'remoteWrite, federate or both',
        fix: 'name an address',
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
            fix: 'leave the end of the path out; the library adds it',
          });
        }
      }
      const twice = list.find(({ name }, index) => list.findIndex((other) => other.name === name) !== index);
      if (twice) {
        refuse({
          path,
          what: `two entries of ${property} have one name`,
          got: twice.name,
          allowed: 'a name of its own for each',
          fix: 'rename one',
        });
      }
    }
    for (const { match, interval } of this.federate) {
      if (match.length === 0 || match.some((selector) => typeof selector !== 'string' || selector.trim() === '')) {
        refuse({
          path,
          what: 'federate.match is empty, so nothing would be read',
          got: match,
          allowed: 'selectors of series',
          fix: 'name the series, for example {job="node"}',
        });
      }
      if (interval !== undefined) syntax.duration(path, 'federate.interval', interval, 15, 3600);
    }
  }
}

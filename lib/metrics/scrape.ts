import { WatchedSignOn } from './watched-sign-on';
import { ServiceMonitorSpec } from '../imports/monitoring.coreos.com';
import { METRICS_PORT } from '../oauth2-proxy/proxy-settings';

/** Name of the metrics port in the container and the Service. */
export const METRICS_PORT_NAME = 'metrics';

/** Returns the spec of a ServiceMonitor. The series get the labels `job`, the name of the Service, and `namespace`. */
export function serviceMonitorSpec({ labels, scrapeSeconds }: WatchedSignOn): ServiceMonitorSpec {
  return {
    selector: { matchLabels: { ...labels } },
    endpoints: [{ port: METRICS_PORT_NAME, ...(scrapeSeconds ? { interval: `${scrapeSeconds}s` } : {}) }],
  };
}

/**
 * Returns an equivalent entry of `scrape_configs`, for a Prometheus that is configured by a file. The series get the
 * same labels.
 */
export function scrapeConfiguration({ namespace, job, clusterDomain, scrapeSeconds }: WatchedSignOn): object {
  const label = (target: string, replacement: string) => ({ target_label: target, replacement });
  return {
    job_name: `${namespace}/${job}`, // must be unique; the name of the Service alone is not
    ...(scrapeSeconds ? { scrape_interval: `${scrapeSeconds}s` } : {}),
    // For IPv4 and IPv6 clusters; a Service has addresses of one family.
    dns_sd_configs: ['A', 'AAAA'].map((type) => ({
      names: [`${job}.${namespace}.svc.${clusterDomain}`],
      type,
      port: METRICS_PORT,
    })),
    relabel_configs: [label('job', job), label('namespace', namespace)],
  };
}

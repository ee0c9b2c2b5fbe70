import { WatchedSignOn } from './watched-sign-on';
import { ServiceMonitorSpec } from '../imports/monitoring.coreos.com';
import { METRICS_PORT } from '../oauth2-proxy/proxy-settings';

/** Name of the port, of container and Service. */
export const METRICS_PORT_NAME = 'metrics';

/** What an operator's ServiceMonitor says. Its series get the name of the Service as their job, and their namespace. */
export function serviceMonitorSpec({ labels, scrapeSeconds }: WatchedSignOn): ServiceMonitorSpec {
  return {
    selector: { matchLabels: { ...labels } },
    endpoints: [{ port: METRICS_PORT_NAME, ...(scrapeSeconds ? { interval: `${scrapeSeconds}s` } : {}) }],
  };
}

/**
 * The same as an entry of `scrape_configs`, for a Prometheus that is configured by a file, with the same labels on the
 * series.
 */
export function scrapeConfiguration({ namespace, job, clusterDomain, scrapeSeconds }: WatchedSignOn): object {
  const label = (target: string, replacement: string) => ({ target_label: target, replacement });
  return {
    job_name: `${namespace}/${job}`, // must be unique in the file, which the name of a Service is not
    ...(scrapeSeconds ? { scrape_interval: `${scrapeSeconds}s` } : {}),
    // Whatever the cluster's addresses are; a Service has those of one family.
    dns_sd_configs: ['A', 'AAAA'].map((type) => ({
      names: [`${job}.${namespace}.svc.${clusterDomain}`],
      type,
      port: METRICS_PORT,
    })),
    relabel_configs: [label('job', job), label('namespace', namespace)],
  };
}

import { alertRules } from './alert-rules';
import { dashboard } from './dashboard';
import { scrapeConfiguration } from './scrape';
import { WatchedSignOn } from './watched-sign-on';

/** What Prometheus and Grafana are given where no operator hands it to them, each as the content of a file. */
export interface Monitoring {
  /** A file of `scrape_config_files`. */
  readonly scrape: object;
  /** A file of `rule_files`. */
  readonly rules: object;
  /** A dashboard to be imported or provisioned. */
  readonly dashboard: object;
}

/** Of a sign-on, and of the proxies that decide about its machines. */
export function monitoring(signOn: WatchedSignOn, machines: readonly WatchedSignOn[]): Monitoring {
  const all = [signOn, ...machines];
  return {
    scrape: { scrape_configs: all.map(scrapeConfiguration) },
    rules: { groups: all.flatMap((each) => alertRules(each).groups) },
    dashboard: dashboard(signOn),
  };
}

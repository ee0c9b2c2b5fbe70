import { alertRules } from './alert-rules';
import { dashboard } from './dashboard';
import { scrapeConfiguration } from './scrape';
import { WatchedSignOn } from './watched-sign-on';

/** Contents of the configuration files for Prometheus and Grafana, for clusters without an operator. */
export interface Monitoring {
  /** A file of `scrape_config_files`. */
  readonly scrape: object;
  /** A file of `rule_files`. */
  readonly rules: object;
  /** A dashboard to be imported or provisioned. */
  readonly dashboard: object;
}

/** Returns the configuration for a sign-on and for the proxies of its machine entrances. */
export function monitoring(signOn: WatchedSignOn, machines: readonly WatchedSignOn[]): Monitoring {
  const all = [signOn, ...machines];
  return {
    scrape: { scrape_configs: all.map(scrapeConfiguration) },
    rules: { groups: all.flatMap((each) => alertRules(each).groups) },
    dashboard: dashboard(signOn),
  };
}

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

export const monitoring = (signOn: WatchedSignOn): Monitoring => ({ scrape: scrapeConfiguration(signOn), rules: alertRules(signOn), dashboard: dashboard(signOn) });

import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { alertRules } from './alert-rules';
import { dashboard, dashboardUid } from './dashboard';
import { serviceMonitorSpec } from './scrape';
import { WatchedSignOn } from './watched-sign-on';

type Labels = Readonly<Record<string, string>>;

/** What an operator hands to Prometheus and a sidecar to Grafana. */
export function renderOperatorObjects(scope: Construct, signOn: () => WatchedSignOn, { labels, dashboardLabels }: { readonly labels: Labels; readonly dashboardLabels: Labels }): void {
  const apiVersion = 'monitoring.coreos.com/v1';
  new ApiObject(scope, 'service-monitor', { apiVersion, kind: 'ServiceMonitor', metadata: { labels }, spec: serviceMonitorSpec(signOn()) });
  new ApiObject(scope, 'rules', { apiVersion, kind: 'PrometheusRule', metadata: { labels }, spec: Lazy.any({ produce: () => alertRules(signOn()) }) });
  new k8s.KubeConfigMap(scope, 'dashboard', {
    metadata: { labels: dashboardLabels },
    // The sidecar writes the dashboards of all ConfigMaps into one folder.
    data: { [`${dashboardUid(signOn())}.json`]: Lazy.any({ produce: () => `${JSON.stringify(dashboard(signOn()), undefined, 2)}\n` }) as string },
  });
}

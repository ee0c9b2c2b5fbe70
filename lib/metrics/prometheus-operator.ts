import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { alertRules } from './alert-rules';
import { dashboard, dashboardUid } from './dashboard';
import { serviceMonitorSpec } from './scrape';
import { WatchedSignOn } from './watched-sign-on';
import { PrometheusRule, PrometheusRuleSpec, ServiceMonitor } from '../imports/monitoring.coreos.com';

type Labels = Readonly<Record<string, string>>;

/** Labels of each object. An object without labels here is not created. */
export interface OperatorLabels {
  readonly serviceMonitor: Labels;
  readonly rules?: Labels;
  readonly dashboard?: Labels;
}

/** Creates the objects that the Prometheus Operator and the sidecar of Grafana read. */
export function renderOperatorObjects(scope: Construct, signOn: () => WatchedSignOn, labels: OperatorLabels): void {
  new ServiceMonitor(scope, 'service-monitor', {
    metadata: { labels: labels.serviceMonitor },
    spec: serviceMonitorSpec(signOn()),
  });
  if (labels.rules) {
    new PrometheusRule(scope, 'rules', {
      metadata: { labels: labels.rules },
      spec: Lazy.any({ produce: () => alertRules(signOn()) }) as PrometheusRuleSpec,
    });
  }
  // The dashboard shows sign-ins and sessions, which machines do not have.
  if (!labels.dashboard || signOn().machines !== undefined) return;
  new k8s.KubeConfigMap(scope, 'dashboard', {
    metadata: { labels: labels.dashboard },
    // The sidecar writes the dashboards of all ConfigMaps into one folder.
    data: {
      [`${dashboardUid(signOn())}.json`]: Lazy.any({
        produce: () => `${JSON.stringify(dashboard(signOn()), undefined, 2)}\n`,
      }) as string,
    },
  });
}

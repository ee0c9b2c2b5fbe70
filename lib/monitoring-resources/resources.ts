/** Resources of one API group. */
export interface ResourceGroup {
  readonly apiGroups: string[];
  readonly resources: string[];
}

const OPERATOR = 'monitoring.coreos.com';

/**
 * What people change every day and what can name no Secret: rules, and silences of Giant Swarm's silence-operator
 * (v1alpha2; v1alpha1, of the group monitoring.giantswarm.io, is cluster-wide). The Prometheus Operator itself has no
 * resource for silences.
 */
export const RULES: readonly ResourceGroup[] = [
  { apiGroups: [OPERATOR], resources: ['prometheusrules'] },
  { apiGroups: ['observability.giantswarm.io'], resources: ['silences'] },
];

/**
 * What tells Prometheus and Alertmanager whom to talk to and with which Secrets: prometheus-operator v0.85.0,
 * example/prometheus-operator-crd. Not Prometheus, PrometheusAgent, Alertmanager and ThanosRuler: those hold templates
 * of pods with any service account of the namespace.
 */
export const CONNECTIONS: readonly ResourceGroup[] = [
  {
    apiGroups: [OPERATOR],
    resources: ['servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs', 'alertmanagerconfigs'],
  },
];

import cdk8s
import cdktf
import cdk8s_monitoring_sso as monitoring

kubernetes = cdk8s.App()
terraform = cdktf.App()

stack = cdktf.TerraformStack(terraform, "identity")
realm = monitoring.KeycloakRealm(stack, "realm", url="https://keycloak.example.com", realm="platform")
developers = realm.add_group("developers")
operators = realm.add_group("operators")

sso = monitoring.MonitoringSso(
    cdk8s.Chart(kubernetes, "monitoring-sso", namespace="monitoring"),
    "sso",
    host="monitoring.example.com",
    identity_provider=realm,
    edge=monitoring.Edge.ingress_nginx(trusted_proxies=["10.244.0.0/16"], cache=cdk8s.Duration.seconds(5)),
    tls=monitoring.Tls.cert_manager(issuer="letsencrypt"),
    secrets=monitoring.Secrets.existing("monitoring-sso"),
    metrics=monitoring.Metrics.prometheus_operator(labels={"release": "kube-prometheus-stack"}),
)

prometheus = monitoring.Prometheus.of_service("kube-prometheus-stack-prometheus")
sso.protect(prometheus, path="/prometheus", read=[developers, operators])
alertmanager = monitoring.Alertmanager.of_service("kube-prometheus-stack-alertmanager")
sso.protect(alertmanager, path="/alertmanager", write=[operators], ingest=[operators])
grafana = monitoring.Grafana.of_service("kube-prometheus-stack-grafana")
sso.protect(grafana, path="/grafana", read=[developers, operators])

kubernetes.synth()
terraform.synth()
sso.write_report()

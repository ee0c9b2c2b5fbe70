import cdk8s
import cdktf
from cdk8s_monitoring_sso import (
    Alertmanager,
    Edge,
    Grafana,
    KeycloakRealm,
    Metrics,
    MonitoringSso,
    Prometheus,
    Secrets,
    Tls,
)

kubernetes = cdk8s.App()
terraform = cdktf.App()

realm = KeycloakRealm(
    cdktf.TerraformStack(terraform, "identity"), "realm", url="https://keycloak.example.com", realm="platform"
)
developers = realm.add_group("developers")
operators = realm.add_group("operators")

sso = MonitoringSso(
    cdk8s.Chart(kubernetes, "monitoring-sso", namespace="monitoring"),
    "sso",
    host="monitoring.example.com",
    identity_provider=realm,
    edge=Edge.ingress_nginx(trusted_proxies=["10.244.0.0/16"], cache=cdk8s.Duration.seconds(5)),
    tls=Tls.cert_manager(issuer="letsencrypt"),
    secrets=Secrets.existing("monitoring-sso"),
    metrics=Metrics.prometheus_operator(labels={"release": "kube-prometheus-stack"}),
)

sso.protect(
    Prometheus.of_service("kube-prometheus-stack-prometheus"), path="/prometheus", read=[developers, operators]
)
# ingress-nginx cannot tell reading from silencing, nor from sending alerts: a grant of one needs the other two.
sso.protect(
    Alertmanager.of_service("kube-prometheus-stack-alertmanager"),
    path="/alertmanager",
    write=[operators],
    ingest=[operators],
)
sso.protect(Grafana.of_service("kube-prometheus-stack-grafana"), path="/grafana", read=[developers, operators])

kubernetes.synth()
terraform.synth()
sso.write_report()

import com.hashicorp.cdktf.TerraformStack;
import io.github.cdk8s_monitoring_sso.Alertmanager;
import io.github.cdk8s_monitoring_sso.CertManagerOptions;
import io.github.cdk8s_monitoring_sso.Edge;
import io.github.cdk8s_monitoring_sso.Grafana;
import io.github.cdk8s_monitoring_sso.IngressNginxOptions;
import io.github.cdk8s_monitoring_sso.KeycloakGroup;
import io.github.cdk8s_monitoring_sso.KeycloakRealm;
import io.github.cdk8s_monitoring_sso.Metrics;
import io.github.cdk8s_monitoring_sso.MonitoringSso;
import io.github.cdk8s_monitoring_sso.Prometheus;
import io.github.cdk8s_monitoring_sso.PrometheusOperatorOptions;
import io.github.cdk8s_monitoring_sso.ProtectOptions;
import io.github.cdk8s_monitoring_sso.Secrets;
import io.github.cdk8s_monitoring_sso.Tls;
import java.util.List;
import java.util.Map;
import org.cdk8s.Chart;
import org.cdk8s.Duration;

public class Main {
  public static void main(String[] args) {
    org.cdk8s.App kubernetes = new org.cdk8s.App();
    com.hashicorp.cdktf.App terraform = new com.hashicorp.cdktf.App();

    KeycloakRealm realm = KeycloakRealm.Builder.create(new TerraformStack(terraform, "identity"), "realm")
        .url("https://keycloak.example.com")
        .realm("platform")
        .build();
    KeycloakGroup developers = realm.addGroup("developers");
    KeycloakGroup operators = realm.addGroup("operators");

    Chart chart = Chart.Builder.create(kubernetes, "monitoring-sso").namespace("monitoring").build();
    MonitoringSso sso = MonitoringSso.Builder.create(chart, "sso")
        .host("monitoring.example.com")
        .identityProvider(realm)
        .edge(Edge.ingressNginx(IngressNginxOptions.builder()
            .trustedProxies(List.of("10.244.0.0/16"))
            .cache(Duration.seconds(5))
            .build()))
        .tls(Tls.certManager(CertManagerOptions.builder().issuer("letsencrypt").build()))
        .secrets(Secrets.existing("monitoring-sso"))
        .metrics(Metrics.prometheusOperator(PrometheusOperatorOptions.builder()
            .labels(Map.of("release", "kube-prometheus-stack"))
            .build()))
        .build();

    sso.protect(
        Prometheus.ofService("kube-prometheus-stack-prometheus"),
        ProtectOptions.builder().path("/prometheus").read(List.of(developers, operators)).build());
    // ingress-nginx cannot tell reading from silencing, nor from sending alerts: a grant of one needs the other two.
    sso.protect(
        Alertmanager.ofService("kube-prometheus-stack-alertmanager"),
        ProtectOptions.builder().path("/alertmanager").write(List.of(operators)).ingest(List.of(operators)).build());
    sso.protect(
        Grafana.ofService("kube-prometheus-stack-grafana"),
        ProtectOptions.builder().path("/grafana").read(List.of(developers, operators)).build());

    kubernetes.synth();
    terraform.synth();
    sso.writeReport();
  }
}

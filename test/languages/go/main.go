package main

import (
	"github.com/aws/jsii-runtime-go"
	sso "github.com/cdk8s-monitoring-sso/cdk8s-monitoring-sso-go/monitoringsso"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func main() {
	defer jsii.Close()
	kubernetes := cdk8s.NewApp(nil)
	terraform := cdktf.NewApp(nil)

	stack := cdktf.NewTerraformStack(terraform, jsii.String("identity"))
	realm := sso.NewKeycloakRealm(stack, jsii.String("realm"), &sso.KeycloakRealmProps{
		Url:   jsii.String("https://keycloak.example.com"),
		Realm: jsii.String("platform"),
	})
	developers := realm.AddGroup(jsii.String("developers"), nil)
	operators := realm.AddGroup(jsii.String("operators"), nil)

	chart := cdk8s.NewChart(kubernetes, jsii.String("monitoring-sso"), &cdk8s.ChartProps{
		Namespace: jsii.String("monitoring"),
	})
	signOn := sso.NewMonitoringSso(chart, jsii.String("sso"), &sso.MonitoringSsoProps{
		Host:             jsii.String("monitoring.example.com"),
		IdentityProvider: realm,
		Edge: sso.Edge_IngressNginx(&sso.IngressNginxOptions{
			TrustedProxies: jsii.Strings("10.244.0.0/16"),
			Cache:          cdk8s.Duration_Seconds(jsii.Number(5)),
		}),
		Tls:     sso.Tls_CertManager(&sso.CertManagerOptions{Issuer: jsii.String("letsencrypt")}),
		Secrets: sso.Secrets_Existing(jsii.String("monitoring-sso"), nil),
		Metrics: sso.Metrics_PrometheusOperator(&sso.PrometheusOperatorOptions{
			Labels: &map[string]*string{"release": jsii.String("kube-prometheus-stack")},
		}),
	})

	signOn.Protect(sso.Prometheus_OfService(jsii.String("kube-prometheus-stack-prometheus"), nil), &sso.ProtectOptions{
		Path: jsii.String("/prometheus"),
		Read: &[]sso.IIdentity{developers, operators},
	})
	// ingress-nginx cannot tell reading from silencing, nor from sending alerts: a grant of one needs the other two.
	signOn.Protect(sso.Alertmanager_OfService(jsii.String("kube-prometheus-stack-alertmanager"), nil), &sso.ProtectOptions{
		Path:   jsii.String("/alertmanager"),
		Write:  &[]sso.IIdentity{operators},
		Ingest: &[]sso.IIdentity{operators},
	})
	signOn.Protect(sso.Grafana_OfService(jsii.String("kube-prometheus-stack-grafana"), nil), &sso.ProtectOptions{
		Path: jsii.String("/grafana"),
		Read: &[]sso.IIdentity{developers, operators},
	})

	kubernetes.Synth()
	terraform.Synth()
	signOn.WriteReport(nil)
}

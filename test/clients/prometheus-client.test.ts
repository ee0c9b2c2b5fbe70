import { describe, expect, test } from '@jest/globals';
import { Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { PrometheusClient, PrometheusClientProps, ServiceAccountToken } from '../../lib';
import { joined } from '../support/joined';

const token = new ServiceAccountToken({ audience: 'monitoring-machines' });
const url = 'https://machines.example.com/prometheus';
const both = (props: Partial<PrometheusClientProps> = {}) =>
  new PrometheusClient({
    token,
    remoteWrite: [{ name: 'central', url }],
    federate: [{ name: 'other', url, match: ['up'] }],
    ...props,
  });
const scrapeConfig = {
  job_name: 'other',
  scrape_interval: '60s',
  honor_labels: true,
  scheme: 'https',
  metrics_path: '/prometheus/federate',
  params: { 'match[]': ['up'] },
  static_configs: [{ targets: ['machines.example.com'] }],
  follow_redirects: false,
  authorization: { type: 'Bearer', credentials_file: token.path },
};

describe('a Prometheus that calls another one', () => {
  test('has fields for the resource of the operator', () => {
    expect(both().operatorFields).toEqual({
      remoteWrite: [
        {
          name: 'central',
          url: `${url}/api/v1/write`,
          followRedirects: false,
          authorization: { type: 'Bearer', credentialsFile: token.path },
        },
      ],
      additionalScrapeConfigs: { name: 'monitoring-sso-federation', key: 'scrape.yaml' },
      volumes: [token.volume],
      volumeMounts: [token.volumeMount],
    });
  });
  test('has its scrape configuration in a Secret without confidential data, for the operator', () => {
    const chart = Testing.chart();
    both().addScrapeSecret(chart, 'federation');
    const [secret] = Testing.synth(chart);
    expect(secret.metadata.name).toBe('monitoring-sso-federation');
    expect(parse(secret.stringData['scrape.yaml'])).toEqual([scrapeConfig]);
  });
  test('fails when another Secret of the chart has the same name', () => {
    const chart = Testing.chart();
    both().addScrapeSecret(chart, 'one');
    expect(() => both().addScrapeSecret(chart, 'two')).toThrow(
      joined(
        /\[test\/two\] the chart already has a Secret of this name, at test\/one; /,
        /got "monitoring-sso-federation".*fix: give each PrometheusClient a scrapeSecretName/,
      ),
    );
    expect(() => both({ scrapeSecretName: 'three' }).addScrapeSecret(chart, 'three')).not.toThrow();
  });
  test('has values for kube-prometheus-stack, which creates that Secret', () => {
    const { remoteWrite, volumes, volumeMounts } = both().operatorFields;
    expect(both().chartValues).toEqual({
      prometheus: { prometheusSpec: { remoteWrite, volumes, volumeMounts, additionalScrapeConfigs: [scrapeConfig] } },
    });
  });
  test('has sections for the configuration file', () => {
    expect(both().configuration).toEqual({
      remote_write: [
        {
          name: 'central',
          url: `${url}/api/v1/write`,
          follow_redirects: false,
          authorization: { type: 'Bearer', credentials_file: token.path },
        },
      ],
      scrape_configs: [scrapeConfig],
    });
  });
  test('verifies a private certificate authority in each of these forms', () => {
    const client = both({ certificateAuthority: { configMapName: 'corporate-ca', key: 'bundle.pem' } });
    const file = '/etc/monitoring-sso/ca/bundle.pem';
    expect(client.operatorFields.remoteWrite[0].tlsConfig).toEqual({ caFile: file });
    expect(client.configuration.remote_write[0].tls_config).toEqual({ ca_file: file });
    expect(client.chartValues.prometheus.prometheusSpec.additionalScrapeConfigs[0].tls_config).toEqual({
      ca_file: file,
    });
    expect(client.volumes[1]).toEqual({
      name: 'monitoring-sso-ca',
      configMap: { name: 'corporate-ca', items: [{ key: 'bundle.pem', path: 'bundle.pem' }] },
    });
    expect(client.volumeMounts[1]).toEqual({
      name: 'monitoring-sso-ca',
      mountPath: '/etc/monitoring-sso/ca',
      readOnly: true,
    });
  });
  test('leaves out sections that are not configured', () => {
    expect(both({ federate: [] }).operatorFields).not.toHaveProperty('additionalScrapeConfigs');
    expect(both({ remoteWrite: [] }).configuration).not.toHaveProperty('remote_write');
    expect(() => both({ federate: [] }).addScrapeSecret(Testing.chart(), 'x')).toThrow(/there is no federation/);
  });
  test('accepts a Prometheus at the root of a host and at another port', () => {
    const { configuration } = both({
      federate: [
        { name: 'root', url: 'https://machines.example.com:8443', match: ['up'], interval: Duration.seconds(30) },
      ],
    });
    expect(configuration.scrape_configs[0]).toMatchObject({
      metrics_path: '/federate',
      static_configs: [{ targets: ['machines.example.com:8443'] }],
      scrape_interval: '30s',
    });
  });

  test.each<[string, Partial<PrometheusClientProps>, RegExp]>([
    [
      'remoteWrite and federate are empty',
      { remoteWrite: [], federate: [] },
      /remoteWrite and federate are both empty/,
    ],
    [
      'the address is not https',
      { remoteWrite: [{ name: 'a', url: 'http://machines.example.com' }] },
      /remoteWrite\.url is not usable as an https address/,
    ],
    [
      'the address is the remote write endpoint',
      { remoteWrite: [{ name: 'a', url: `${url}/api/v1/write` }] },
      /names an endpoint.*fix: remove the end of the path/,
    ],
    [
      'the address is the federation endpoint',
      { federate: [{ name: 'a', url: `${url}/federate`, match: ['up'] }] },
      /names an endpoint/,
    ],
    [
      'two targets have the same name',
      {
        remoteWrite: [
          { name: 'a', url },
          { name: 'a', url },
        ],
      },
      /two entries of remoteWrite have the same name; got "a"/,
    ],
    ['no series are named', { federate: [{ name: 'a', url, match: [] }] }, /federate\.match is empty/],
    ['a selector is empty', { federate: [{ name: 'a', url, match: [' '] }] }, /federate\.match is empty/],
    [
      'the interval is too short',
      { federate: [{ name: 'a', url, match: ['up'], interval: Duration.seconds(5) }] },
      /federate\.interval is out of bounds/,
    ],
  ])('fails when %s', (_, props, message) => expect(() => both(props)).toThrow(message));
});

import { expect, test } from '@jest/globals';
import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { Valkey } from '../../lib';
import { Manifests } from '../support/program';

const proxyLabels = { app: 'proxy' };
const context = { namespace: 'monitoring', clusterDomain: 'cluster.local', keyPrefix: '__Host-sso_x', proxyLabels };
const make = (props = {}) => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'monitoring' });
  return new Valkey(chart, 'sessions', { password: { name: 'sso', key: 'redis-password' }, ...props });
};
const synth = (valkey: Valkey) => new Manifests(Testing.synth(Chart.of(valkey)));

test('has its Deployment as default child, and applies patches of users to it', () => {
  const valkey = make();
  valkey.bind(valkey, context);
  expect(ApiObject.of(valkey).name).toBe(valkey.deploymentName);
  ApiObject.of(valkey).addJsonPatch(JsonPatch.add('/spec/template/spec/resources', { limits: { memory: '1Gi' } }));
  expect(synth(valkey).one('Deployment').spec.template.spec.resources).toEqual({ limits: { memory: '1Gi' } });
});
test('has its address', () => {
  const valkey = make({ clusterDomain: 'example.internal' });
  expect(valkey.bind(valkey, context)).toEqual({
    store: valkey,
    server: {
      host: `${valkey.serviceName}.monitoring.svc.example.internal`,
      port: 6379,
      tls: false,
      username: 'oauth2-proxy',
      password: { name: 'sso', key: 'redis-password' },
    },
  });
  expect(valkey.address).toBe(`${valkey.host}:${valkey.port}`);
  expect(synth(valkey).one('Service').spec.selector).toEqual(valkey.podLabels);
});
test('allows connections from a proxy of another namespace by namespace and labels', () => {
  const valkey = make();
  valkey.bind(valkey, { ...context, namespace: 'sign-on' });
  expect(synth(valkey).one('NetworkPolicy').spec.ingress[0].from).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'sign-on' } },
      podSelector: { matchLabels: proxyLabels },
    },
  ]);
});
test('fails when a second proxy uses it', () => {
  const valkey = make();
  valkey.bind(valkey, context);
  expect(() => valkey.bind(valkey, context)).toThrow(/a second proxy would keep its sessions here/);
});
test('fails when no proxy uses it', () => expect(() => synth(make())).toThrow(/no proxy keeps its sessions here/));
test('fails when the prefix of keys could end the pattern or the script', () => {
  for (const keyPrefix of ['', '*', "a' b", 'a b', 'a\n']) {
    expect(() => make().bind(make(), { ...context, keyPrefix })).toThrow(/keyPrefix is malformed/);
  }
});
test('fails when there is no password', () =>
  expect(() => make({ password: undefined })).toThrow(/password is missing.*fix: write password: /));

import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import { MyEdge } from './my-edge';
import { Edge, EdgeBase, Grafana, RouteOptions, WebApplication } from '../../lib';
import { annotation, KubeObject, Program, Prometheus } from '../support/program';

const trustedProxies = ['10.244.0.0/16'];
const nginx = () => Edge.ingressNginx({ trustedProxies });
const traefik = () => Edge.traefik({ trustedProxies });
const traefikIngress = () => Edge.traefikIngress({ trustedProxies, encodedSlashesRefused: true });

/** Prometheus, which receives no cookies and is delivered data by a group, and Grafana, which receives cookies. */
function manifestsWith(edge: EdgeBase, options: RouteOptions = {}, grafana: RouteOptions = {}) {
  const program = new Program();
  const developers = program.realm.addGroup('developers');
  const senders = program.realm.addGroup('senders');
  const sso = program.sso({ edge });
  sso.protect(Prometheus.ofService('prometheus-operated'), {
    path: '/prometheus',
    read: [developers],
    ingest: [senders],
    ...options,
  });
  sso.protect(Grafana.ofService('grafana'), { path: '/grafana', read: [developers], ...grafana });
  return program.manifests();
}
const refused = (edge: EdgeBase, options: object) => () => manifestsWith(edge, options as RouteOptions);
const routesOf = (manifests: ReturnType<typeof manifestsWith>, service: string): KubeObject[] =>
  manifests
    .ofKind('IngressRoute')
    .flatMap(({ spec }) => spec.routes)
    .filter(({ services: [{ name }] }: any) => name === service);

describe('the sizes and times of routes on ingress-nginx', () => {
  const ingest = '/prometheus/api/v1/write';

  test('let dashboards over 1 MiB and long queries through without a setting', () => {
    const open = manifestsWith(nginx()).routing('/grafana');
    expect(annotation(open, 'proxy-body-size')).toBe('10240k');
    expect(annotation(open, 'proxy-read-timeout')).toBe('150');
    expect(annotation(open, 'proxy-send-timeout')).toBeUndefined();
  });
  test('let remote write deliver 32 MiB without a setting', () => {
    const manifests = manifestsWith(nginx());
    expect(annotation(manifests.routing(ingest), 'proxy-body-size')).toBe('32768k');
    expect(annotation(manifests.routing('/prometheus'), 'proxy-body-size')).toBe('10240k');
  });
  test('let remote write deliver no less than other requests', () => {
    const manifests = manifestsWith(nginx(), { maxRequestBody: Size.mebibytes(100) });
    expect(annotation(manifests.routing(ingest), 'proxy-body-size')).toBe('102400k');
    const less = manifestsWith(nginx(), { maxRequestBody: Size.kibibytes(1) });
    expect(annotation(less.routing(ingest), 'proxy-body-size')).toBe('32768k');
    expect(annotation(less.routing('/prometheus'), 'proxy-body-size')).toBe('1k');
  });
  test('are those of the program', () => {
    const open = manifestsWith(nginx(), {
      maxIngestBody: Size.gibibytes(1),
      readTimeout: Duration.minutes(10),
      sendTimeout: Duration.seconds(90),
      connectTimeout: Duration.seconds(3),
      streamAnswers: true,
      streamRequests: true,
    });
    const at = (name: string, path = '/prometheus') => annotation(open.routing(path), name);
    expect(at('proxy-body-size', ingest)).toBe('1048576k');
    expect(at('proxy-read-timeout')).toBe('600');
    expect(at('proxy-send-timeout')).toBe('90');
    expect(at('proxy-connect-timeout')).toBe('3');
    expect(at('proxy-buffering')).toBe('off');
    expect(at('proxy-request-buffering')).toBe('off');
  });
  test('do not change a closed route', () => {
    const closed = manifestsWith(nginx(), { readTimeout: Duration.minutes(10) }).routing('/prometheus/-');
    expect(annotation(closed, 'proxy-body-size')).toBeUndefined();
    expect(annotation(closed, 'whitelist-source-range')).toBe('0.0.0.0/32');
  });
  test.each([
    ['no limit', { maxRequestBody: Size.kibibytes(0) }, /maxRequestBody is out of bounds/],
    ['more than 1 GiB', { maxRequestBody: Size.tebibytes(1) }, /maxRequestBody is out of bounds/],
    ['a size as text', { maxIngestBody: '10m' }, /maxIngestBody is not a Size/],
    ['a time as text', { readTimeout: '60s' }, /readTimeout is not a Duration/],
    ['a number', { readTimeout: 60 }, /readTimeout is not a Duration/],
    ['no time', { sendTimeout: Duration.seconds(0) }, /sendTimeout is out of bounds/],
    ['more than an hour', { readTimeout: Duration.hours(2) }, /readTimeout is out of bounds/],
    ['more than nginx waits', { connectTimeout: Duration.seconds(76) }, /connectTimeout is out of bounds/],
    ['a part of a second', { readTimeout: Duration.millis(1500) }, /readTimeout is out of bounds/],
    ['a text for a flag', { streamAnswers: 'off' }, /streamAnswers is not true or false/],
  ])('refuse %s', (_, options, message) => expect(refused(nginx(), options)).toThrow(message));
  test('keep a browser at one pod by a cookie for the whole application', () => {
    const manifests = manifestsWith(nginx(), { sessionAffinity: true });
    for (const path of ['/prometheus', ingest]) {
      expect(annotation(manifests.routing(path), 'affinity')).toBe('cookie');
      expect(annotation(manifests.routing(path), 'session-cookie-name')).toBe('sso_pod_prometheus');
      expect(annotation(manifests.routing(path), 'session-cookie-path')).toBe('/prometheus');
      expect(annotation(manifests.routing(path), 'session-cookie-secure')).toBe('true');
    }
  });
});

describe('the sizes and times of routes on Traefik', () => {
  test('add nothing without a setting', () => {
    const manifests = manifestsWith(traefik());
    expect(manifests.ofKind('ServersTransport')).toEqual([]);
    for (const { services } of routesOf(manifests, 'grafana')) {
      expect(services).toEqual([{ name: 'grafana', port: 80 }]);
    }
  });
  test('are those of the program', () => {
    const manifests = manifestsWith(traefik(), {
      readTimeout: Duration.minutes(10),
      connectTimeout: Duration.seconds(3),
      streamAnswers: true,
    });
    const { metadata, spec } = manifests.one('ServersTransport');
    expect(spec).toEqual({ forwardingTimeouts: { dialTimeout: '3s', responseHeaderTimeout: '600s' } });
    for (const { services } of routesOf(manifests, 'prometheus-operated')) {
      expect(services[0].serversTransport).toBe(metadata.name);
    }
  });
  test('keep a browser at one pod by a cookie, and by its address where cookies are removed', () => {
    const manifests = manifestsWith(traefik(), { sessionAffinity: true }, { sessionAffinity: true });
    expect(routesOf(manifests, 'prometheus-operated')[0].services[0]).toMatchObject({ strategy: 'hrw' });
    expect(routesOf(manifests, 'grafana')[0].services[0].sticky).toEqual({
      cookie: { name: 'sso_pod_grafana', path: '/grafana', secure: true, httpOnly: true, sameSite: 'lax' },
    });
  });
  test('leave the names of groups out, after the decision has replaced them', () => {
    const manifests = manifestsWith(traefik(), { passGroups: false });
    const { name } = manifests.one('Middleware', 'without-groups').metadata;
    expect(manifests.one('Middleware', 'without-groups').spec.headers.customRequestHeaders).toEqual({
      'X-Auth-Request-Groups': '',
      'X-Forwarded-Groups': '',
    });
    for (const { middlewares } of routesOf(manifests, 'prometheus-operated')) {
      expect(middlewares[middlewares.length - 1]).toEqual({ name });
    }
    for (const { middlewares } of routesOf(manifests, 'grafana')) expect(middlewares).not.toContainEqual({ name });
  });
});

describe('a setting that an edge does not have', () => {
  test.each([
    ['traefik', traefik, { maxRequestBody: Size.mebibytes(5) }, 'Edge.ingressNginx()'],
    ['traefik', traefik, { sendTimeout: Duration.seconds(5) }, 'Edge.traefikIngress()'],
    ['traefik-ingress', traefikIngress, { maxIngestBody: Size.mebibytes(5) }, 'Edge.ingressNginx()'],
    ['traefik-ingress', traefikIngress, { passGroups: false }, 'Edge.traefik()'],
    ['ingress-nginx', nginx, { passGroups: false }, 'Edge.traefik()'],
    ['my-edge', () => new MyEdge(), { readTimeout: Duration.seconds(5) }, 'Edge.traefik()'],
    ['my-edge', () => new MyEdge(), { upstreamTls: { authoritySecret: 'ca' } }, 'Edge.traefik()'],
  ])('%s: is refused by name, with edges that have it', (name, edge, options, other) => {
    expect(refused(edge(), options)).toThrow(`the edge ${name} does not have ${Object.keys(options)[0]}`);
    expect(refused(edge(), options)).toThrow(other);
  });
  test('is no setting if it has the value of none', () => {
    const none = { streamAnswers: false, streamRequests: false, sessionAffinity: false, passGroups: true };
    const program = new Program();
    const sso = program.sso({ edge: new MyEdge() });
    const read = [program.realm.addGroup('developers')];
    const application = WebApplication.ofService('thanos', { port: 80, podLabels: { app: 'thanos' } });
    expect(() => sso.protect(application, { read, ...none })).not.toThrow();
  });
  test('traefik-ingress: a cookie that the application does not receive keeps no browser at a pod', () => {
    expect(refused(traefikIngress(), { sessionAffinity: true })).toThrow(/removed with all others/);
    const manifests = manifestsWith(traefikIngress(), {}, { sessionAffinity: true });
    expect(annotation(manifests.routing('/grafana'), 'affinity')).toBe('cookie');
  });
});

describe('the buffer of ingress-nginx for the names of many groups', () => {
  test('is a setting of the edge, for the proxy and for applications', () => {
    const manifests = manifestsWith(Edge.ingressNginx({ trustedProxies, headerBuffer: Size.kibibytes(64) }));
    const sizes = manifests.ofKind('Ingress').map((ingress) => annotation(ingress, 'proxy-buffer-size'));
    expect(new Set(sizes)).toEqual(new Set(['64k']));
  });
  test.each([[Size.kibibytes(8)], [Size.kibibytes(512)], ['64k' as unknown as Size]])(
    'is refused out of bounds (%p)',
    (headerBuffer) =>
      expect(() => Edge.ingressNginx({ trustedProxies, headerBuffer })).toThrow(/headerBuffer is out of bounds/),
  );
});

describe('an application that serves TLS itself', () => {
  const upstreamTls = { authoritySecret: 'prometheus-tls' };

  test('is verified by ingress-nginx with the authority of a Secret', () => {
    const manifests = manifestsWith(nginx(), { upstreamTls });
    for (const path of ['/prometheus', '/prometheus/-', '/prometheus/api/v1/write']) {
      const ingress = manifests.routing(path);
      expect(annotation(ingress, 'backend-protocol')).toBe('HTTPS');
      expect(annotation(ingress, 'proxy-ssl-secret')).toBe('monitoring/prometheus-tls');
      expect(annotation(ingress, 'proxy-ssl-verify')).toBe('on');
      expect(annotation(ingress, 'proxy-ssl-name')).toBe('prometheus-operated.monitoring.svc');
      expect(annotation(ingress, 'proxy-ssl-server-name')).toBe('on');
    }
    expect(annotation(manifests.routing('/grafana'), 'backend-protocol')).toBeUndefined();
  });
  test('is verified by Traefik with the authority of a ConfigMap, and shown a certificate', () => {
    const manifests = manifestsWith(traefik(), {
      upstreamTls: { authorityConfigMap: 'ca', clientCertificateSecret: 'edge', serverName: 'prometheus.internal' },
    });
    expect(manifests.one('ServersTransport').spec).toEqual({
      serverName: 'prometheus.internal',
      insecureSkipVerify: false,
      rootCAs: [{ configMap: 'ca' }],
      certificatesSecrets: ['edge'],
    });
    for (const { services } of routesOf(manifests, 'prometheus-operated')) {
      expect(services[0]).toMatchObject({ scheme: 'https' });
    }
  });
  test.each([
    ['no authority', nginx, {}, /needs one certificate authority/],
    ['two authorities', traefik, { authoritySecret: 'a', authorityConfigMap: 'b' }, /needs one certificate authority/],
    ['a ConfigMap on an edge with Ingresses', nginx, { authorityConfigMap: 'a' }, /from a Secret alone/],
    ['a ConfigMap on an edge with Ingresses', traefikIngress, { authorityConfigMap: 'a' }, /from a Secret alone/],
    [
      'two Secrets on an edge with Ingresses',
      nginx,
      { authoritySecret: 'a', clientCertificateSecret: 'b' },
      /from one Secret/,
    ],
    ['a Secret of another namespace', nginx, { authoritySecret: 'other/ca' }, /authoritySecret is malformed/],
    ['a name with a variable', nginx, { authoritySecret: 'a', serverName: '$host' }, /serverName is malformed/],
  ])('is refused with %s', (_, edge, tls, message) => expect(refused(edge(), { upstreamTls: tls })).toThrow(message));
});

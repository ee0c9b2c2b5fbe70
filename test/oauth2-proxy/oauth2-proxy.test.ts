import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { parse } from 'smol-toml';
import { IdentityKind, IIdentity, ISessionStore, OAuth2Proxy, OAuth2ProxyProps, Sessions, Valkey } from '../../lib';
import { Manifests } from '../support/program';

const relyingParty = {
  issuerUrl: 'https://issuer.example.com',
  clientId: 'monitoring',
  scopes: ['openid', 'profile', 'email'],
  groupsClaim: 'groups',
  signingAlgorithms: ['RS256'],
  accessTokenLifespan: Duration.minutes(2),
};
const developers: IIdentity = {
  identityKind: IdentityKind.GROUP,
  displayName: '/developers',
  claimValue: '/developers',
  claimName: 'groups',
  issuerUrl: relyingParty.issuerUrl,
};
const secret = (key: string) => ({ name: 'sso', key });
const chartOf = (namespace: string | undefined = 'monitoring') => new Chart(Testing.app(), 'chart', { namespace });
const make = (props: Partial<OAuth2ProxyProps> = {}, chart = chartOf()) =>
  new OAuth2Proxy(chart, 'proxy', {
    host: 'monitoring.example.com',
    relyingParty,
    clientSecret: secret('client-secret'),
    cookieSecret: secret('cookie-secret'),
    sessions: Sessions.cookie(),
    trustedProxies: ['10.244.0.0/16'],
    allowFrom: [{ namespace: 'ingress-nginx' }],
    ...props,
  });
const synth = (proxy: OAuth2Proxy) => new Manifests(Testing.synth(Chart.of(proxy)));

describe('an OAuth2Proxy alone', () => {
  test('has its Deployment as default child', () => {
    const proxy = make();
    const deployment = ApiObject.of(proxy);
    expect(deployment.kind).toBe('Deployment');
    expect(deployment.name).toBe(proxy.deploymentName);
  });
  test('has accessors for other constructs', () => {
    const proxy = make();
    const service = synth(proxy).one('Service');
    expect(service.metadata.name).toBe(proxy.serviceName);
    expect(service.spec.selector).toEqual(proxy.podLabels);
    expect(service.spec.ports[0].port).toBe(proxy.port);
    expect(proxy.address).toBe(`http://${proxy.serviceName}.monitoring.svc.cluster.local:4180`);
    expect(proxy.serviceName).toMatch(/-c[0-9a-f]{7}-oauth2-proxy$/);
    expect(proxy.cookieName).toBe('__Host-sso_monitoring');
  });
  test('fails when its session cookie would have the name of a cookie of affinity', () => {
    expect(() => make({ cookieName: 'pod_prometheus' })).toThrow(/cookieName: "monitoring_prometheus"/);
    expect(() => make({ relyingParty: { ...relyingParty, clientId: 'pod-prometheus' } })).toThrow(
      /does not begin with pod_/,
    );
  });
  test('has the same safe configuration as the proxy of a sign-on', () => {
    expect(parse(make().configuration)).toMatchObject({
      cookie_secure: true,
      cookie_httponly: true,
      code_challenge_method: 'S256',
      insecure_oidc_skip_nonce: false,
      skip_jwt_bearer_tokens: false,
      upstreams: ['static://404'],
      whitelist_domains: ['monitoring.example.com'],
      session_store_type: 'cookie',
      session_cookie_minimal: true,
      trusted_proxy_ips: ['10.244.0.0/16'],
    });
  });
  test('accepts connections only from the edge', () => {
    expect(synth(make()).one('NetworkPolicy').spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        ports: [{ port: 4180, protocol: 'TCP' }],
      },
    ]);
  });
  test('accepts no connections if no edge is given', () =>
    expect(synth(make({ allowFrom: [] })).one('NetworkPolicy').spec.ingress).toBeUndefined());
  test('two of them in one chart have different names and labels', () => {
    const chart = chartOf();
    const first = make({}, chart);
    const second = make({}, new Chart(chart, 'second', { namespace: 'monitoring' }));
    expect(first.serviceName).not.toBe(second.serviceName);
    expect(first.podLabels).not.toEqual(second.podLabels);
  });
  test('stores its sessions in a Valkey that accepts connections only from its pods', () => {
    const chart = chartOf();
    const valkey = new Valkey(chart, 'sessions', { password: secret('redis-password') });
    const proxy = make({ sessions: valkey }, chart);
    const manifests = synth(proxy);
    expect(proxy.sessions).toBe(valkey);
    expect(parse(proxy.configuration)).toMatchObject({
      redis_connection_url: expect.stringContaining(`redis://${valkey.address}/0?`),
      redis_username: valkey.username,
      cookie_refresh: '1m0s',
    });
    expect(manifests.one('NetworkPolicy', 'sessions').spec.ingress).toEqual([
      { from: [{ podSelector: { matchLabels: proxy.podLabels } }], ports: [{ port: 6379, protocol: 'TCP' }] },
    ]);
    expect(manifests.one('Deployment', 'proxy').spec.template.spec.containers[0].env).toContainEqual({
      name: 'OAUTH2_PROXY_REDIS_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'sso', key: 'redis-password' } },
    });
  });
  test('stores its sessions in a custom session store', () => {
    const store: ISessionStore = {
      refreshes: true,
      needsPassword: false,
      bind: () => ({ server: { host: 'sessions.example.com', username: 'sso', password: secret('own') } }),
    };
    expect(parse(make({ sessions: store }).configuration)).toMatchObject({
      session_store_type: 'redis',
      redis_connection_url: expect.stringMatching(/^rediss:\/\/sessions\.example\.com:6379\/0\?/),
      redis_username: 'sso',
    });
  });
});

describe('the address of a decision', () => {
  test('contains the permitted identities', () => {
    const proxy = make();
    expect(proxy.decisionUrl([developers])).toBe(`${proxy.address}/oauth2/auth?allowed_groups=/developers`);
  });
  test.each([
    ['permits everyone', [], /permits everyone who is signed in; got \[\]/],
    ['contains a program', [{ ...developers, identityKind: IdentityKind.CLIENT }], /is a program/],
    [
      'contains an identity of another issuer',
      [{ ...developers, issuerUrl: 'https://x.example.com' }],
      /of another identity/,
    ],
    [
      'contains an identity of another claim',
      [{ ...developers, claimName: 'roles' }],
      /a claim that the proxy does not read/,
    ],
    [
      'contains an identity that everyone gets',
      [{ ...developers, automatic: true }],
      /given to people by no administrator/,
    ],
    ['has a hole', new Array<IIdentity>(1), /permitted\[0\] is (missing|not an IIdentity)/],
    ['contains a comma', [{ ...developers, claimValue: 'a,b' }], /a value that the address cannot hold/],
    ['contains a variable of nginx', [{ ...developers, claimValue: '$host' }], /a value that the address cannot hold/],
  ])('fails when it %s', (_title, permitted, message) => expect(() => make().decisionUrl(permitted)).toThrow(message));
});

const store = (server: object): ISessionStore => ({
  refreshes: true,
  needsPassword: false,
  bind: () => ({ server }) as never,
});
test.each<[string, Partial<OAuth2ProxyProps>, RegExp]>([
  ['an option is refused', { proxySettings: { skipAuthRoutes: ['^/'] } as never }, /skipAuthRoutes is refused/],
  ['an option is unknown', { proxySettings: { skipAuth: true } as never }, /does not have in its configuration file/],
  ['a scope is missing', { relyingParty: { ...relyingParty, scopes: ['openid'] } }, /scopes lack email/],
  ['every address is trusted', { trustedProxies: ['0.0.0.0/0'] }, /trustedProxies trusts/],
  ...['::ffff:0:0/96', '0:0:0:0:0:FFFF:10.0.0.0/104', '::ffff:10.244.0.0/112'].map(
    (range): [string, Partial<OAuth2ProxyProps>, RegExp] => [
      `IPv4 addresses are trusted as ${range}`,
      { trustedProxies: [range] },
      /range of IPv4 addresses that is written as IPv6/,
    ],
  ),
  ['every pod of the namespace may connect', { allowFrom: [{ podLabels: {} }] }, /allowFrom.podLabels are empty/],
  ['no address is trusted', { trustedProxies: [] }, /trustedProxies is empty/],
  ['the cookie domain is a public suffix', { cookieDomain: 'com' }, /cookie/],
  [
    'the session outlives that of the issuer',
    { relyingParty: { ...relyingParty, sessionMax: Duration.minutes(5) } },
    /outlives/,
  ],
  ['the root has another status', { rootStatus: 200 }, /rootStatus is not supported/],
  ['there is no store', { sessions: undefined }, /sessions is missing/],
  ['the store is not a session store', { sessions: {} as never }, /sessions is not an? (session store|ISessionStore)/],
  [
    'the store returns nothing',
    { sessions: { ...store({}), bind: () => undefined as never } },
    /returned no configuration/,
  ],
  ['the store is a Redis without password', { sessions: Sessions.redis() }, /needs a password/],
  [
    'a store outside of the cluster has no TLS',
    { sessions: store({ host: 'redis.example.com', tls: false }) },
    /without encryption/,
  ],
  ['the host of a store is malformed', { sessions: store({ host: 'a:1/x' }) }, /sessions.host is malformed/],
  ['a value is a Terraform token', { host: '${keycloak_realm.r.id}' }, /only Terraform knows/],
  ['there are no pods', { replicas: 0 }, /replicas is out of bounds/],
])('fails when %s', (_title, props, message) => expect(() => make(props)).toThrow(message));

test('fails when the chart has no namespace', () =>
  expect(() => make({}, new Chart(Testing.app(), 'chart'))).toThrow(/the chart has no namespace/));
test('fails when people would return to a host to which the cookie is not sent', () => {
  expect(() => make().addReturnHost('other.example.com')).toThrow(/the session cookie is not sent to the host/);
  const proxy = make({ cookieDomain: 'example.com' });
  proxy.addReturnHost('other.example.com');
  expect(parse(proxy.configuration).whitelist_domains).toEqual(['monitoring.example.com', 'other.example.com']);
  expect(() => proxy.addReturnHost('example.org')).toThrow(/names below example.com/);
});

test('patches of users on the Deployment are applied, also for fields that are newer than the types', () => {
  const proxy = make();
  const container = '/spec/template/spec/containers/0';
  ApiObject.of(proxy).addJsonPatch(
    JsonPatch.replace(`${container}/lifecycle/preStop/sleep/seconds`, 3),
    JsonPatch.add(`${container}/resizePolicy`, [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }]),
    JsonPatch.add('/spec/template/spec/hostUsers', false),
    JsonPatch.add('/spec/template/spec/resources', { limits: { memory: '1Gi' } }),
  );
  const { spec } = synth(proxy).one('Deployment').spec.template;
  expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 3 } } });
  expect(spec.containers[0].resizePolicy).toHaveLength(1);
  expect(spec).toMatchObject({ hostUsers: false, resources: { limits: { memory: '1Gi' } } });
});

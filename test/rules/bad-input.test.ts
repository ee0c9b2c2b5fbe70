import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Duration, Testing, JsonPatch } from 'cdk8s';
import {
  Edge,
  Grafana,
  IdentityKind,
  MonitoringSso,
  MonitoringSsoProps,
  OidcIssuer,
  PathMatch,
  ProtectOptions,
  Purpose,
  Secrets,
  ServiceAccountIssuer,
  Sessions,
  Tls,
  WebApplication,
  KeycloakRealmProps,
} from '../../lib';
import { inCase } from '../support/in-case';
import { joined } from '../support/joined';
import { partsOf } from '../support/parts';
import { Alertmanager, Program, Prometheus } from '../support/program';

/** The same program, made without the facade. */
const BY_PARTS = Symbol('by parts');

/**
 * Every refusal names the construct, what is wrong, what is allowed and how to mend it. A program that protects one
 * application is refused without the facade, too.
 */
function refuses(run: (() => unknown) & { [BY_PARTS]?: () => unknown }, ...parts: (RegExp | string)[]) {
  if (run[BY_PARTS] !== undefined) refuses(run[BY_PARTS], ...parts);
  let message: string | undefined;
  try {
    run();
  } catch (error: any) {
    expect(error.name).toBe('ConfigurationError');
    message = error.message;
  }
  inCase('nothing was refused', () => expect(message).toBeDefined());
  for (const line of message!.split('\n')) expect(line).toMatch(/^\[[^\]]+\] [^A-Z].*; allowed: .+; fix: .+[^.]$/);
  for (const part of parts) expect(message).toMatch(part);
}

function protecting(
  options: (program: Program) => Partial<ProtectOptions>,
  props: Partial<MonitoringSsoProps> = {},
  application = Prometheus.ofService('prometheus'),
  realm: Partial<KeycloakRealmProps> = {},
) {
  const making = (signOnOf: (program: Program) => Pick<MonitoringSso, 'protect'>) => () => {
    const program = new Program(realm);
    const group = program.realm.addGroup('group');
    signOnOf(program).protect(application, { read: [group], ...options(program) });
    return program.manifests();
  };
  return Object.assign(
    making((program) => program.sso(props)),
    { [BY_PARTS]: making((program) => partsOf(program, props)) },
  );
}

const propsOf = ({ realm }: Program): MonitoringSsoProps => ({
  host: 'h.example.com',
  identityProvider: realm,
  edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.existingSecret('tls'),
  secrets: Secrets.existing('monitoring-sso'),
});

describe('fails when', () => {
  test.each([
    'Monitoring.example.com',
    'https://monitoring.example.com',
    'monitoring.example.com:8443',
    '*.example.com',
    'monitoring',
    '',
    'a..b',
    '10.0.0.1',
    'x_y.example.com',
    `${'a'.repeat(64)}.example.com`,
    'example.com\n',
    'monitoring.example.com.',
  ])('the host is %j', (host) => {
    refuses(() => new Program().sso({ host }), /\[chart\/sso\] host is malformed; got /);
    refuses(
      protecting(() => ({ host })),
      /host is malformed/,
    );
  });
  test.each([
    'prometheus',
    '/prometheus/',
    '//',
    '/a b',
    '/a;b',
    '/a[',
    '/../x',
    '/.',
    '/a/./b',
    '/a%2f',
    '',
    '/a\n',
    '/$host',
    '/a?b',
  ])('the path is %j', (path) =>
    refuses(
      protecting(() => ({ path })),
      /path is malformed; got /,
    ),
  );
  test.each(['session cookie', 'a-b', '__Host-x', '', 'a'.repeat(65), 'a$b', 'x_csrf', '_csrf'])(
    'the name of the cookie is %j (finding 2)',
    (cookieName) => refuses(() => new Program().sso({ cookieName }), /cookieName is malformed/),
  );
  test.each(['Ops Team', 'a,b', 'a%b', '', 'role:admin', 'a&b=c', 'ä', 'a\nb', 'a?b', 'a$b'])(
    'the name of a group is %j',
    (name) =>
      refuses(
        () => new OidcIssuer({ issuerUrl: 'https://login.example.com' }).group(name),
        /name of the group is malformed/,
      ),
  );
  test.each(['a b', '', 'a..b', '.a', 'a$'])('the groups claim is %j', (groupsClaim) =>
    refuses(() => new OidcIssuer({ issuerUrl: 'https://login.example.com', groupsClaim }), /groupsClaim is malformed/),
  );
  test.each([
    'http://login.example.com',
    'login.example.com',
    'https://login.example.com/.well-known/openid-configuration',
    'https://LOGIN.example.com',
    'https://login.example.com#x',
    'https://x:y@login.example.com',
    'https://localhost',
    'ftp://login.example.com',
    'https://${host}.example.com',
  ])('the issuer is %j', (issuerUrl) => refuses(() => new OidcIssuer({ issuerUrl }), /issuerUrl|https/));

  test('a token may be signed with the client secret', () =>
    refuses(
      () => new OidcIssuer({ issuerUrl: 'https://login.example.com', signingAlgorithms: ['HS256'] }),
      /not asymmetric/,
    ));
  test('a token may be unsigned', () =>
    refuses(
      () => new OidcIssuer({ issuerUrl: 'https://login.example.com', signingAlgorithms: ['none'] }),
      /not asymmetric/,
    ));
  test('the scope openid is missing', () =>
    refuses(() => new OidcIssuer({ issuerUrl: 'https://login.example.com', scopes: ['email'] }), /scopes lack openid/));
  test('sessions would outlive sign-out', () =>
    refuses(
      () => new OidcIssuer({ issuerUrl: 'https://login.example.com', scopes: ['openid', 'email', 'offline_access'] }),
      /offline_access/,
    ));
  test('sign-out does not send the ID token', () =>
    refuses(
      () =>
        new OidcIssuer({ issuerUrl: 'https://login.example.com', endSessionUrl: 'https://login.example.com/logout' }),
      /append \?id_token_hint=\{id_token\}/,
    ));
  test('everyone is granted without a group for everyone', () =>
    refuses(() => new OidcIssuer({ issuerUrl: 'https://login.example.com' }).everyoneSignedIn(), /everyoneGroup/));

  test('a grant is empty', () =>
    refuses(
      protecting(() => ({ read: [] })),
      /read of prometheus is granted to an empty list; got \[\]/,
    ));
  test('an application has no grant', () =>
    refuses(
      protecting(() => ({ read: undefined })),
      /prometheus is granted to nobody/,
    ));
  test('a grant names an identity of another issuer', () =>
    refuses(
      protecting(() => ({ read: [new OidcIssuer({ issuerUrl: 'https://login.example.com' }).group('x')] })),
      joined(
        /another identity provider; got "https:\/\/login.example.com"; /,
        /allowed: https:\/\/keycloak.example.com\/realms\/platform/,
      ),
    ));
  test('a name is not possible with the edge', () =>
    refuses(
      protecting((program) => ({
        read: [
          {
            identityKind: IdentityKind.GROUP,
            displayName: 'x',
            claimValue: 'a b',
            claimName: 'groups',
            issuerUrl: program.realm.issuerUrl,
          },
        ],
      })),
      /cannot carry the name/,
    ));
  test('a grant names the placeholder that closes routes', () =>
    refuses(
      protecting((program) => ({
        read: [
          {
            identityKind: IdentityKind.GROUP,
            displayName: 'x',
            claimValue: 'monitoring-sso~closed~nobody',
            claimName: 'groups',
            issuerUrl: program.realm.issuerUrl,
          },
        ],
      })),
      /cannot carry the name/,
    ));

  test('a grant contains a string', () =>
    refuses(
      protecting(() => ({ read: ['developers'] as never })),
      /read of prometheus has an entry that is no identity; got "developers"/,
    ));
  test('a grant contains undefined', () =>
    refuses(
      protecting(() => ({ read: [undefined] as never })),
      /no identity/,
    ));
  test('a grant is not a list', () =>
    refuses(
      protecting((program) => ({ read: program.realm.addGroup('one') as never })),
      /not a list/,
    ));
  test('a grant has no routes', () =>
    refuses(
      protecting((program) => ({ write: [program.realm.addGroup('writers')] })),
      /prometheus has no routes to write.*fix: grant read; for programs that deliver data, grant ingest/,
    ));
  test('administration is granted to people without administerByBrowser (finding 15)', () =>
    refuses(
      protecting((program) => ({ administer: [program.realm.addGroup('admins')] })),
      /a page of another application can misuse.*administerByBrowser/,
    ));
  test('a grant names a claim that the proxy does not read', () =>
    refuses(() => {
      const program = new Program();
      const props = { issuerUrl: 'https://login.example.com' };
      program.sso({ identityProvider: new OidcIssuer(props) }).protect(Prometheus.ofService('p'), {
        read: [new OidcIssuer({ ...props, groupsClaim: 'roles' }).group('admin')],
      });
    }, /a claim that the proxy does not read; got "roles"; allowed: groups/));
  test.each(['post', 'G;ET', ''])('a method is %j', (method) =>
    refuses(
      protecting(
        () => ({}),
        {},
        WebApplication.ofService('w', {
          port: 80,
          podLabels: { a: 'b' },
          routes: [{ path: '/x', purpose: Purpose.WRITE, methods: [method] }],
        }),
      ),
      /method of a route of webapplication is malformed/,
    ),
  );
  test('a route is declared twice', () =>
    refuses(
      protecting(
        () => ({}),
        {},
        WebApplication.ofService('w', {
          port: 80,
          podLabels: { a: 'b' },
          routes: [
            { path: '/x', purpose: Purpose.ADMINISTER },
            { path: '/x', purpose: Purpose.READ },
          ],
        }),
      ),
      /declares a route twice/,
    ));
  test('a route is at the path of the proxy', () =>
    refuses(
      protecting(
        () => ({}),
        {},
        WebApplication.ofService('w', {
          port: 80,
          podLabels: { a: 'b' },
          routes: [{ path: '/oauth2', purpose: Purpose.READ }],
        }),
      ),
      /the proxy's own endpoints are; got "\/oauth2"/,
    ));
  test('an id is used twice', () =>
    refuses(
      // Without the facade the proxy is no child of the sign-on.
      () => protecting(() => ({ id: 'proxy' }))(),
      /id is taken by a part of the sign-on/,
    ));
  test('the sign-on is not in a chart', () =>
    refuses(() => {
      const program = new Program();
      new MonitoringSso(program.stack, 'sso', propsOf(program));
    }, /needs a place in a chart/));
  test('a part of the sign-on is missing', () =>
    refuses(() => new Program().sso({ tls: undefined }), /tls is missing/));
  test('protect() has no grants', () =>
    refuses(() => new Program().sso().protect(Prometheus.ofService('p'), undefined as never), /who may do what/));
  test('the address of a realm is given as the address of Keycloak', () =>
    refuses(
      () => new Program({ url: 'https://keycloak.example.com/realms/platform' }),
      /url is the address of a realm/,
    ));
  test('a custom identity provider returns unsafe values', () => {
    const issuerUrl = 'https://login.example.com';
    const provider = (party: object) => ({
      issuerUrl,
      registerRelyingParty: () => ({
        issuerUrl,
        clientId: 'x',
        scopes: ['openid', 'email'],
        groupsClaim: 'groups',
        signingAlgorithms: ['RS256'],
        ...party,
      }),
      registerIdentities: () => undefined,
    });
    for (const party of [
      { issuerUrl: 'http://evil.example.com' },
      { clientId: '' },
      { scopes: [] },
      { signingAlgorithms: ['none'] },
      { endSessionUrl: 'http://x.example.com?id_token_hint={id_token}' },
    ]) {
      refuses(() => new Program().sso({ identityProvider: provider(party) }));
    }
  });
  test.each([
    [{ image: '' }, /image is malformed/],
    [{ image: ' x y' }, /image is malformed/],
    [{ cpuRequest: 'abc' }, /cpuRequest is not a quantity/],
    [{ memory: '128 MB' }, /memory is not a quantity/],
    [{ memory: '-1Mi' }, /memory is not a quantity/],
    [{ podLabels: { 'a b': 'c' } }, /podLabels has a malformed key/],
    [{ podLabels: { a: 'b c' } }, /podLabels has a malformed value/],
    [{ nodeSelector: { '': 'x' } }, /nodeSelector has a malformed key/],
    [{ podAnnotations: { 'a b': 'c' } }, /podAnnotations has a malformed key/],
    [{ tolerations: [{ operator: 'Sometimes' }] }, /unknown operator/],
    [{ tolerations: [{ effect: 'No' }] }, /unknown effect/],
  ])('the pods are to be %j', (proxy, message) => refuses(() => new Program().sso({ proxy }), message));
  test('two applications have the same host and path', () =>
    refuses(() => {
      const program = new Program();
      const group = program.realm.addGroup('group');
      const sso = program.sso();
      sso.protect(Prometheus.ofService('a'), { path: '/x', read: [group] });
      sso.protect(Grafana.ofService('b'), { path: '/x', read: [group] });
    }, /prometheus and grafana both claim monitoring.example.com\/x/));
  test('two applications have the same id', () =>
    refuses(() => {
      const program = new Program();
      const group = program.realm.addGroup('group');
      const sso = program.sso();
      sso.protect(Prometheus.ofService('a'), { path: '/x', read: [group] });
      sso.protect(Prometheus.ofService('b'), { path: '/y', read: [group] });
    }, /two applications have the same id; got "prometheus"/));
  test('an application is below another one', () =>
    refuses(() => {
      const program = new Program();
      const group = program.realm.addGroup('group');
      const sso = program.sso();
      sso.protect(Prometheus.ofService('a'), { path: '/x', read: [group] });
      sso.protect(Grafana.ofService('b'), { path: '/x/y', read: [group] });
    }, /overlap: \/x and \/x\/y/));
  test('an application is at the path of the proxy', () =>
    refuses(
      protecting(() => ({ path: '/oauth2' })),
      /the proxy's own endpoints/,
    ));
  test('a path differs from the route prefix', () =>
    refuses(
      protecting(() => ({ path: '/prom' }), {}, Prometheus.ofService('p', { routePrefix: '/prometheus' })),
      /another path than it is started with; got "\/prom"; allowed: \/prometheus/,
    ));
  test('a grant depends on the method, and the edge cannot decide by method', () =>
    refuses(
      protecting(() => ({ path: '/alertmanager' }), {}, Alertmanager.ofService('a')),
      joined(
        /ingress-nginx cannot tell methods apart.*\/alertmanager\/api\/v2\/.*to nobody.*; /m,
        /fix: grant both .*, or use Edge.ingressNginx\(\) with methodMaps or Edge.traefik\(\) /,
        /\(rule: methods-the-edge-can-tell\)$/,
      ),
    ));

  test('an exact path has other grants than the prefix around it', () =>
    refuses(
      protecting(
        () => ({}),
        {},
        WebApplication.ofService('w', {
          port: 80,
          podLabels: { a: 'b' },
          routes: [{ path: '/admin', purpose: Purpose.ADMINISTER, match: PathMatch.EXACT }],
        }),
      ),
      /do not agree which route of webapplication holds \/admin.*fix: use PathMatch.PREFIX/,
    ));

  test('a refresh is not below the expiry', () =>
    refuses(
      () =>
        new Program({ accessTokenLifespan: Duration.minutes(30) }).sso({
          sessionRefresh: Duration.minutes(5),
          sessionLifetime: Duration.minutes(5),
        }),
      /sessionRefresh is not below sessionLifetime/,
    ));
  test('a session outlives that of the realm', () =>
    refuses(
      () => new Program({ sessionMax: Duration.hours(1) }).sso(),
      /outlives that of the identity provider; got "28800 s"; allowed: sessionLifetime up to sessionMax, 3600 s/,
    ));
  test('a refresh is later than the end of the token', () =>
    refuses(() => new Program().sso({ sessionRefresh: Duration.minutes(5) }), /not below the life of an access token/));
  test('a session expires after a second', () =>
    refuses(() => new Program().sso({ sessionLifetime: Duration.seconds(1) }), /sessionLifetime is out of bounds/));

  test('the cookie domain does not cover a host', () =>
    refuses(() => new Program().sso({ cookieDomain: 'example.org' }), /does not cover monitoring.example.com/));
  test('the host only ends with the letters of the cookie domain', () =>
    refuses(
      () => new Program().sso({ host: 'notexample.com', cookieDomain: 'example.com' }),
      /does not cover notexample.com/,
    ));
  test('the cookie domain is a public suffix', () =>
    refuses(
      () => new Program().sso({ host: 'monitoring.co.uk', cookieDomain: 'co.uk' }),
      /the public registers names below/,
    ));
  test('the cookie domain is a public suffix of a hosting provider', () =>
    refuses(
      () => new Program().sso({ host: 'me.github.io', cookieDomain: 'github.io' }),
      /the public registers names below/,
    ));
  test('the cookie domain is wider than the hosts (finding 9)', () => {
    expect(
      protecting(() => ({ host: 'prometheus.sso.example.com' }), {
        host: 'login.sso.example.com',
        cookieDomain: 'example.com',
      }),
    ).toThrow(/wider than the protected hosts need.*; fix: set cookieDomain to sso.example.com/);
    expect(protecting(() => ({}), { cookieDomain: 'example.com' })).toThrow(
      /wider than the protected hosts need.*; fix: remove cookieDomain/,
    );
    expect(protecting(() => ({ host: 'prometheus.example.com' }), { cookieDomain: 'example.com' })).not.toThrow();
  });
  test('hosts differ and there is no cookie domain', () =>
    refuses(
      protecting(() => ({ host: 'prometheus.example.com' })),
      /several hosts need a cookie.*fix: set cookieDomain to example.com/,
    ));
  test('hosts have no common domain', () =>
    refuses(
      protecting(() => ({ host: 'prometheus.example.org' })),
      /use a sign-on of its own for each host/,
    ));

  test('the chart has no namespace', () =>
    refuses(() => {
      const program = new Program();
      new MonitoringSso(new Chart(program.app, 'nowhere'), 'sso', propsOf(program));
    }, /the chart has no namespace/));
  test('two sign-ons have the same client', () =>
    refuses(() => {
      const program = new Program();
      program.sso();
      program.sso({ host: 'second.example.com' }, 'second');
    }, /client of this id already; got "monitoring-sso"/));
  test.each<[string, string, string]>([
    ['of people', 'second.example.com', 'monitoring.example.com'],
    ['of machines', 'machines.example.com', 'second.example.com'],
    ['of machines and of people', 'monitoring.example.com', 'second.example.com'],
  ])('two sign-ons of a chart serve one host, %s', (_, machines, host) => {
    const synthesized = (namespace: string) => {
      const program = new Program();
      const second = namespace === 'monitoring' ? program.chart : new Chart(program.app, 'second', { namespace });
      const props = {
        identityProvider: program.realm,
        edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
        tls: Tls.existingSecret('tls'),
        secrets: Secrets.existing('s'),
      };
      const one = program.sso();
      const two = new MonitoringSso(second, 'two', { ...props, host, clientId: 'second' });
      for (const [sso, name] of [
        [one, 'machines.example.com'],
        [two, machines],
      ] as const) {
        const issuer = new ServiceAccountIssuer({ issuerUrl: 'https://oidc.example.org' });
        sso.addMachines('cluster', { issuer, host: name });
        sso.protect(Prometheus.ofService('p'), { read: [issuer.serviceAccount('a', 'b')] });
      }
      return Testing.synth(second);
    };
    expect(() => synthesized('monitoring')).toThrow(
      /\[chart\/two\] chart\/sso serves the same host in the same chart; got .*; fix: choose another host/,
    );
    expect(() => synthesized('elsewhere')).not.toThrow(); // it may be for another cluster
  });
  test.each(['Prometheus', 'a'.repeat(64), '', 'a.b', 'a b'])('the name of a Service is %j', (name) =>
    refuses(() => Prometheus.ofService(name), /name of the Service is malformed/),
  );
  test('an id is too long for the names that are made from it', () =>
    refuses(
      protecting(() => ({ id: 'a'.repeat(41) })),
      /id is too long/,
    ));
  test.each([0, 65536, 1.5, Number.NaN])('a port is %j', (port) =>
    refuses(() => Prometheus.ofService('p', { port }), /port is not a (port|number)/),
  );
  test('a selector is empty', () =>
    refuses(() => WebApplication.ofService('w', { port: 80, podLabels: {} }), /podLabels are empty/));
  test('a route is not a path', () =>
    refuses(
      protecting(
        () => ({}),
        {},
        WebApplication.ofService('w', {
          port: 80,
          podLabels: { a: 'b' },
          routes: [{ path: 'admin', purpose: Purpose.ADMINISTER, match: PathMatch.EXACT }],
        }),
      ),
      /route of webapplication is malformed/,
    ));
  test.each([() => Tls.existingSecret('A B'), () => Tls.certManager({ issuer: '' }), () => Secrets.existing('A B')])(
    'a name is malformed',
    (make) => refuses(make, /malformed/),
  );
  test('a client id has blanks', () => refuses(() => new Program().sso({ clientId: 'a b' }), /clientId is malformed/));
  test('a certificate authority has no name', () =>
    refuses(
      () => new Program().sso({ issuerCertificateAuthority: { configMapName: '' } }),
      /issuerCertificateAuthority.configMapName is malformed/,
    ));
  test('the domain of the cluster is malformed', () =>
    refuses(() => new Program().sso({ clusterDomain: 'Cluster Local' }), /clusterDomain is malformed/));
  test('sessions in cookies are configured to end at the issuer', () =>
    expect(() => new Program().sso({ sessions: Sessions.cookie() })).not.toThrow());

  test('a Terraform token is given to the sign-on', () => {
    const program = new Program();
    refuses(() => program.sso({ proxySettings: { banner: program.realm.realmId } }), /only Terraform knows/);
  });
  test('a manifest contains a Terraform token', () => {
    const program = new Program();
    const group = program.realm.addGroup('group');
    program.sso().protect(Prometheus.ofService('p'), { read: [group] });
    new ApiObject(program.chart, 'leak', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { realm: program.realm.realmId },
    });
    expect(() => program.manifests()).toThrow(/only Terraform knows/);
  });
  test('several manifests contain Terraform tokens; the error names each manifest once', () => {
    const program = new Program();
    const group = program.realm.addGroup('group');
    program.sso().protect(Prometheus.ofService('p'), { read: [group] });
    for (const id of ['one', 'two']) {
      new ApiObject(program.chart, id, { apiVersion: 'v1', kind: 'ConfigMap' }).addJsonPatch(
        JsonPatch.add('/data', { realm: program.realm.realmId }),
      );
    }
    const paths = (run: () => unknown) => {
      try {
        run();
      } catch (error: any) {
        return error.message.split('\n').map((line: string) => /^\[(.*?)\].*only Terraform knows/.exec(line)?.[1]);
      }
    };
    expect(paths(() => program.manifests())).toEqual(['chart/one', 'chart/two']);
    expect(paths(() => program.app.synthYaml())).toEqual(['chart/one', 'chart/two']);
  });
  test('a Terraform token is patched into a manifest after a first synthesis', () => {
    const program = new Program();
    program.sso().protect(Prometheus.ofService('p'), { read: [program.realm.addGroup('group')] });
    const object = new ApiObject(program.chart, 'late', { apiVersion: 'v1', kind: 'ConfigMap' });
    program.manifests();
    object.addJsonPatch(JsonPatch.add('/data', { realm: program.realm.realmId }));
    refuses(() => program.manifests(), /^\[chart\/late\].*only Terraform knows.*\(rule: no-terraform-token\)$/);
  });
  test('nothing is protected', () => {
    const program = new Program();
    program.sso();
    expect(() => program.manifests()).toThrow(/no application is protected/);
  });
});

describe('all problems are reported', () => {
  test('of an added application, each once and with its rule', () => {
    const program = new Program();
    const elsewhere = new Program({ url: 'https://elsewhere.example.com' }).realm.addGroup('group');
    const group = program.realm.addGroup('group');
    const sso = program.sso();
    sso.protect(Prometheus.ofService('one'), { id: 'one', path: '/a', read: [group] });
    let message = '';
    try {
      sso.protect(Prometheus.ofService('two'), {
        id: 'two',
        path: '/a/b',
        host: 'other.example.com',
        read: [elsewhere],
      });
    } catch (error: any) {
      message = error.message;
    }
    const rules = message.split('\n').map((line) => /\(rule: (.*)\)$/.exec(line)?.[1]);
    expect(rules).toEqual(['cookie-domain', 'grants-of-this-issuer']);
  });
  test('of a whole program, independent of the half that is synthesized first', () => {
    for (const half of ['kubernetes', 'terraform'] as const) {
      const program = new Program();
      const group = program.realm.addGroup('group');
      program
        .sso({ cookieDomain: 'example.com' })
        .protect(Prometheus.ofService('one'), { id: 'one', path: '/a', read: [group] });
      program.sso({ clientId: 'two' }, 'two').protect(Prometheus.ofService('two'), { path: '/b', read: [group] });
      const run = () => (half === 'kubernetes' ? program.manifests() : program.tf());
      inCase(half, () => {
        expect(run).toThrow(/the cookie domain is wider .*\(rule: cookie-domain-no-wider\)/);
        expect(run).toThrow(/chart\/sso serves the same host in the same chart.*\(rule: hosts-of-one-sign-on\)/);
      });
    }
  });
});

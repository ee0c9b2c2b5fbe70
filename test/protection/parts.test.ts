import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  Edge,
  HostGuard,
  KeycloakGroup,
  MachineEntrance,
  Metrics,
  MonitoringResourceAccess,
  MonitoringSso,
  MonitoringSsoProps,
  OAuth2Proxy,
  OAuth2ProxyProps,
  OidcIssuer,
  ProtectedApplication,
  Purpose,
  ServiceAccountIssuer,
  Sessions,
  SignOnDomain,
  SignOnDomainProps,
  Tls,
} from '../../lib';
import { defaultGroups } from '../../lib/provider-keycloak';
import { partsOf } from '../support/parts';
import { Alertmanager, Manifests, Program, Prometheus } from '../support/program';
import { tableOf } from '../support/sign-on';

const kindsOf = (manifests: Manifests) => manifests.objects.map(({ kind }) => kind).sort();
const edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] });
const clusterIssuer = () => new ServiceAccountIssuer({ issuerUrl: 'https://cluster.example.com' });

/** A program with the same sign-on, made by the facade and by its parts. */
const WAYS = {
  'by MonitoringSso': (program: Program, props: Partial<MonitoringSsoProps>) => program.sso(props),
  'by its parts': (program: Program, props: Partial<MonitoringSsoProps>) => partsOf(program, props),
};
const ways = Object.entries(WAYS);

/** Gives a group to every new account. */
const handOut = ({ stack, realm }: Program, { groupId }: KeycloakGroup) =>
  new defaultGroups.DefaultGroups(stack, 'defaults', { realmId: realm.realmId, groupIds: [groupId] });

/** An OAuth2Proxy alone, of the identity provider of a program. */
const proxyOf = (program: Program, props: Partial<OAuth2ProxyProps> = {}) =>
  new OAuth2Proxy(program.chart, 'proxy', {
    host: 'monitoring.example.com',
    relyingParty: program.realm.registerRelyingParty({
      path: 'chart',
      clientId: 'monitoring',
      redirectUri: 'https://monitoring.example.com/oauth2/callback',
      postLogoutRedirectUris: [],
    }),
    clientSecret: { name: 's', key: 'client-secret' },
    cookieSecret: { name: 's', key: 'cookie-secret' },
    sessions: Sessions.cookie(),
    trustedProxies: edge.trustedProxies,
    allowFrom: edge.peers,
    requestIdHeader: edge.requestIdHeader,
    ...props,
  });
const signOnOf = (program: Program, props: Partial<SignOnDomainProps> = {}) =>
  new SignOnDomain(program.chart, 'sign-on', {
    ...('proxy' in props ? {} : { proxy: proxyOf(program) }),
    identityProvider: program.realm,
    edge,
    tls: Tls.certManager({ issuer: 'letsencrypt' }),
    ...props,
  } as SignOnDomainProps);

describe('a sign-on of parts', () => {
  const make = (way: (typeof WAYS)[keyof typeof WAYS]) => {
    const program = new Program();
    const developers = program.realm.addGroup('developers');
    const editors = program.realm.addRole('editor');
    const issuer = clusterIssuer();
    const signOn = way(program, { metrics: Metrics.prometheusOperator() });
    const entrance = signOn.addMachines('machines', { issuer, host: 'machines.example.com' });
    const karma = issuer.serviceAccount('monitoring', 'karma');
    const prometheus = signOn.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [developers] });
    const alertmanager = signOn.protect(Alertmanager.ofService('alertmanager'), {
      path: '/alertmanager',
      write: [editors, karma],
      ingest: [editors, karma],
    });
    return { program, developers, editors, karma, signOn, entrance, prometheus, alertmanager };
  };

  test('has objects of the same kinds, rows of access and tokens as that of MonitoringSso', () => {
    const facade = make(WAYS['by MonitoringSso']);
    const parts = make((program, props) => partsOf(program, props));
    expect(kindsOf(parts.program.manifests())).toEqual(kindsOf(facade.program.manifests()));
    const rowsOf = (signOn: MonitoringSso | SignOnDomain) => tableOf(signOn).rows;
    const partsSignOn = (parts.signOn as ReturnType<typeof partsOf>).signOn;
    expect(rowsOf(partsSignOn)).toEqual(rowsOf(facade.signOn as MonitoringSso));
    const mappersOf = (program: Program) => Object.keys(program.tf().resource).sort();
    expect(mappersOf(parts.program)).toEqual(mappersOf(facade.program));
  });
  test('decides as it grants', () => {
    const { developers, editors, karma, prometheus, alertmanager, entrance, signOn } = make((program, props) =>
      partsOf(program, props),
    );
    const { signOn: domain } = signOn as ReturnType<typeof partsOf>;
    expect(prometheus.allows(developers, Purpose.READ)).toBe(true);
    expect(domain.allows(editors, Purpose.READ, 'prometheus')).toBe(false);
    expect(alertmanager.allows(karma, Purpose.READ)).toBe(true);
    expect(alertmanager.machineUrl(entrance)).toBe('https://machines.example.com/alertmanager');
    expect(domain.applications).toEqual([prometheus, alertmanager]);
    expect(domain.host).toBe('monitoring.example.com');
    const url = `${prometheus.url}/graph`;
    expect(domain.explain({ url, as: [developers] }).outcome).toBe('allow');
    expect(domain.explain({ url, as: [editors] }).outcome).toBe('refuse');
    expect(domain.explain({ url }).outcome).toBe('sign-in');
  });
  test('sends people back to the hosts of its applications', () => {
    const program = new Program();
    const parts = partsOf(program, { cookieDomain: 'example.com' });
    parts.protect(Prometheus.ofService('p'), { host: 'prometheus.example.com', read: [program.realm.addGroup('a')] });
    expect(parts.proxy.returnHosts).toEqual(['monitoring.example.com', 'prometheus.example.com']);
    expect(program.toml()).toContain('whitelist_domains = [ "monitoring.example.com", "prometheus.example.com" ]');
    expect(() => program.manifests()).not.toThrow();
  });
  test('guards the hosts of its applications and the names below its cookie domain', () => {
    const program = new Program();
    const parts = partsOf(program, { cookieDomain: 'example.com', trustedNamespaces: ['cert-manager'] });
    parts.protect(Prometheus.ofService('p'), { host: 'prometheus.example.com', read: [program.realm.addGroup('a')] });
    const policy = JSON.stringify(program.manifests().one('ValidatingAdmissionPolicy', 'hosts'));
    expect(policy).toContain("'prometheus.example.com': ['monitoring']");
    expect(policy).toContain("['monitoring', 'cert-manager']");
  });
  test('takes an application by a constructor where MonitoringSso is used, too', () => {
    const program = new Program();
    const sso = program.sso();
    const application = new ProtectedApplication(sso, 'metrics', {
      application: Prometheus.ofService('p'),
      read: [program.realm.addGroup('a')],
    });
    expect(sso.applications).toEqual([application]);
    expect(application.node.path).toBe('chart/sso/metrics');
    expect(() => program.manifests()).not.toThrow();
  });
  test('serves applications and machines of another cluster', () => {
    const program = new Program();
    const traefik = Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });
    const { signOn } = partsOf(program, { edge: traefik, decisionsHost: 'decisions.example.com' });
    const chart = new Chart(program.app, 'b', { namespace: 'monitoring' });
    const b = signOn.addCluster('b', { chart, edge: traefik, addresses: ['198.51.100.7/32'] });
    const issuer = clusterIssuer();
    const entrance = new MachineEntrance(signOn, 'machines', { issuer, host: 'machines.b.example.org', cluster: b });
    const application = new ProtectedApplication(b, 'prometheus', {
      application: Prometheus.ofService('p'),
      host: 'prometheus.b.example.org',
      machineHosts: { machines: 'prometheus.machines.b.example.org' },
      read: [issuer.serviceAccount('monitoring', 'karma')],
    });
    expect(application.machineUrl(entrance)).toBe('https://prometheus.machines.b.example.org');
    expect(() => program.manifests()).not.toThrow();
    expect(kindsOf(new Manifests(Testing.synth(chart)))).toContain('ValidatingAdmissionPolicy');
  });
});

describe.each(ways)('made %s, a program fails when', (_, way) => {
  const making =
    (protect: (signOn: ReturnType<typeof way>, program: Program) => unknown, props: Partial<MonitoringSsoProps> = {}) =>
    () => {
      const program = new Program();
      protect(way(program, props), program);
      return program.manifests();
    };

  test('nothing is granted', () =>
    expect(making((signOn) => signOn.protect(Prometheus.ofService('p'), {}))).toThrow(
      /prometheus is granted to nobody.*\(rule: grants-name-somebody\)/,
    ));
  test('a grant is empty', () =>
    expect(making((signOn) => signOn.protect(Prometheus.ofService('p'), { read: [] }))).toThrow(
      /granted to an empty list.*\(rule: grants-name-somebody\)/,
    ));
  test('it protects nothing', () => expect(making(() => undefined)).toThrow(/no application is protected/));
  test('a group is of another issuer', () =>
    expect(
      making((signOn) =>
        signOn.protect(Prometheus.ofService('p'), {
          read: [new OidcIssuer({ issuerUrl: 'https://login.example.com' }).group('x')],
        }),
      ),
    ).toThrow(/another identity provider.*\(rule: grants-of-this-issuer\)/));
  test('every new account gets what is granted', () =>
    expect(
      making((signOn, program) => {
        const group = program.realm.addGroup('group');
        signOn.protect(Prometheus.ofService('p'), { read: [group] });
        handOut(program, group);
      }),
    ).toThrow(/without an administrator.*\(rule: grants-not-automatic\)/));
  test('two applications are at one place', () =>
    expect(
      making((signOn, { realm }) => {
        const read = [realm.addGroup('group')];
        signOn.protect(Prometheus.ofService('a'), { id: 'a', path: '/x', read });
        signOn.protect(Prometheus.ofService('b'), { id: 'b', path: '/x', read });
      }),
    ).toThrow(/both claim.*\(rule: distinct-places\)/));
  test('two applications have one id', () =>
    expect(
      making((signOn, { realm }) => {
        const read = [realm.addGroup('group')];
        signOn.protect(Prometheus.ofService('a'), { path: '/a', read });
        signOn.protect(Prometheus.ofService('b'), { path: '/b', read });
      }),
    ).toThrow(/two applications have the same id/));
  test('a route of an application is where the endpoints of the proxy are', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Prometheus.ofService('a'), { path: '/oauth2', read: [realm.addGroup('group')] }),
      ),
    ).toThrow(/the proxy's own endpoints.*\(rule: distinct-places\)/));
  test('several hosts have no cookie domain', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Prometheus.ofService('a'), { host: 'a.example.com', read: [realm.addGroup('group')] }),
      ),
    ).toThrow(/\(rule: cookie-domain\)/));
  test('the cookie domain is wider than the hosts need', () =>
    expect(
      making((signOn, { realm }) => signOn.protect(Prometheus.ofService('a'), { read: [realm.addGroup('group')] }), {
        cookieDomain: 'example.com',
      }),
    ).toThrow(/\(rule: cookie-domain-no-wider\)/));
  test('sessions outlive those of the realm', () =>
    expect(() => {
      const program = new Program({ sessionMax: Duration.hours(4) });
      way(program, { sessionLifetime: Duration.hours(8) });
    }).toThrow(/outlives.*\(rule: lifetimes\)/));
  test('machines have no entrance', () =>
    expect(
      making((signOn) =>
        signOn.protect(Prometheus.ofService('a'), { read: [clusterIssuer().serviceAccount('monitoring', 'karma')] }),
      ),
    ).toThrow(/a machine of an issuer that has no entrance/));
  test('machines use the host of people', () =>
    expect(
      making((signOn) => signOn.addMachines('m', { issuer: clusterIssuer(), host: 'monitoring.example.com' })),
    ).toThrow(/\(rule: machine-hosts\)/));
  test('two entrances are for one issuer', () =>
    expect(
      making((signOn) => {
        const issuer = clusterIssuer();
        signOn.addMachines('a', { issuer, host: 'a.example.com' });
        signOn.addMachines('b', { issuer, host: 'b.example.com' });
      }),
    ).toThrow(/\(rule: machine-issuers\)/));
  test('the edge cannot tell methods apart that are granted differently', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Alertmanager.ofService('a'), {
          read: [realm.addGroup('readers')],
          write: [realm.addGroup('writers')],
        }),
      ),
    ).toThrow(/\(rule: methods-the-edge-can-tell\)/));
  test('an id belongs to a part of the sign-on', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Prometheus.ofService('a'), { id: 'certificate', read: [realm.addGroup('group')] }),
      ),
    ).toThrow(/id is taken by a part of the sign-on itself/));
  test('a peer is malformed', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Prometheus.ofService('a'), { read: [realm.addGroup('group')], allowFrom: [{}] }),
      ),
    ).toThrow(/allowFrom names addresses and pods at once, or neither/));
  test('a value is known to Terraform alone', () =>
    expect(
      making((signOn, { realm }) =>
        signOn.protect(Prometheus.ofService('a'), { host: `${realm.realmId}.example.com`, read: [] }),
      ),
    ).toThrow(/only Terraform knows/));
  test('guards of the edge are given to one that needs none', () =>
    expect(() => way(new Program(), { guardCertificates: true })).toThrow(/guardCertificates is for edges/));
  test('two sign-ons serve one host', () =>
    expect(
      making((signOn, program) => {
        const read = [program.realm.addGroup('group')];
        signOn.protect(Prometheus.ofService('a'), { read });
        partsOf(program, { clientId: 'second' }, 'second').protect(Prometheus.ofService('b'), { read });
      }),
    ).toThrow(/chart\/sso serves the same host.*\(rule: hosts-of-one-sign-on\)/));
  test('the other half of the program is synthesized, and a grant is to every new account', () =>
    expect(() => {
      const program = new Program();
      const group = program.realm.addGroup('group');
      way(program, {}).protect(Prometheus.ofService('p'), { read: [group] });
      handOut(program, group);
      program.tf();
    }).toThrow(/without an administrator/));
  test('people who may have Secrets sent elsewhere have rights in its namespace', () =>
    expect(
      making((signOn, program) => {
        const group = program.realm.addGroup('group');
        signOn.protect(Prometheus.ofService('p'), { read: [group] });
        program.realm.addKubernetesClient('kubectl');
        new MonitoringResourceAccess(program.chart, 'rights', {
          identityProvider: program.realm,
          clientId: 'kubectl',
          groupsPrefix: 'oidc:',
          namespaces: ['monitoring'],
          editors: [program.realm.addGroup('editors')],
        });
      }),
    ).toThrow(/editors could have the Secret.*chart\/sso in monitoring/));
});

describe('parts are refused when', () => {
  test('a ProtectedApplication has no sign-on as its scope', () => {
    const { chart, realm } = new Program();
    const props = { application: Prometheus.ofService('p'), read: [realm.addGroup('group')] };
    expect(() => new ProtectedApplication(chart as never, 'p', props)).toThrow(
      /\[chart\] a ProtectedApplication needs the sign-on as its scope; got "Chart"; .*SignOnDomain/,
    );
    expect(() => new ProtectedApplication(undefined as never, 'p', props)).toThrow(/needs the sign-on as its scope/);
  });
  test('a ProtectedApplication is given nothing, or no application', () => {
    const signOn = signOnOf(new Program());
    expect(() => new ProtectedApplication(signOn, 'p', undefined as never)).toThrow(/application is missing/);
    expect(() => new ProtectedApplication(signOn, 'p', {} as never)).toThrow(/application is missing/);
  });
  test('a ProtectedApplication has the id of another part', () => {
    const program = new Program();
    const signOn = signOnOf(program);
    new HostGuard(signOn, 'guard');
    const props = { application: Prometheus.ofService('p'), read: [program.realm.addGroup('group')] };
    expect(() => new ProtectedApplication(signOn, 'guard', props)).toThrow(/id is taken by a part/);
  });
  test('a MachineEntrance is below another cluster, where its proxy does not run', () => {
    const program = new Program();
    const traefik = Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });
    const { signOn } = partsOf(program, { edge: traefik, decisionsHost: 'decisions.example.com' });
    const chart = new Chart(program.app, 'b', { namespace: 'monitoring' });
    const b = signOn.addCluster('b', { chart, edge: traefik, addresses: ['198.51.100.7/32'] });
    expect(() => new MachineEntrance(b, 'm', { issuer: clusterIssuer(), host: 'm.example.com' })).toThrow(
      /a MachineEntrance is created below the sign-on/,
    );
    const other = partsOf(new Program()).signOn;
    const props = { issuer: clusterIssuer(), host: 'm.example.com', cluster: other };
    expect(() => new MachineEntrance(signOn, 'm', props)).toThrow(/served in one of its clusters/);
  });
  test('a MachineEntrance has an id that the edge may need', () =>
    expect(
      () =>
        new MachineEntrance(signOnOf(new Program()), 'certificate', {
          issuer: clusterIssuer(),
          host: 'm.example.com',
        }),
    ).toThrow(/id is taken by a part/));
  test('two sign-ons use one proxy', () => {
    const program = new Program();
    const signOn = signOnOf(program);
    expect(
      () =>
        new SignOnDomain(program.chart, 'second', {
          proxy: signOn.proxy,
          identityProvider: program.realm,
          edge,
          tls: Tls.certManager({ issuer: 'letsencrypt' }),
        }),
    ).toThrow(/chart\/sign-on uses the proxy already/);
    const another = new Program();
    const { proxy } = another.sso({ host: 'other.example.com' });
    expect(() => signOnOf(another, { proxy })).toThrow(/chart\/sso uses the proxy already/);
  });
  test('the proxy is in another app, which would be synthesized without the checks of the sign-on', () => {
    const { proxy } = new Program().sso();
    expect(() => signOnOf(new Program(), { proxy })).toThrow(/the proxy is in another program; got "another app"/);
  });
  test.each(['proxy', 'identityProvider', 'edge', 'tls'] as const)('%s is missing', (name) =>
    expect(() => signOnOf(new Program(), { [name]: undefined })).toThrow(new RegExp(`${name} is missing`)),
  );
  test.each(['proxy', 'identityProvider', 'edge', 'tls'] as const)('%s is something else', (name) =>
    expect(() => signOnOf(new Program(), { [name]: {} as never })).toThrow(
      new RegExp(`${name} is not an? \\w+; got {}; .*; fix: write ${name}: \\w+`),
    ),
  );
  test.each<[string, Partial<OAuth2ProxyProps>, RegExp]>([
    ['believes the headers of other addresses', { trustedProxies: ['10.0.0.0/8'] }, /trustedProxies: edge.trusted/],
    [
      'lets in other pods in addition to the edge',
      { allowFrom: [...edge.peers, { namespace: 'others' }] },
      /allowFrom: edge.peers/,
    ],
    ['lets in nothing', { allowFrom: [] }, /allowFrom: edge.peers/],
    ['reads the id of a request elsewhere', { requestIdHeader: 'X-Other' }, /requestIdHeader: edge.requestId/],
    ['answers as another edge asks', { rootStatus: 202 }, /rootStatus: 404/],
  ])('the proxy %s', (_, props, fix) => {
    const program = new Program();
    expect(() => signOnOf(program, { proxy: proxyOf(program, props) })).toThrow(fix);
  });
  test('the edge asks at the root, and the proxy does not answer there', () => {
    const program = new Program();
    const traefik = Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });
    const { peers: allowFrom, requestIdHeader } = traefik;
    const proxy = proxyOf(program, { allowFrom, requestIdHeader });
    expect(() => signOnOf(program, { edge: traefik, proxy })).toThrow(/rootStatus: 202/);
  });
  test('the proxy has no port for metrics', () =>
    expect(() => signOnOf(new Program(), { metrics: Metrics.endpoint() })).toThrow(/OAuth2Proxy metrics: true/));
  test('the proxy is in another namespace', () => {
    const program = new Program();
    const proxy = proxyOf(program);
    const chart = new Chart(program.app, 'other', { namespace: 'other' });
    const props = { proxy, identityProvider: program.realm, edge, tls: Tls.existingSecret('tls') };
    expect(() => new SignOnDomain(chart, 'sign-on', props)).toThrow(/the proxy is in another namespace/);
    expect(() => new SignOnDomain(new Chart(new App(), 'x'), 'sign-on', props)).toThrow(/the chart has no namespace/);
  });
  test('the proxy is a relying party of another identity provider', () =>
    expect(() =>
      signOnOf(new Program(), { identityProvider: new OidcIssuer({ issuerUrl: 'https://login.example.com' }) }),
    ).toThrow(/a relying party of another identity provider/));
  test('the hosts have two guards', () => {
    const signOn = signOnOf(new Program());
    new HostGuard(signOn, 'guard');
    expect(() => new HostGuard(signOn, 'second')).toThrow(/the hosts have a guard already/);
    expect(() => new HostGuard(new Program().sso(), 'second')).toThrow(/the hosts have a guard already/);
    expect(() => new HostGuard(new Program().chart as never, 'guard')).toThrow(/needs the sign-on as its scope/);
  });
});

describe('a program without a HostGuard', () => {
  const program = (props: Partial<SignOnDomainProps> = {}) => {
    const made = new Program();
    const signOn = signOnOf(made, props);
    new ProtectedApplication(signOn, 'prometheus', {
      application: Prometheus.ofService('p'),
      read: [made.realm.addGroup('group')],
    });
    return { made, signOn };
  };
  test('is refused at synthesis, in both halves', () => {
    const { made } = program();
    expect(() => made.manifests()).toThrow(/\[chart\/sign-on\] no admission policy.*\(rule: hosts-are-guarded\)/);
    expect(() => made.tf()).toThrow(/\(rule: hosts-are-guarded\)/);
  });
  test('says so by a HostGuard that guards nothing', () => {
    const { made, signOn } = program();
    new HostGuard(signOn, 'guard', { guardHosts: false, guardBackends: false });
    expect(made.manifests().ofKind('ValidatingAdmissionPolicy')).toEqual([]);
  });
  test('is accepted with a reason', () => {
    const exception = { rule: 'hosts-are-guarded', subject: 'monitoring.example.com', reason: 'Kyverno does it' };
    expect(() => program({ acceptedExceptions: [exception] }).made.manifests()).not.toThrow();
  });
});

describe('an OAuth2Proxy that belongs to no sign-on', () => {
  const wide = { rule: 'hosts-are-guarded', subject: 'example.com', reason: 'routes and policies of our own' };
  test('needs nothing more where its cookie is for one host', () => {
    const program = new Program();
    proxyOf(program);
    expect(() => program.manifests()).not.toThrow();
  });
  test('is refused with a cookie domain, as nothing guards the names below it', () => {
    const program = new Program();
    proxyOf(program, { cookieDomain: 'example.com' }).addReturnHost('other.example.com');
    expect(() => program.manifests()).toThrow(/\[chart\/proxy\] no admission policy.*\(rule: hosts-are-guarded\)/);
  });
  test('is accepted with a cookie domain and a reason', () => {
    const program = new Program();
    const props = { cookieDomain: 'example.com', acceptedExceptions: [wide] };
    proxyOf(program, props).addReturnHost('other.example.com');
    expect(() => program.manifests()).not.toThrow();
  });
  test('is refused with a cookie domain that is wider than its hosts', () => {
    const program = new Program();
    proxyOf(program, { cookieDomain: 'example.com', acceptedExceptions: [wide] });
    expect(() => program.manifests()).toThrow(/\(rule: cookie-domain-no-wider\)/);
  });
  test('is refused with an exception that accepts nothing', () => {
    const program = new Program();
    proxyOf(program, { acceptedExceptions: [wide] });
    expect(() => program.manifests()).toThrow(/matches no problem/);
    expect(() => proxyOf(new Program(), { acceptedExceptions: [{ ...wide, rule: 'lifetimes' }] })).toThrow(
      /may not be accepted/,
    );
  });
  test('is refused in the namespace of editors of monitoring resources', () => {
    const program = new Program();
    proxyOf(program);
    program.realm.addKubernetesClient('kubectl');
    new MonitoringResourceAccess(program.chart, 'rights', {
      identityProvider: program.realm,
      clientId: 'kubectl',
      groupsPrefix: 'oidc:',
      namespaces: ['monitoring'],
      editors: [program.realm.addGroup('editors')],
    });
    expect(() => program.manifests()).toThrow(/editors could have the Secret.*chart\/proxy in monitoring/);
  });
});

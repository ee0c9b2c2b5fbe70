import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import {
  ApiServerSettings,
  Edge,
  EdgeBase,
  Grafana,
  IdentityKind,
  KeycloakMachines,
  MonitoringSso,
  OidcIssuer,
  Purpose,
  ServiceAccountIssuer,
} from '../../lib';
import { decideAmong } from '../../lib/access/decide';
import { NOBODY } from '../../lib/edge/nobody';
import { placesOf } from '../../lib/report/access-table';
import { joined } from '../support/joined';
import { type ControllerValues, NginxVariables } from '../support/nginx-maps';
import { Alertmanager, annotation, Manifests, Program, Prometheus } from '../support/program';
import { ownValuesOf, tableOf } from '../support/sign-on';
import { lockOf, routeFor } from '../support/traefik-rules';

const people = 'monitoring.example.com';
const host = 'machines.example.com';
const issuerUrl = 'https://kubernetes.default.svc.cluster.local';
const here = () => new ServiceAccountIssuer({ issuerUrl, certificateAuthority: { configMapName: 'kube-root-ca.crt' } });
const elsewhere = () => new ServiceAccountIssuer({ issuerUrl: 'https://oidc.example.org/cluster-b' });

function machineProgram(edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] })) {
  const program = new Program();
  const developers = program.realm.addGroup('developers');
  const sso = program.sso({ edge });
  const cluster = here();
  sso.addMachines('cluster', { issuer: cluster, host });
  const [writer, karma] = [cluster.serviceAccount('monitoring', 'writer'), cluster.serviceAccount('karma', 'karma')];
  sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [developers], ingest: [writer] });
  sso.protect(Alertmanager.ofService('alertmanager'), {
    path: '/alertmanager',
    read: [developers, karma],
    write: [developers, karma],
    ingest: [developers, karma],
  });
  return { program, sso, developers, cluster, writer, karma, manifests: program.manifests() };
}

const table = (sso: MonitoringSso) => JSON.parse(JSON.stringify(tableOf(sso)));
const settings = (manifests: Manifests) =>
  manifests
    .ofKind('ConfigMap')
    .flatMap(({ metadata, data }) =>
      data['oauth2-proxy.cfg'] ? [{ name: metadata.name, ...(parse(data['oauth2-proxy.cfg']) as any) }] : [],
    );

describe('machines', () => {
  const { sso, developers, cluster, writer, karma, manifests } = machineProgram();
  const url = (path: string, name = host) => `https://${name}${path}`;

  test('have access only to what is granted to them', () => {
    expect(sso.allows(writer, Purpose.INGEST, 'prometheus')).toBe(true);
    expect(sso.allows(writer, Purpose.READ, 'prometheus')).toBe(false);
    expect(sso.allows(karma, Purpose.INGEST, 'prometheus')).toBe(false);
    expect(sso.explain({ method: 'POST', url: url('/prometheus/api/v1/write'), as: [writer] }).outcome).toBe('allow');
    expect(sso.explain({ url: url('/prometheus/graph'), as: [writer] }).outcome).toBe('refuse');
    expect(sso.explain({ url: url('/alertmanager'), as: [writer] }).outcome).toBe('refuse');
  });
  test('have no identity on hosts for people, and people have none on hosts for machines', () => {
    expect(sso.explain({ url: url('/alertmanager', people), as: [karma] }).outcome).toBe('sign-in');
    expect(sso.explain({ url: url('/alertmanager'), as: [developers] })).toMatchObject({
      outcome: 'refuse',
      reason: 'the request has no token for cluster',
    });
  });
  test('are never redirected to sign in', () =>
    expect(sso.explain({ url: url('/alertmanager') }).outcome).toBe('refuse'));
  test('of another cluster are different identities, also with the same name', () => {
    const namesake = elsewhere().serviceAccount('karma', 'karma');
    expect(sso.allows(namesake, Purpose.READ, 'alertmanager')).toBe(false);
    expect(sso.explain({ url: url('/alertmanager'), as: [namesake] }).outcome).toBe('refuse');
  });
  test('of a cluster with the same issuer name are different identities', () => {
    const [program, issuer, other] = [new Program(), here(), here()];
    const one = program.sso();
    one.addMachines('cluster', { issuer, host });
    expect(() => one.protect(Prometheus.ofService('p'), { read: [other.serviceAccount('karma', 'karma')] })).toThrow(
      /a machine of an issuer that has no entrance/,
    );
    one.protect(Prometheus.ofService('p'), { read: [issuer.serviceAccount('karma', 'karma')] });
    expect(one.allows(other.serviceAccount('karma', 'karma'), Purpose.READ, 'prometheus')).toBe(false);
  });
  test('are not also people', () =>
    expect(() => sso.explain({ url: url('/alertmanager'), as: [karma, developers] })).toThrow(
      /the identity of a machine stands together with others/,
    ));
  test('are in the access table, with their entrance', () => {
    const written = table(sso);
    expect(written.machines).toEqual([
      expect.objectContaining({ id: 'cluster', host, issuer: issuerUrl, audience: 'monitoring-sso' }),
    ]);
    const row = written.rows.find((each: any) => each.host === host && each.path === '/prometheus/api/v1/write');
    expect(row).toMatchObject({
      entrance: 'cluster',
      purpose: 'ingest',
      permitted: [
        { kind: 'service account', name: 'monitoring/writer', claim: 'system:serviceaccount:monitoring:writer' },
      ],
    });
    const decision = decideAmong(
      placesOf(written),
      { host, method: 'POST', path: '/prometheus/api/v1/write' },
      { signedIn: true, entrance: 'cluster', claims: [writer.claimValue] },
    );
    expect(decision.outcome).toBe('allow');
  });

  describe('have a proxy that', () => {
    const [ofPeople, ofMachines] = [
      settings(manifests).find(({ client_id: id, redirect_url: to }) => id === 'monitoring-sso' && to.includes(people)),
      settings(manifests).find(({ redirect_url: to }) => to.includes(host)),
    ];
    test('accepts one issuer, with its client id as the audience (finding 6)', () =>
      expect(ofMachines).toMatchObject({
        oidc_issuer_url: issuerUrl,
        client_id: cluster.audience,
        skip_jwt_bearer_tokens: true,
        bearer_token_login_fallback: false,
        oidc_email_claim: 'sub',
        session_store_type: 'cookie',
        provider_ca_files: ['/etc/oauth2-proxy/issuer-ca/ca.crt'],
      }));
    test('is separate from the proxy for people, which accepts no tokens', () =>
      expect(ofPeople).toMatchObject({ skip_jwt_bearer_tokens: false }));
    test('accepts no session of this or another sign-on', () =>
      expect(ofMachines!.cookie_name).toBe('sso_monitoring_sso-machines'));
    test('passes no claim of a token to applications', () =>
      expect(ofMachines).toMatchObject({ set_xauthrequest: false }));
    test('has no client secret and no Redis', () => {
      const deployment = manifests
        .ofKind('Deployment')
        .find(({ metadata }) => metadata.name.includes('machines-cluster'))!;
      expect(deployment.spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name)).toEqual([
        'OAUTH2_PROXY_COOKIE_SECRET',
      ]);
    });
    test('allows no return address on the hosts for machines', () =>
      expect(ofPeople!.whitelist_domains).toEqual([people]));
  });

  describe('have Ingresses that', () => {
    const ingresses = manifests.ofKind('Ingress').filter(({ spec }) => spec.rules[0].host === host);
    const open = manifests.routing('/prometheus/api/v1/write', host);
    test('contain the permitted accounts, and redirect no request to sign in', () => {
      expect(new URL(annotation(open, 'auth-url')!).searchParams.get('allowed_emails')).toBe(
        'system:serviceaccount:monitoring:writer',
      );
      expect(new URL(annotation(open, 'auth-url')!).hostname).toContain('machines-cluster');
      for (const ingress of ingresses) expect(annotation(ingress, 'auth-signin')).toBeUndefined();
    });
    test('remove cookies from decision requests, as Ingresses for people remove tokens (finding 7)', () => {
      const headers = (ingress: any) =>
        manifests.one('ConfigMap', annotation(ingress, 'auth-proxy-set-headers')!.split('/')[1]).data;
      expect(headers(open)).toMatchObject({ Cookie: '' });
      expect(headers(open)).not.toHaveProperty('Authorization');
      expect(headers(manifests.routing('/alertmanager', people))).toMatchObject({ Authorization: '' });
    });
    test('limit the request rate of an address', () => expect(annotation(open, 'limit-rps')).toBe('50'));
    test('are closed at routes without a grant to a machine', () => {
      const closed = manifests.routing('/prometheus', host);
      expect(annotation(closed, 'whitelist-source-range')).toBe('0.0.0.0/32');
      expect(new URL(annotation(closed, 'auth-url')!).searchParams.get('allowed_emails')).toBe(NOBODY);
    });
  });

  /** Grafana, which has its own sessions, for people and a machine. */
  function grafanaFor(edge: EdgeBase) {
    const program = new Program();
    const one = program.sso({ edge });
    const issuer = here();
    one.addMachines('cluster', { issuer, host });
    one.protect(Grafana.ofService('g'), {
      path: '/grafana',
      read: [program.realm.addGroup('developers'), issuer.serviceAccount('a', 'b')],
    });
    return { one, made: program.manifests() };
  }
  test('send no cookies to an application that uses cookies for people', () => {
    const { made } = grafanaFor(Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }));
    const forwarded = (name: string) =>
      (routeFor(made, { host: name, path: '/grafana', method: 'GET' })!.middlewares as { name: string }[])
        .map((each) => made.one('Middleware', each.name).spec)
        .find(({ forwardAuth }) => forwardAuth)!.forwardAuth.authResponseHeaders;
    expect([forwarded(host).includes('Cookie'), forwarded(people).includes('Cookie')]).toEqual([true, false]);
  });
  test('send no cookies with ingress-nginx, while people keep their cookies', () => {
    const { one } = grafanaFor(Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }));
    const fragment = ownValuesOf(one).controllerValues['ingress-nginx.yaml'] as ControllerValues;
    const cookies = (name: string) =>
      new NginxVariables(fragment, {
        host: name,
        http_cookie: 'grafana_session=x',
        uri: '/grafana',
        namespace: 'monitoring',
        service_name: 'g',
      }).text(fragment.controller.proxySetHeaders.Cookie!);
    expect([cookies(host), cookies(people)]).toEqual(['', 'grafana_session=x']);
  });
  test('have a certificate and an admission policy for their host', () => {
    expect(manifests.one('Certificate').spec.dnsNames).toContain(host);
    expect(JSON.stringify(manifests.ofKind('ValidatingAdmissionPolicy'))).toContain(host);
  });
  test('may have the only grants of an application, which people then cannot find', () => {
    const program = new Program();
    const only = program.sso();
    const issuer = here();
    only.addMachines('cluster', { issuer, host });
    only.protect(Prometheus.ofService('prometheus'), {
      path: '/prometheus',
      ingest: [issuer.serviceAccount('monitoring', 'writer')],
    });
    expect(only.explain({ url: url('/prometheus', people) }).outcome).toBe('not-found');
    expect(only.explain({ url: url('/prometheus') }).outcome).toBe('refuse');
    expect(
      program
        .manifests()
        .ofKind('Ingress')
        .some(
          ({ spec }) =>
            spec.rules[0].host === people &&
            spec.rules[0].http.paths.some(({ path }: any) => path.startsWith('/prometheus')),
        ),
    ).toBe(false);
  });
  test('may use a separate host for each application, with the same path on each', () => {
    const program = new Program();
    const several = program.sso({ host: 'login.example.com', cookieDomain: 'example.com' });
    const issuer = here();
    const group = program.realm.addGroup('developers');
    several.addMachines('cluster', { issuer, host });
    for (const name of ['prometheus', 'other']) {
      several.protect(Prometheus.ofService(name), {
        id: name,
        host: `${name}.example.com`,
        machineHosts: { cluster: `${name}.machines.example.com` },
        read: [group, issuer.serviceAccount('a', name)],
      });
    }
    expect(
      several.explain({ url: 'https://other.machines.example.com/graph', as: [issuer.serviceAccount('a', 'other')] })
        .outcome,
    ).toBe('allow');
    expect(
      several.explain({
        url: 'https://other.machines.example.com/graph',
        as: [issuer.serviceAccount('a', 'prometheus')],
      }).outcome,
    ).toBe('refuse');
  });
  test('may administer without a browser', () => {
    const program = new Program();
    const only = program.sso();
    const issuer = here();
    only.addMachines('cluster', { issuer, host });
    expect(() =>
      only.protect(Prometheus.ofService('prometheus'), {
        path: '/prometheus',
        administer: [issuer.serviceAccount('monitoring', 'backup')],
      }),
    ).not.toThrow();
  });
});

test('machines have routes of Traefik that use their own proxy, and accept only tokens', () => {
  const { manifests } = machineProgram(Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }));
  const route = (path: string, method: string) => routeFor(manifests, { host, path, method })!;
  const write = lockOf(manifests, route('/prometheus/api/v1/write', 'POST'));
  expect(write).toMatchObject({ closed: false, groups: ['system:serviceaccount:monitoring:writer'] });
  expect(write.proxy).toContain('machines-cluster');
  expect(lockOf(manifests, route('/prometheus/graph', 'GET'))).toMatchObject({ closed: true, groups: [NOBODY] });
  const specs = (route('/prometheus/api/v1/write', 'POST').middlewares as { name: string }[]).map(
    ({ name }) => manifests.one('Middleware', name).spec,
  );
  expect(specs[0]).toMatchObject({ rateLimit: { average: 50, period: '1s' } });
  expect(specs.find(({ forwardAuth }) => forwardAuth)!.forwardAuth).toMatchObject({
    authRequestHeaders: ['Authorization', 'User-Agent', 'X-Request-Id'],
  });
});

test('keys of an issuer may be published at an IP address, as API servers do', () => {
  for (const jwksUrl of ['https://172.18.0.2:6443/openid/v1/jwks', 'https://[fd00::2]:6443/openid/v1/jwks']) {
    expect(new ServiceAccountIssuer({ issuerUrl, jwksUrl }).jwksUrl).toBe(jwksUrl);
  }
});

describe('the API server of a cluster whose service accounts are used outside of it', () => {
  const apiServer = new ApiServerSettings(
    new ServiceAccountIssuer({ issuerUrl: 'https://api.cluster-b.example.com:6443' }),
  );
  test('signs tokens with the new issuer, and accepts tokens of the former one', () =>
    expect(apiServer.arguments).toEqual([
      '--service-account-issuer=https://api.cluster-b.example.com:6443',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      '--service-account-jwks-uri=https://api.cluster-b.example.com:6443/openid/v1/jwks',
      '--api-audiences=https://api.cluster-b.example.com:6443,https://kubernetes.default.svc.cluster.local',
    ]));
  test('gets its arguments from kubeadm, some of them more than once', () =>
    expect(apiServer.kubeadmConfiguration().apiServer.extraArgs.slice(0, 2)).toEqual([
      { name: 'service-account-issuer', value: 'https://api.cluster-b.example.com:6443' },
      { name: 'service-account-issuer', value: 'https://kubernetes.default.svc.cluster.local' },
    ]));
  test('gets a patch for arguments that older versions of kubeadm cannot repeat', () => {
    const { extraArgs } = apiServer.oldKubeadmConfiguration().apiServer;
    const command = [
      'kube-apiserver',
      ...Object.entries(extraArgs).map(([name, value]) => `--${name}=${value}`),
      ...apiServer.kubeadmPatch().map(({ value }) => value),
    ];
    expect(command.slice(1).sort()).toEqual([...apiServer.arguments].sort());
    expect(command.filter((argument) => argument.startsWith('--service-account-issuer='))[0]).toBe(
      apiServer.arguments[0],
    );
  });
});

describe('refused is', () => {
  const refused = (what: string, act: () => unknown, message: RegExp) => test(what, () => expect(act).toThrow(message));
  const sso = () => new Program().sso();
  refused(
    'an audience of the API server',
    () => new ServiceAccountIssuer({ issuerUrl, audience: 'https://kubernetes.default.svc' }),
    /the audience is that of the API server/,
  );
  refused(
    'the issuer as the audience',
    () => new ServiceAccountIssuer({ issuerUrl: 'https://oidc.example.org/b', audience: 'https://oidc.example.org/b' }),
    /the audience is the issuer/,
  );
  refused(
    'an issuer without TLS',
    () => new ServiceAccountIssuer({ issuerUrl: 'http://oidc.example.org' }),
    /not usable as an https address/,
  );
  refused(
    'a service account whose name is a pattern',
    () => here().serviceAccount('monitoring', '*'),
    /name is malformed/,
  );
  refused(
    'the host of the sign-on as that of machines',
    () => sso().addMachines('cluster', { issuer: here(), host: people }),
    joined(
      /the sign-on and the machines of cluster are served on one host, /,
      /where people and machines of cluster would come in/,
    ),
  );
  refused(
    'an application on the host of machines',
    () => {
      const { sso: built, developers } = machineProgram();
      built.protect(Prometheus.ofService('other'), { id: 'other', host, read: [developers] });
    },
    /are served on one host, where machines of cluster and people would come in/,
  );
  refused(
    'a second entrance for one issuer',
    () => {
      const { sso: built } = machineProgram();
      built.addMachines('again', { issuer: here(), host: 'others.example.com' });
    },
    /entrances for the same issuer/,
  );
  refused(
    'a grant to a machine whose issuer has no entrance',
    () => sso().protect(Prometheus.ofService('p'), { read: [here().serviceAccount('a', 'b')] }),
    /a machine of an issuer that has no entrance/,
  );
  refused(
    'a person with the name of a service account',
    () => new Program().realm.person('system:serviceaccount:a:b'),
    /the user name is malformed/,
  );
  refused(
    'an invalid limit',
    () => sso().addMachines('cluster', { issuer: here(), host, requestsPerSecond: 0 }),
    /requestsPerSecond is out of bounds/,
  );
  refused(
    'a host of machines for an entrance that does not exist',
    () => sso().protect(Prometheus.ofService('p'), { read: [], machineHosts: { cluster: host } }),
    /names an entrance that is not there/,
  );
  refused(
    'an issuer of people',
    () =>
      sso().addMachines('cluster', {
        issuer: {
          issuerUrl,
          audience: 'kubectl',
          identityKind: IdentityKind.GROUP,
          groupsClaim: 'groups',
          signingAlgorithms: ['RS256'],
        },
        host,
      }),
    /issuer is something else/,
  );
  refused(
    'an issuer with signatures that are not asymmetric',
    () =>
      sso().addMachines('cluster', {
        issuer: { issuerUrl, audience: 'x', identityKind: IdentityKind.SERVICE_ACCOUNT, signingAlgorithms: ['none'] },
        host,
      }),
    /an algorithm that is not asymmetric/,
  );
  refused(
    'an audience of the sign-on that is one of the API server',
    () =>
      new ApiServerSettings(
        new ServiceAccountIssuer({ issuerUrl: 'https://new.example.com', audience: 'https://old.example.com' }),
        { formerIssuers: ['https://old.example.com'] },
      ),
    /would be one of the API server/,
  );
  refused(
    'an issuer with an IP address as host',
    () => new ServiceAccountIssuer({ issuerUrl: 'https://10.0.0.10:6443' }),
    joined(
      /\[ServiceAccountIssuer\] the host of issuerUrl is an IP address; got "https:\/\/10\.0\.0\.10:6443"; /,
      /.*fix: give the host a DNS name/,
    ),
  );
  refused(
    'an issuer whose host is not a DNS name',
    () => new ServiceAccountIssuer({ issuerUrl: 'https://kubernetes' }),
    /the host of issuerUrl is malformed; got "kubernetes"/,
  );
  refused(
    'an issuer without signing algorithms',
    () =>
      sso().addMachines('cluster', {
        issuer: { issuerUrl, audience: 'x', identityKind: IdentityKind.SERVICE_ACCOUNT } as any,
        host,
      }),
    /an algorithm that is not asymmetric; got nothing/,
  );
  refused(
    'an entrance twice',
    () => machineProgram().sso.addMachines('cluster', { issuer: elsewhere(), host: 'others.example.com' }),
    /\[chart\/sso\] two entrances have the same id; got "cluster"/,
  );
  for (const id of ['machines-others', 'certificate-others', 'to-tls-monitoring', 'decisions']) {
    refused(
      `an application that is called ${id}, as parts of the sign-on are`,
      () => {
        const { sso: built, developers } = machineProgram();
        built.protect(Prometheus.ofService('other'), { id, path: '/other', read: [developers] });
      },
      /id is taken by a part of the sign-on itself/,
    );
  }
  refused(
    'a host of machines without a grant',
    () => {
      const { sso: built, developers } = machineProgram();
      built.protect(Prometheus.ofService('other'), {
        id: 'other',
        path: '/other',
        read: [developers],
        machineHosts: { cluster: 'other.machines.example.com' },
      });
    },
    joined(
      /machineHosts of other names a host for cluster, to whose machines nothing is granted; /,
      /got "other\.machines\.example\.com"/,
    ),
  );
  refused(
    'more service accounts than a decision request of ingress-nginx can contain',
    () => {
      const { sso: built, cluster } = machineProgram();
      built.protect(Prometheus.ofService('other'), {
        id: 'other',
        path: '/other',
        read: Array.from({ length: 200 }, (_, number) => cluster.serviceAccount('agents', `writer-${number}`)),
      });
    },
    joined(
      /more identities than the controller can ask about.*/,
      /fix: let some of these programs share an identity, or use Edge\.traefik\(\)$/,
    ),
  );
  refused(
    'the client id of the sign-on as the audience of machines of the same issuer',
    () => {
      const program = new Program();
      const machines = new KeycloakMachines(program.realm, 'machines');
      program
        .sso({
          identityProvider: new OidcIssuer({ issuerUrl: program.realm.issuerUrl }),
          clientId: 'monitoring-sso-machines',
        })
        .addMachines('clients', { issuer: machines, host });
    },
    /tokens of people are good where machines of clients come in.*got "monitoring-sso-machines"/,
  );
  refused(
    'an object that is not an issuer',
    () => sso().addMachines('cluster', { issuer: {} as any, host }),
    /issuer is something else/,
  );
});

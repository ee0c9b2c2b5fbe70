import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Edge, IngressNginxOptions, MonitoringSso, PathMatch, Purpose, WebApplication } from '../../lib';
import { annotations } from '../../lib/edge/ingress/annotations';
import { METHOD_OVERRIDE_HEADERS } from '../../lib/edge/method-override-headers';
import { NOBODY } from '../../lib/edge/nobody';
import { joined } from '../support/joined';
import { ControllerValues, NginxVariables, refusedAtOnce } from '../support/nginx-maps';
import { Alertmanager, annotation, Program, Prometheus } from '../support/program';
import { ownValuesOf } from '../support/sign-on';

const host = 'monitoring.example.com';
const edge = (options: Partial<IngressNginxOptions> = {}) =>
  Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], methodMaps: true, ...options });

/** What the edge's controller must be started with. */
const valuesOf = (sso: MonitoringSso, file = 'ingress-nginx.yaml') =>
  ownValuesOf(sso).controllerValues[file] as ControllerValues;

function alertmanagerProgram(
  options: Partial<IngressNginxOptions> = {},
  path = '/alertmanager',
  write = ['operators'],
) {
  const program = new Program();
  const [developers, ...editors] = ['developers', ...write].map((name) => program.realm.addGroup(name));
  const sso = program.sso({ edge: edge(options) });
  sso.protect(Alertmanager.ofService('alertmanager'), { path, read: [developers!], write: editors });
  return { program, sso, manifests: program.manifests() };
}

describe('methods on ingress-nginx', () => {
  const { sso, manifests } = alertmanagerProgram({ cache: Duration.seconds(5) });
  const silences = manifests.routing('/alertmanager/api/v2/silences');
  const asked = (path: string, method: string, values = valuesOf(sso), ingress = silences) => {
    const variables = new NginxVariables(values, { request_method: method, server_name: host, location_path: path });
    return {
      groups: new URL(variables.text(annotation(ingress, 'auth-url')!)).searchParams.get('allowed_groups')!.split(','),
      closed: refusedAtOnce(values, variables),
    };
  };

  test('are told apart on one path', () => {
    expect(asked('/alertmanager/api/v2/silences', 'GET')).toEqual({
      groups: [NOBODY, '/developers', '/operators'],
      closed: false,
    });
    expect(asked('/alertmanager/api/v2/silences', 'POST')).toEqual({ groups: [NOBODY, '/operators'], closed: false });
    expect(asked('/alertmanager/api/v2/silence', 'DELETE').groups).toEqual([NOBODY, '/operators']);
    expect(asked('/alertmanager/api/v2/silence', 'GET').groups).toEqual([NOBODY, '/developers', '/operators']);
    expect(asked('/alertmanager/api/v2/silence', 'POST').groups).toEqual([NOBODY, '/operators']);
  });
  test('that are closed are refused before anybody is asked to sign in, and again by the proxy', () => {
    expect(asked('/alertmanager/api/v2/alerts', 'POST')).toEqual({ groups: [NOBODY, NOBODY], closed: true });
    expect(asked('/alertmanager/api/v2/alerts', 'GET')).toEqual({
      groups: [NOBODY, '/developers', '/operators'],
      closed: false,
    });
  });
  test.each(['post', 'Post', 'PROPFIND', 'POSTS', 'APOST', 'X POST', 'get', 'GETS', 'PUT', ''])(
    'of the name %j get no more than the strictest answer of the place',
    (method) => {
      for (const place of ['/alertmanager/api/v2/silences', '/alertmanager/api/v2/alerts', '/alertmanager']) {
        expect(asked(place, method).groups).not.toContain('/developers');
      }
    },
  );
  test('ask for nobody at places that the map does not know', () => {
    for (const place of [
      '/alertmanager/api/v2/silencesx',
      '/alertmanagerXapi/v2/silences',
      '/x/alertmanager/api/v2/silences',
      '',
    ]) {
      expect(asked(place, 'GET')).toEqual({ groups: [NOBODY], closed: false });
    }
  });
  test('ask for nobody where the controller has no map', () => {
    expect(
      asked('/alertmanager/api/v2/silences', 'GET', {
        controller: { config: { 'http-snippet': '' }, proxySetHeaders: {} },
      }),
    ).toEqual({ groups: [NOBODY], closed: false });
  });
  test('ask for nobody where the map is that of other places', () => {
    const program = new Program();
    const other = program.sso({ edge: edge() });
    other.protect(
      WebApplication.ofService('w', {
        port: 80,
        podLabels: { a: 'b' },
        routes: [{ path: '/api/v2/silences', purpose: Purpose.WRITE, methods: ['POST'] }],
      }),
      {
        path: '/alertmanager',
        read: [program.realm.addGroup('developers')],
        write: [program.realm.addGroup('operators')],
      },
    );
    expect(asked('/alertmanager/api/v2/silences', 'GET', valuesOf(other)).groups).toEqual([NOBODY]);
  });
  test(
    'keep their places when grants alone change, so that map and Ingresses can be installed one ' + 'after the other',
    () => {
      const { sso: later } = alertmanagerProgram({}, '/alertmanager', ['operators', 'editors']);
      expect(asked('/alertmanager/api/v2/silences', 'POST', valuesOf(later)).groups).toEqual([
        NOBODY,
        '/operators',
        '/editors',
      ]);
    },
  );
  test('are told apart anew where an application leads a request on to another place', () => {
    const variables = { request_method: 'GET', server_name: host, location_path: '/alertmanager/-' };
    const nginx = new NginxVariables(valuesOf(sso), variables);
    expect(nginx.text(annotation(silences, 'auth-url')!)).toMatch(new RegExp(`=${NOBODY}$`));
    nginx['values'].location_path = '/alertmanager/api/v2/silences';
    expect(nginx.text(annotation(silences, 'auth-url')!)).toMatch(/\/developers,\/operators$/);
  });
  test(
    'have decisions remembered by all that they were made from, the groups apart from what a client sends ' +
      '(finding 3)',
    () => {
      const key = annotation(silences, 'auth-cache-key')!;
      const [variable] = /sent_http_\w+/.exec(annotation(silences, 'auth-url')!)!;
      expect(key).toBe(`\${${variable}}}$http_cookie-_-$http_authorization`);
      const remembered = (method: string, request: object) =>
        new NginxVariables(valuesOf(sso), {
          request_method: method,
          server_name: host,
          location_path: '/alertmanager/api/v2/silences',
          http_cookie: '',
          http_authorization: '',
          ...request,
        }).text(key);
      expect(remembered('GET', { http_cookie: 'a=b' })).toBe(',/developers,/operators}a=b-_-');
      expect(remembered('POST', { http_cookie: 'a=b' })).toBe(',/operators}a=b-_-');
      expect(remembered('GET', {})).toBe(remembered('HEAD', {}));
    },
  );
  test('have no lock on addresses, which would close what is open, and ask people to sign in', () => {
    expect(annotation(silences, 'whitelist-source-range')).toBeUndefined();
    expect(annotation(silences, 'auth-signin')).toContain('/oauth2/start');
  });
  test('ask the map only where they differ', () => {
    expect(manifests.routing('/alertmanager/api/v2/alerts')).toBe(silences);
    expect(manifests.routing('/alertmanager')).toBe(silences);
    for (const path of ['/alertmanager/-', '/alertmanager/-/healthy']) {
      expect(annotation(manifests.routing(path), 'auth-url')).not.toContain('$');
    }
    expect(annotation(manifests.routing('/alertmanager/-'), 'whitelist-source-range')).toBe('0.0.0.0/32');
  });
  test('stand in both files of values', () => {
    for (const file of ['ingress-nginx.yaml', 'ingress-nginx.access-log.yaml']) {
      expect(asked('/alertmanager/api/v2/silences', 'POST', valuesOf(sso, file)).groups).toEqual([
        NOBODY,
        '/operators',
      ]);
    }
  });
  test('share no variable with another sign-on, so that their maps can stand in one controller', () => {
    const names = (other: ReturnType<typeof alertmanagerProgram>) =>
      valuesOf(other.sso).controller.config['http-snippet']!.match(/\$sent_http_\w+/g)!;
    expect(names(alertmanagerProgram())).toEqual(names({ program: undefined as never, sso, manifests }));
    expect(names(alertmanagerProgram({}, '/other'))).not.toEqual(names(alertmanagerProgram()));
  });
  test('need nothing in the controller where none differ', () => {
    const program = new Program();
    const same = program.sso({ edge: edge() });
    same.protect(Prometheus.ofService('p'), { path: '/prometheus', read: [program.realm.addGroup('developers')] });
    expect(JSON.stringify(valuesOf(same))).not.toContain('sent_http');
  });
  test('are answered for HEAD and OPTIONS as for GET', () => {
    const program = new Program();
    const web = program.sso({ edge: edge() });
    web.protect(
      WebApplication.ofService('w', {
        port: 80,
        podLabels: { a: 'b' },
        routes: [{ path: '/x', purpose: Purpose.WRITE, methods: ['GET'] }],
      }),
      {
        path: '/',
        read: [program.realm.addGroup('developers')],
        write: [program.realm.addGroup('operators')],
      },
    );
    const ingress = program.manifests().routing('/x');
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect(asked('/x', method, valuesOf(web), ingress).groups).toEqual(['/operators']);
    }
    expect(web.explain({ url: `https://${host}/x`, method: 'HEAD' }).purpose).toBe(Purpose.WRITE);
  });
  test.each(METHOD_OVERRIDE_HEADERS)(
    'are not changed behind the edge by %s, which other Services go on to get',
    (header) => {
      const values = valuesOf(sso);
      const passedOn = (service: string) =>
        new NginxVariables(values, {
          namespace: 'monitoring',
          service_name: service,
          [`http_${header.toLowerCase().replace(/-/g, '_')}`]: 'POST',
        }).text(values.controller.proxySetHeaders[header]!);
      expect([passedOn('alertmanager'), passedOn('alertmanager-of-another-team')]).toEqual(['', 'POST']);
    },
  );
});

describe('fails when', () => {
  test('Traefik is to read maps of nginx', () =>
    expect(() => Edge.traefikIngress({ trustedProxies: ['10.244.0.0/16'], methodMaps: true } as any)).toThrow(
      /Traefik reads no maps.*fix: use Edge.ingressNginx\(\) with methodMaps or Edge.traefik\(\)/,
    ));
  test('a decision would be remembered without the groups that were asked for (finding 3)', () => {
    const authUrl = `http://proxy/oauth2/auth?allowed_groups=${NOBODY}$sent_http_sso_groups_0123456789ab`;
    expect(() =>
      annotations('path', { 'auth-url': authUrl, 'auth-cache-key': '$http_cookie-_-$http_authorization' }),
    ).toThrow(/requests that were never decided.*sent_http_sso_groups_0123456789ab/);
    expect(() =>
      annotations('path', {
        'auth-url': authUrl,
        'auth-cache-key': '${sent_http_sso_groups_ba9876543210}}$http_cookie-_-$http_authorization',
      }),
    ).toThrow(/requests that were never decided/);
    expect(() =>
      annotations('path', {
        'auth-url': authUrl,
        'auth-cache-key': '${sent_http_sso_groups_0123456789ab}}$http_cookie-_-$http_authorization',
      }),
    ).not.toThrow();
  });
  test.each(['$http_x', '$arg_groups', '$sent_http_sso_groups', '$sent_http_sso_groups_0123456789ab,x'])(
    'a question would hold %s',
    (end) => {
      expect(() => annotations('path', { 'auth-url': `http://proxy/oauth2/auth?allowed_groups=x${end}` })).toThrow(
        /may then ask nobody/,
      );
    },
  );
  test('an exact path and the prefix around it differ in one method', () => {
    const program = new Program();
    const sso = program.sso({ edge: edge() });
    const routes = [
      { path: '/x', purpose: Purpose.READ },
      { path: '/x/y', purpose: Purpose.WRITE, match: PathMatch.EXACT, methods: ['POST'] },
    ];
    expect(() =>
      sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { a: 'b' }, routes }), {
        path: '/',
        read: [program.realm.addGroup('developers')],
        write: [program.realm.addGroup('operators')],
      }),
    ).toThrow(
      joined(
        /do not agree which route of webapplication holds \/x\/y.*/,
        /or use Edge.traefik\(\) \(rule: exact-paths-the-edge-can-prefer\)$/,
      ),
    );
  });
  test('more identities are named than nginx can read at once', () => {
    const program = new Program();
    const groups = Array.from({ length: 40 }, (_, index) => program.realm.addGroup(`${'x'.repeat(100)}${index}`));
    expect(() => program.sso().protect(Prometheus.ofService('p'), { path: '/', read: groups })).toThrow(
      /more identities than the controller can ask about; got "40 identities, 4\d+ characters"/,
    );
  });
});

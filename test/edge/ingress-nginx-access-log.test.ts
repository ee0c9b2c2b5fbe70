import { describe, expect, test } from '@jest/globals';
import { accessLog } from '../../lib/edge/ingress-nginx/access-log';
import { annotation, prometheusProgram } from '../support/program';

describe('the access log of the controller', () => {
  const { maps, config } = accessLog(['monitoring/prometheus', 'monitoring/grafana', 'monitoring/prometheus'], 1);
  const text = maps.join('\n');

  /** The path as nginx would log it: the first expression that matches decides. */
  function logged(uri: string): string | undefined {
    const patterns = [...text.matchAll(/^ {2}"~([^"]*sso_path[^"]*)" (?:"([^"]*)"|(\S+));$/gm)];
    for (const [, pattern, quoted, plain] of patterns) {
      const match = new RegExp(pattern!).exec(uri);
      if (match) return (quoted ?? plain)!.replace(/\$(\w+)/g, (_, name) => match.groups![name]!);
    }
    return undefined;
  }

  test.each([
    ['/prometheus/graph', '/prometheus/graph'],
    ['/oauth2/callback?code=secret&state=secret', '/oauth2/callback'],
    ['/?secret', '/'],
    ['/a%3Fb/../c;d?secret?secret', '/a%3Fb/../c;d'],
    ['/a\xffsecret?b', '/a…'],
    ['/a"b\\c', '/a"b\\c'],
    ['/a?b\xff', '/a'],
    ['', ''],
    [`/${'"'.repeat(1999)}?secret`, `/${'"'.repeat(1999)}`],
    [`/${'"'.repeat(2000)}?secret`, `/${'"'.repeat(1999)}…`],
  ])('writes %j as %j', (uri, wanted) => expect(logged(uri)).toBe(wanted));

  test('is one JSON object, whatever the values', () => {
    const line = JSON.parse(config['log-format-upstream']!.replace(/"\$\w+"/g, '"x"').replace(/\$\w+/g, '0'));
    expect(Object.keys(line)).toEqual([
      'time',
      'kind',
      'request_id',
      'client',
      'user',
      'method',
      'host',
      'path',
      'status',
      'size',
      'duration',
      'namespace',
      'ingress',
      'service',
    ]);
    expect(config['log-format-escape-json']).toBe('true');
  });
  test('takes nothing from the client but its address, its method and the path', () => {
    const variables = [...config['log-format-upstream']!.matchAll(/\$(\w+)/g)].map(([, name]) => name!);
    expect(
      variables.filter((name) =>
        /^(http_|arg_|args|cookie_|request$|request_uri|req_id|remote_user|upstream_http_|sent_http_)/.test(name),
      ),
    ).toEqual([]);
  });
  test('takes the person from the answer of the proxy, for protected Services alone', () => {
    expect(text).toContain(
      'map "$namespace/$service_name" $sso_user {\n  default "";\n  "~^monitoring/prometheus$" $authHeader1;\n ' +
        ' "~^monitoring/grafana$" $authHeader1;\n}',
    );
    const listed = prometheusProgram()
      .program.manifests()
      .ofKind('Ingress')
      .filter((ingress) => !JSON.stringify(ingress.spec.rules).includes('/oauth2/'))
      .flatMap((ingress) => annotation(ingress, 'auth-response-headers') ?? []);
    expect(listed.length).toBeGreaterThan(1);
    for (const headers of listed) expect(headers.split(',')[1]).toBe('X-Auth-Request-Email');
  });
});

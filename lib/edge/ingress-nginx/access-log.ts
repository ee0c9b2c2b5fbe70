/** Lines of the controller's configuration, and settings of its ConfigMap. */
export interface AccessLog {
  readonly maps: readonly string[];
  readonly config: Readonly<Record<string, string>>;
}

// The path without the query, which can contain an authorization code or a token; in ASCII, since other bytes may not
// be UTF-8; and shortened, since container runtimes split lines of more than 16 KiB, which would hide a request.
const PATH = [
  'map $request_uri $sso_path {',
  '  "~^(?<sso_path_whole>[!-~]{0,2000}?)(?:[?]|$)" $sso_path_whole;',
  '  "~^(?<sso_path_start>[!-~]{0,2000})" "$sso_path_start…";',
  '}',
];

/**
 * The access log as JSON, one object in each line, for all Ingresses of the controller. The id of a request is that of
 * the controller, which the proxy logs too. The status is a text: nginx can write `009`, which is not a number in JSON.
 * @param services the protected Services, as `namespace/name`
 * @param header index of the answer's header that names the person, among those that the annotation lists
 */
export function accessLog(services: readonly string[], header: number): AccessLog {
  const variable = `$authHeader${header}`;
  const line = {
    time: '"$time_iso8601"',
    kind: '"access"',
    request_id: '"$request_id"',
    client: '"$remote_addr"',
    user: '"$sso_user"',
    method: '"$request_method"',
    host: '"$server_name"',
    path: '"$sso_path"',
    status: '"$status"',
    size: '$body_bytes_sent',
    duration: '$request_time',
    namespace: '"$namespace"',
    ingress: '"$ingress_name"',
    service: '"$service_name"',
  };
  return {
    maps: [
      ...PATH,
      // nginx refuses a log format with a variable that is set nowhere, as it is without an Ingress with a sign-on.
      `map "" ${variable} {`,
      '  default "";',
      '}',
      // In Ingresses of other programs, the same variable can contain a token.
      'map "$namespace/$service_name" $sso_user {',
      '  default "";',
      ...[...new Set(services)].map((service) => `  "~^${service}$" ${variable};`),
      '}',
    ],
    config: {
      'log-format-escape-json': 'true',
      'log-format-upstream': `{${Object.entries(line)
        .map(([name, value]) => `"${name}":${value}`)
        .join(',')}}`,
    },
  };
}

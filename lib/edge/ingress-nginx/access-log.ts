/** Lines of the controller's configuration, and settings of its ConfigMap. */
export interface AccessLog {
  readonly maps: readonly string[];
  readonly config: Readonly<Record<string, string>>;
}

// The query may hold an authorization code or a token; what is no ASCII may be no UTF-8 either, and browsers do not
// send it; and container runtimes cut lines of more than 16 KiB in two, which would hide a request.
const PATH = [
  'map $request_uri $sso_path {',
  '  "~^(?<sso_path_whole>[!-~]{0,2000}?)(?:[?]|$)" $sso_path_whole;',
  '  "~^(?<sso_path_start>[!-~]{0,2000})" "$sso_path_start…";',
  '}',
];

/**
 * The access log as JSON, one object on each line, for everybody on the controller. The id is the controller's own,
 * which the proxy logs too. Of a status nginx may make `009`, which is no number in JSON.
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
      // nginx refuses a log with a variable that is nowhere set, as it would be without any Ingress that asks for
      // sign-ons.
      `map "" ${variable} {`,
      '  default "";',
      '}',
      // The same place may hold a token in an Ingress of somebody else.
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

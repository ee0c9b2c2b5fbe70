import { createHash } from 'node:crypto';

/** What the fragment must know. */
export interface FragmentInput {
  readonly cookieName: string;
  /** The proxy's Service, as `namespace/name`: its sign-out needs the session. */
  readonly proxy: string;
  /** Services that get no cookies at all, as `namespace/name`. */
  readonly withoutCookies: readonly string[];
  /** What every Ingress without a sign-on of its own is asked, if anything. */
  readonly globalAuthUrl?: string;
}

/**
 * What must be set on the controller itself, as values for its chart. The proxy keeps the session id that a browser brings to a
 * sign-in, so that somebody who plants a cookie would share the session; and an application that keeps cookies of its own would see the
 * session of everybody. The maps take the session cookie out of every request, except for the one that signs out and the
 * subrequest that asks for a decision, which the controller builds from the client's own headers.
 */
export function controllerFragment(input: FragmentInput): object {
  const { cookieName } = input;
  // Short, as nginx's expressions take names of at most 32 characters; one for each cookie name, as fragments are merged.
  const variable = `sso_${createHash('sha256').update(cookieName).digest('hex').slice(0, 8)}`;
  // As Go's parser reads cookies: split at semicolons, blanks and tabs around names, names told apart by case; `_0`, `_1`, … are
  // the parts of a large session.
  const cookie = `[ \\t]*${cookieName}(?:_[0-9]+)?[ \\t]*=`;
  const rounds = [1, 2, 3, 4];
  const lines = rounds.flatMap((round) => {
    const from = round === 1 ? '$http_cookie' : `$${variable}_${round - 1}`;
    const [before, after] = [`${variable}_before_${round}`, `${variable}_after_${round}`];
    return [
      `map ${from} $${variable}_${round} {`,
      `  default ${from};`,
      `  "~^(?<${before}>(?:.*;)?)${cookie}[^;]*;?(?<${after}>.*)$" "$${before}$${after}";`,
      '}',
    ];
  });
  lines.push(
    `map $${variable}_${rounds.length} $${variable}_stripped {`, // more copies than rounds: no cookie at all
    `  default $${variable}_${rounds.length};`,
    `  "~(?:^|;)${cookie}" "";`,
    '}',
    // The controller sets both variables in every location. This header wins over the one that its annotation would take off.
    // Expressions, since the controller's hash tables have no room for long names.
    `map "$namespace/$service_name" $${variable}_application {`,
    `  default $${variable}_stripped;`,
    ...[...new Set(input.withoutCookies)].map((service) => `  "~^${service}$" "";`),
    '}',
    `map "$namespace/$service_name$uri" $${variable}_cookie {`,
    `  default $${variable}_application;`,
    `  "~^${input.proxy}/oauth2/sign_out$" $http_cookie;`,
    '}',
  );
  return {
    controller: {
      config: {
        'http-snippet': `${lines.join('\n')}\n`,
        ...(input.globalAuthUrl ? { 'global-auth-url': input.globalAuthUrl } : {}),
      },
      proxySetHeaders: { Cookie: `$${variable}_cookie` },
    },
  };
}

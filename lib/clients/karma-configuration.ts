/** An Alertmanager; `url` is the address of the sidecar that forwards to it. */
export interface KarmaServer {
  readonly name: string;
  readonly url: string;
  readonly cluster?: string;
  readonly externalUrl?: string;
  readonly silences: boolean;
  readonly history?: { readonly source: string; readonly url: string };
}

export interface KarmaSettings {
  readonly externalUrl: string;
  readonly port: number;
  readonly identityHeader: string;
  readonly intervalSeconds: number;
  readonly servers: readonly KarmaServer[];
}

/** Returns the configuration file of Karma (`docs/CONFIGURATION.md` of Karma 0.132). */
export function karmaConfiguration({
  externalUrl,
  port,
  identityHeader,
  intervalSeconds,
  servers,
}: KarmaSettings): object {
  const { origin, pathname } = new URL(externalUrl);
  const rewrites = servers.flatMap(({ history }) =>
    history ? [{ source: literally(history.source), uri: history.url }] : [],
  );
  return {
    alertmanager: {
      interval: `${intervalSeconds}s`,
      servers: servers.map((server) => ({
        name: server.name,
        ...(server.cluster ? { cluster: server.cluster } : {}),
        uri: server.url,
        ...(server.externalUrl ? { external_uri: server.externalUrl } : {}),
        // One of the two is always set: without both, browsers send silences directly to the Alertmanager.
        ...(server.silences ? { proxy: true } : { readonly: true }),
      })),
    },
    authentication: { header: { name: identityHeader, value_re: '^(.+)$' } },
    history:
      rewrites.length === 0
        ? { enabled: false }
        : {
            enabled: true,
            // Karma uses the first rule that matches. The address comes from the reader's request, so the last rule
            // discards every address that is not configured.
            rewrite: [...rewrites, { source: '(?s).*', uri: '' }],
          },
    listen: { port, prefix: pathname, cors: { allowedOrigins: [origin] } },
  };
}

/** Returns a Go regular expression that matches this text. Karma anchors the expression. */
function literally(text: string): string {
  return text.replace(/[.+*?()|[\]{}^$\\]/g, '\\$&');
}

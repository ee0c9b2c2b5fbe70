/** An Alertmanager, and at which address of the sidecar Karma finds it. */
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

/** The configuration file of Karma (`docs/CONFIGURATION.md` of Karma 0.132). */
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
        // One of them always: without either, browsers send silences to the Alertmanager themselves.
        ...(server.silences ? { proxy: true } : { readonly: true }),
      })),
    },
    authentication: { header: { name: identityHeader, value_re: '^(.+)$' } },
    history:
      rewrites.length === 0
        ? { enabled: false }
        : {
            enabled: true,
            // The first that matches counts. Readers name the addresses: what is none of those above is asked for
            // nothing.
            rewrite: [...rewrites, { source: '(?s).*', uri: '' }],
          },
    listen: { port, prefix: pathname, cors: { allowedOrigins: [origin] } },
  };
}

/** A regular expression of Go for this text; Karma anchors it. */
function literally(text: string): string {
  return text.replace(/[.+*?()|[\]{}^$\\]/g, '\\$&');
}

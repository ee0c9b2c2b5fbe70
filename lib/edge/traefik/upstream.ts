import { Construct } from 'constructs';
import { IngressRouteSpecRoutesServices, ServersTransport } from '../../imports/traefik.io';
import { affinityCookie, pathOf } from '../affinity';
import { RoutedApplication } from '../routed-application';

type Upstream = Omit<IngressRouteSpecRoutesServices, 'name' | 'port'>;

/** How Traefik connects to an application, and which of its pods it chooses. */
export function upstreamOf(scope: Construct, routed: RoutedApplication): Upstream {
  const { upstreamTls, sessionAffinity } = routed.options ?? {};
  return {
    ...(upstreamTls === undefined ? {} : { scheme: 'https' }),
    ...transportOf(scope, routed),
    ...(sessionAffinity ? affinityOf(routed) : {}),
  };
}

function transportOf(scope: Construct, { namespace, options = {} }: RoutedApplication): Upstream {
  const { readTimeout, connectTimeout, upstreamTls } = options;
  if ([readTimeout, connectTimeout, upstreamTls].every((value) => value === undefined)) return {};
  const seconds = (value?: number) => (value === undefined ? undefined : `${value}s`);
  const { authoritySecret, authorityConfigMap, clientCertificateSecret, serverName } = upstreamTls ?? {};
  const authority = authoritySecret === undefined ? { configMap: authorityConfigMap } : { secret: authoritySecret };
  const transport = new ServersTransport(scope, 'transport', {
    metadata: { namespace },
    spec: {
      ...(upstreamTls === undefined
        ? {}
        : {
            serverName,
            insecureSkipVerify: false,
            rootCAs: [authority],
            certificatesSecrets: clientCertificateSecret === undefined ? undefined : [clientCertificateSecret],
          }),
      forwardingTimeouts:
        readTimeout === undefined && connectTimeout === undefined
          ? undefined
          : { dialTimeout: seconds(connectTimeout), responseHeaderTimeout: seconds(readTimeout) },
    },
  });
  return { serversTransport: transport.name };
}

/**
 * A cookie that the application's requests lose before Traefik chooses a pod would have no effect: there, the address
 * of the client decides.
 */
function affinityOf(routed: RoutedApplication): Upstream {
  if (!routed.receivesCookies) return { strategy: 'hrw' };
  const name = affinityCookie(routed);
  return { sticky: { cookie: { name, path: pathOf(routed), secure: true, httpOnly: true, sameSite: 'lax' } } };
}

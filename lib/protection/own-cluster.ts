import { Names } from 'cdk8s';
import { Construct } from 'constructs';
import { AskedProxy, Cluster } from '../clusters/cluster';
import { EdgeBase } from '../edge/edge-base';
import { Tls } from '../edge/tls';
import { OAuth2Proxy } from '../oauth2-proxy/oauth2-proxy';

/** What the cluster of the sign-on is made from. */
export interface OwnClusterProps {
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly edge: EdgeBase;
  readonly tls: Tls;
  /** Whether sessions are kept in cookies. */
  readonly cookieSessions: boolean;
}

/** The cluster of the sign-on: its edge asks the proxies by their Services. */
export function ownCluster(scope: Construct, proxy: OAuth2Proxy, props: OwnClusterProps): Cluster {
  const { namespace, clusterDomain, edge, tls, cookieSessions } = props;
  // The complete name: an edge may resolve names without a search list.
  const asksAt = ({ proxyService }: AskedProxy) => ({
    address: `http://${proxyService}.${namespace}.svc.${clusterDomain}:${proxy.port}`,
  });
  return {
    scope,
    namespace,
    edge,
    tls,
    asksAt,
    certificates: new Map(),
    signOn: {
      host: proxy.host,
      namespace,
      proxyService: proxy.serviceName,
      proxyPort: proxy.port,
      decider: { ...asksAt({ proxyService: proxy.serviceName }), parameter: 'allowed_groups' },
      cookieName: proxy.cookieName,
      cookieSessions,
      tlsSecret: tls._secretName(Names.toDnsLabel(scope, { extra: ['tls'] })),
    },
  };
}

import { Program } from './program';
import {
  Application,
  Edge,
  HostGuard,
  MachineEntrance,
  MachineEntranceOptions,
  MonitoringSsoProps,
  OAuth2Proxy,
  ProtectedApplication,
  ProtectOptions,
  Secrets,
  Sessions,
  SignOnDomain,
  Tls,
} from '../../lib';

/** A sign-on without the facade, of the same program: what `program.sso(props)` wires, made by hand. */
export function partsOf(program: Program, props: Partial<MonitoringSsoProps> = {}, id = 'sso') {
  const {
    host = 'monitoring.example.com',
    identityProvider = program.realm,
    edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
    tls = Tls.certManager({ issuer: 'letsencrypt' }),
    secrets = Secrets.existing('monitoring-sso'),
    sessions = Sessions.redis(),
    clientId = 'monitoring-sso',
  } = props;
  const proxy = new OAuth2Proxy(program.chart, `${id}-proxy`, {
    ...props.proxy,
    host,
    relyingParty: identityProvider.registerRelyingParty({
      path: program.chart.node.path,
      clientId,
      redirectUri: `https://${host}/oauth2/callback`,
      postLogoutRedirectUris: [`https://${host}/`],
    }),
    clientSecret: secrets.clientSecret,
    cookieSecret: secrets.cookieSecret,
    sessions,
    sessionPassword: sessions.needsPassword ? secrets.redisPassword : undefined,
    trustedProxies: edge.trustedProxies,
    allowFrom: edge.peers,
    requestIdHeader: edge.requestIdHeader,
    rootStatus: edge.asksAtRoot ? 202 : 404,
    cookieName: props.cookieName,
    cookieDomain: props.cookieDomain,
    sessionLifetime: props.sessionLifetime,
    sessionRefresh: props.sessionRefresh,
    proxySettings: props.proxySettings,
    issuerCertificateAuthority: props.issuerCertificateAuthority,
    metrics: props.metrics !== undefined,
    clusterDomain: props.clusterDomain,
  });
  const signOn = new SignOnDomain(program.chart, id, {
    proxy,
    identityProvider,
    edge,
    tls,
    metrics: props.metrics,
    decisionsHost: props.decisionsHost,
    acceptedExceptions: props.acceptedExceptions,
  });
  const { guardHosts, guardBackends, guardEndpoints, guardCertificates, trustedNamespaces } = props;
  new HostGuard(signOn, 'guard', {
    guardHosts,
    guardBackends,
    guardEndpoints,
    guardCertificates,
    trustedNamespaces,
  });
  return {
    proxy,
    signOn,
    protect(application: Application, options: ProtectOptions): ProtectedApplication {
      const { id: name = application.kind.toLowerCase(), ...access } = options;
      return new ProtectedApplication(signOn, name, { ...access, application });
    },
    addMachines: (name: string, options: MachineEntranceOptions) => new MachineEntrance(signOn, name, options),
  };
}

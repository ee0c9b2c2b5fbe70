import { Construct } from 'constructs';
import { TraefikIngressOptions } from './options';
import { abilitiesOf, TRAEFIK_INGRESS } from './product';
import { refuse } from '../../errors';
import { IngressEdge } from '../ingress/ingress-edge';
import { edgesThat } from '../products';
import { RoutedApplication } from '../routed-application';
import { SignOn } from '../sign-on';
import { ACCESS_LOG, headerLimits, OTHER_PROVIDERS } from '../traefik/static-options';

const PATH = 'Edge.traefikIngress';
// For an entry point with the chart's own name. Other spellings of identity headers are dropped, and encoded slashes
// refused.
const ARGUMENTS = [
  '--entrypoints.websecure.http.aliasheadersstrategy=delete',
  '--entrypoints.websecure.http.encodedcharacters.allowencodedslash=false',
  ...headerLimits(['websecure', 'web']),
  '--providers.kubernetesingressnginx=true',
  // Another namespace would lead Traefik to protected pods.
  '--providers.kubernetesingressnginx.disablesvcexternalname=true',
];
const PROVIDERS = {
  providers: {
    kubernetesCRD: { allowCrossNamespace: false, allowExternalNameServices: false },
    ...OTHER_PROVIDERS.providers,
  },
};

/** Traefik with its provider for the annotations of ingress-nginx. */
export class TraefikIngress extends IngressEdge {
  constructor(options: TraefikIngressOptions) {
    refuseOptionsOfIngressNginx(options);
    super({
      errorPath: PATH,
      name: TRAEFIK_INGRESS.name,
      trustedProxies: options.trustedProxies,
      controllerNamespace: options.controllerNamespace ?? 'traefik',
      controllerPodLabels: options.controllerPodLabels ?? { 'app.kubernetes.io/name': 'traefik' },
      hostNetwork: options.hostNetwork,
      ingressClassName: options.ingressClassName,
      abilities: abilitiesOf(options.encodedSlashesRefused ?? false),
      requestIdHeader: 'X-Request-Id', // Traefik makes none
      reservedIds: [...TRAEFIK_INGRESS.reservedIds],
      reportFiles: [...TRAEFIK_INGRESS.reportFiles],
      errorPages: TRAEFIK_INGRESS.errorPages,
      toDecodePaths:
        'refuse encoded slashes on the entry point (report/values/traefik.yaml) and say so with ' +
        'encodedSlashesRefused: true',
    });
  }

  public renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void {
    if (routed.options?.sessionAffinity && !routed.receivesCookies && !routed.machines) {
      refuse({
        path: scope.node.path,
        what: `the cookie of sessionAffinity is removed with all others that ${routed.id} does not receive`,
        got: 'sessionAffinity: true',
        allowed: 'an application that receives cookies, or Edge.ingressNginx() or Edge.traefik()',
        fix: 'remove sessionAffinity',
      });
    }
    super.renderApplication(scope, signOn, routed);
  }

  public controllerValues(): { [file: string]: any } {
    return {
      'traefik.yaml': { ...PROVIDERS, additionalArguments: ARGUMENTS },
      'traefik.access-log.yaml': { ...PROVIDERS, additionalArguments: [...ARGUMENTS, ...ACCESS_LOG] },
    };
  }
}

/** Options of `Edge.ingressNginx`, in a program that may not have been checked by a compiler. */
function refuseOptionsOfIngressNginx(options: TraefikIngressOptions): void {
  const { cache, globalLock, methodMaps } = options as { cache?: unknown; globalLock?: boolean; methodMaps?: boolean };
  if (cache !== undefined || globalLock) {
    refuse({
      path: PATH,
      what: 'Traefik ignores cache and globalLock',
      got: Object.keys(options),
      allowed: 'both with Edge.ingressNginx()',
      fix: 'remove cache and globalLock',
    });
  }
  if (methodMaps) {
    refuse({
      path: PATH,
      what: 'Traefik reads no maps of nginx, and its annotations cannot tell methods apart',
      got: methodMaps,
      allowed: 'methodMaps with Edge.ingressNginx()',
      fix: `use ${edgesThat(({ distinguishesMethods }) => distinguishesMethods ?? false)}, which tell methods apart`,
    });
  }
}

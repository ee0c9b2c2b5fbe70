import { each, ifThere } from './cel';
import { Kinds, LISTENER_KINDS } from './demand';
import { records } from './external-dns';
import { HOSTLESS, OWNED } from './names';
import { NamingKind } from './product-guards';

/** Routes of the Gateway API with hosts. */
export const GATEWAY_ROUTE: NamingKind = {
  kinds: [{ apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes'] }],
  demands: ({ is, covers }) => [
    {
      // No host of the sign-on, or a wildcard over one.
      expression: `!has(object.spec.hostnames) || object.spec.hostnames.all(name, !${covers('name')})`,
      message: `hostnames: ${OWNED}`,
    },
    ...records(is),
  ],
  hostless: { expression: 'has(object.spec.hostnames) && size(object.spec.hostnames) > 0', message: HOSTLESS },
};

/** Routes of the Gateway API that have no hosts. */
export const GATEWAY_ROUTES_WITHOUT_HOSTS: Kinds = {
  apiGroup: 'gateway.networking.k8s.io',
  resources: ['tcproutes', 'udproutes'],
};

/** Listeners, from which routes without a host get theirs. A listener for a wildcard is allowed: many share it. */
export const LISTENERS: NamingKind = {
  kinds: LISTENER_KINDS,
  controllers: true,
  demands: ({ isOfOthers }) => [
    {
      // No listener has a host of the sign-on.
      expression: each(
        'object.spec.listeners',
        'listener',
        ifThere('listener.hostname', `!${isOfOthers('listener.hostname')}`),
      ),
      message: `listeners.hostname: ${OWNED}`,
    },
    ...records(isOfOthers),
  ],
  // An edge can serve a TCPRoute of such a listener on every host, before each route of HTTP.
  hostless: {
    expression: each('object.spec.listeners', 'listener', "!has(listener.protocol) || listener.protocol != 'TCP'"),
    message: `a listener of protocol TCP has no host: ${HOSTLESS}`,
  },
};

import { Duration } from 'cdk8s';
import { ControllerValues, NginxVariables, refusedAtOnce } from './nginx-maps';
import { annotation, KubeObject, Manifests } from './program';
import { lockOf, namesIn, routeFor } from './traefik-rules';
import { Edge, EdgeBase, PathMatch } from '../../lib';
import { covers } from '../../lib/access/locations';
import { EdgeAnswer, EdgeRequest, EdgeUnderTest, RenderedProgram } from '../../lib/conformance';

/** Options of every edge. An edge without a cache ignores `cache`. */
export interface EdgeOptions {
  readonly trustedProxies: string[];
  readonly cache?: Duration;
}

/** An edge of the library, and the function with which the tests read its rendered objects. */
export interface InterpretedEdge extends Pick<EdgeUnderTest, 'answers'> {
  edge(options: EdgeOptions): EdgeBase;
}

/** Every edge of the library, by its code in programs. */
export const EDGES: Readonly<Record<string, InterpretedEdge>> = {
  'Edge.ingressNginx()': { edge: (options) => Edge.ingressNginx(options), answers: answersOfNginx },
  'Edge.ingressNginx() with methodMaps': {
    edge: (options) => Edge.ingressNginx({ ...options, methodMaps: true }),
    answers: answersOfNginx,
  },
  'Edge.traefikIngress()': {
    edge: ({ trustedProxies }) => Edge.traefikIngress({ trustedProxies }),
    answers: answersOfTraefikByIngresses,
  },
  'Edge.traefikIngress() with encodedSlashesRefused': {
    edge: ({ trustedProxies }) => Edge.traefikIngress({ trustedProxies, encodedSlashesRefused: true }),
    answers: answersOfTraefikByIngresses,
  },
  'Edge.traefik()': { edge: ({ trustedProxies }) => Edge.traefik({ trustedProxies }), answers: answersOfTraefik },
};

/** Returns an edge by its code in programs. */
export const edgeOf = (written: string): EdgeBase => EDGES[written]!.edge({ trustedProxies: ['10.244.0.0/16'] });

interface Hit {
  readonly ingress: KubeObject;
  readonly entry: KubeObject;
}

/** The paths of Ingresses that match a request. */
function hitsOf({ objects }: RenderedProgram, { host, path }: EdgeRequest): Hit[] {
  const holds = (entry: KubeObject) =>
    covers({ path: entry.path, match: entry.pathType === 'Exact' ? PathMatch.EXACT : PathMatch.PREFIX }, path);
  return new Manifests([...objects])
    .ofKind('Ingress')
    .flatMap((ingress) =>
      ingress.spec.rules
        .filter((rule: KubeObject) => rule.host === host)
        .flatMap((rule: KubeObject) => rule.http.paths.filter(holds).map((entry: KubeObject) => ({ ingress, entry }))),
    );
}

/** The decision of an Ingress, with values for the variables in the address of the decision request. */
function answerOf({ ingress, entry }: Hit, text: (value: string) => string): EdgeAnswer {
  const address = annotation(ingress, 'auth-url');
  return {
    service: entry.backend.service.name,
    closed: annotation(ingress, 'whitelist-source-range') === '0.0.0.0/32',
    // At the sign-out, the decision request only checks whether there is a query.
    asksFor: address === undefined || address.endsWith('/robots$is_args.txt') ? undefined : namesIn(text(address)),
  };
}

/** nginx prefers an exact path to a prefix, and a longer prefix to a shorter one. */
function answersOfNginx(rendered: RenderedProgram, request: EdgeRequest): EdgeAnswer | undefined {
  const [hit] = hitsOf(rendered, request).sort(
    (a, b) =>
      Number(b.entry.pathType === 'Exact') - Number(a.entry.pathType === 'Exact') ||
      b.entry.path.length - a.entry.path.length,
  );
  if (!hit) return undefined;
  const values = rendered.controllerValues['ingress-nginx.yaml'] as ControllerValues;
  const nginx = new NginxVariables(values, {
    request_method: request.method,
    server_name: request.host,
    location_path: hit.entry.path,
  });
  const answer = answerOf(hit, (value) => nginx.text(value));
  return { ...answer, closed: answer.closed || refusedAtOnce(values, nginx) };
}

/** Traefik prefers the longer rule. The rule of a prefix contains the path twice. */
function answersOfTraefikByIngresses(rendered: RenderedProgram, request: EdgeRequest): EdgeAnswer | undefined {
  const lengthOf = ({ entry: { path, pathType } }: Hit) => {
    if (pathType === 'Exact') return `Path(\`${path}\`)`.length;
    return path === '/' ? 'PathPrefix(`/`)'.length : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`.length;
  };
  const [hit] = hitsOf(rendered, request).sort((a, b) => lengthOf(b) - lengthOf(a));
  return hit && answerOf(hit, (value) => value);
}

function answersOfTraefik({ objects }: RenderedProgram, request: EdgeRequest): EdgeAnswer | undefined {
  const manifests = new Manifests([...objects]);
  const route = routeFor(manifests, request);
  if (!route) return undefined;
  const { closed, groups, asked } = lockOf(manifests, route);
  return {
    service: route.services[0].name,
    closed,
    asksFor: asked ? groups.map(decodeURIComponent) : undefined,
  };
}

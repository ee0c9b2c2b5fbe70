import type { KubeObject, Manifests } from './program';

/** The identities in a decision request. */
export function namesIn(address: string): string[] {
  const asked = [...new URL(address).searchParams].filter(([name]) =>
    ['allowed_groups', 'allowed_emails'].includes(name),
  );
  if (asked.length !== 1) throw new Error(`${address} names ${asked.length} lists`);
  return asked[0]![1].split(',');
}

interface Asked {
  readonly host: string;
  readonly path: string;
  readonly method: string;
}

/**
 * The route that Traefik would choose: the matching route with the highest priority. Only one route may have this
 * priority.
 */
export function routeFor(manifests: Manifests, asked: Asked): KubeObject | undefined {
  const routes = manifests
    .ofKind('IngressRoute')
    .filter(({ spec }) => spec.tls)
    .flatMap(({ spec }) => spec.routes as KubeObject[])
    .filter(({ match }) => holds(match, asked));
  const [best, second] = routes.sort((a, b) => b.priority - a.priority);
  if (second !== undefined && second.priority === best!.priority) {
    throw new Error(`two routes with one priority: ${best!.match} and ${second.match}`);
  }
  return best;
}

// Each matcher is replaced by its result. The rest of the rule is also valid JavaScript.
function holds(rule: string, { host, path, method }: Asked): boolean {
  const said: Record<string, (value: string) => boolean> = {
    Host: (value) => value === host,
    Path: (value) => value === path,
    PathPrefix: (value) => path.startsWith(value),
    Method: (value) => value === method,
  };
  const expression = rule.replace(/(\w+)\(`([^`]*)`\)/g, (_, name: string, value: string) =>
    String(said[name]!(value)),
  );
  if (!/^(true|false|[ ()&|])+$/.test(expression)) throw new Error(`not a rule: ${rule}`);
  return new Function(`return ${expression}`)() as boolean;
}

/**
 * The result of a route's middlewares: the groups of the decision request, and whether every request is refused before.
 */
export function lockOf(
  manifests: Manifests,
  route: KubeObject,
): { readonly groups: string[]; readonly closed: boolean; readonly asked: boolean; readonly proxy?: string } {
  const specs = (route.middlewares as { name: string }[]).map(({ name }) => manifests.one('Middleware', name).spec);
  const address = specs.find(({ forwardAuth }) => forwardAuth)?.forwardAuth.address as string | undefined;
  return {
    closed: specs.some(({ ipAllowList }) => ipAllowList?.sourceRange.join() === '0.0.0.0/32'),
    asked: address !== undefined,
    groups: address === undefined ? [] : namesIn(address),
    proxy: address && new URL(address).hostname,
  };
}

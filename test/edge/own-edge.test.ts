import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  EdgeBase,
  EdgeBaseProps,
  Grafana,
  MethodAnswer,
  PathMatch,
  RoutedApplication,
  SignOn,
  WebApplication,
} from '../../lib';
import { covers } from '../../lib/access/locations';
import { edgeConformance, EdgeAnswer, EdgeRequest, RenderedProgram } from '../../lib/conformance';
import { Alertmanager, Manifests, Program, prometheusProgram } from '../support/program';

/** One path of a host, as the toy's program reads it. */
interface ToyRoute {
  readonly host: string;
  readonly path: string;
  readonly match: PathMatch;
  readonly service: string;
  /** Whom the proxy is asked for; nothing for its own endpoints. */
  readonly ask?: string[];
  readonly closed?: boolean;
  readonly removedHeaders?: string[];
}

/** An edge that no program reads, as a user would bring one of their own. */
class ToyEdge extends EdgeBase {
  constructor(props: Partial<EdgeBaseProps> = {}) {
    super({
      name: 'toy',
      trustedProxies: ['10.244.0.0/16'],
      controllerNamespace: 'toy',
      controllerPodLabels: { app: 'toy' },
      abilities: { decodesPaths: true, exactBeforePrefix: true },
      ...props,
    });
  }

  public renderSignOn(scope: Construct, signOn: SignOn): void {
    for (const path of EdgeBase.PUBLIC_ENDPOINTS) {
      this.route(scope, `sign-on${path.replace(/\W/g, '-')}`, signOn.namespace, {
        host: signOn.host,
        path,
        match: PathMatch.EXACT,
        service: signOn.proxyService,
        removedHeaders: EdgeBase.RETURN_ADDRESS_HEADERS,
      });
    }
  }

  public renderApplication(scope: Construct, _signOn: SignOn, routed: RoutedApplication): void {
    for (const [index, { path, match, answers: byMethod }] of routed.locations.entries()) {
      this.route(scope, `route-${index}`, routed.namespace, {
        host: routed.host,
        path,
        match,
        service: routed.service,
        removedHeaders: EdgeBase.IDENTITY_HEADERS,
        ...this.lock(byMethod[0]!),
      });
    }
  }

  /** How a route is protected. */
  protected lock(answer: MethodAnswer): Pick<ToyRoute, 'ask' | 'closed'> {
    return { ask: EdgeBase.claimValuesOf(answer), closed: answer.permitted.length === 0 };
  }

  private route(scope: Construct, id: string, namespace: string, route: ToyRoute): void {
    new ApiObject(scope, id, {
      apiVersion: 'toy.example.com/v1',
      kind: 'ToyRoute',
      metadata: { namespace },
      spec: route,
    });
  }
}

function answers({ objects }: RenderedProgram, { host, path }: EdgeRequest): EdgeAnswer | undefined {
  const rank = ({ match, path: own }: ToyRoute) => (match === PathMatch.EXACT ? 10_000 : 0) + own.length;
  const [route] = new Manifests([...objects])
    .ofKind('ToyRoute')
    .map(({ spec }) => spec as ToyRoute)
    .filter((each) => each.host === host && covers(each, path))
    .sort((a, b) => rank(b) - rank(a));
  return route && { service: route.service, closed: route.closed ?? false, asksFor: route.ask };
}

describe('an edge of a user', () => {
  test('protects an application through the sign-on', () => {
    const { program } = prometheusProgram({ edge: new ToyEdge() });
    const manifests = program.manifests();
    const answer = (path: string) =>
      answers(
        { objects: manifests.objects, controllerValues: {} },
        { host: 'monitoring.example.com', path, method: 'GET' },
      );
    expect(answer('/prometheus/graph')).toEqual({
      service: 'prometheus-operated',
      closed: false,
      asksFor: ['/developers', '/operators'],
    });
    expect(answer('/prometheus/api/v1/write')).toEqual({
      service: 'prometheus-operated',
      closed: true,
      asksFor: [EdgeBase.NOBODY],
    });
    expect(answer('/oauth2/auth')).toBeUndefined();
    expect(manifests.ofKind('Ingress')).toEqual([]);
    expect(JSON.stringify(manifests.one('NetworkPolicy', 'proxy').spec.ingress)).toContain(
      '"kubernetes.io/metadata.name":"toy"',
    );
    expect(program.toml()).toContain('upstreams = [ "static://404" ]');
  });
  test('conforms', async () => {
    expect((await edgeConformance({ edge: new ToyEdge(), answers }, { runs: 15 })).compared).toBeGreaterThan(3);
  }, 600_000);
  test.each<[string, EdgeBase, RegExp]>([
    [
      'leaves a route open',
      new (class extends ToyEdge {
        protected lock(answer: MethodAnswer) {
          return answer.permitted.length === 0 ? { closed: true } : {};
        }
      })(),
      /the route is open: the proxy is not asked/,
    ],
    [
      'forgets that a route is closed',
      new (class extends ToyEdge {
        protected lock({ permitted }: MethodAnswer) {
          return { ask: permitted.map(({ claimValue }) => claimValue) };
        }
      })(),
      /asked for no value, and permits every session/,
    ],
    [
      'asks for every group of the application',
      new (class extends ToyEdge {
        public renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void {
          const permitted = routed.locations.flatMap((location) => location.answers.flatMap((each) => each.permitted));
          const locations = routed.locations.map((location) => ({
            ...location,
            answers: location.answers.map((answer) => ({ ...answer, permitted })),
          }));
          super.renderApplication(scope, signOn, { ...routed, locations });
        }
      })(),
      /the model decides refuse, the edge (sign-in|allow)/,
    ],
    [
      'says that it tells methods apart, and does not',
      new ToyEdge({ abilities: { decodesPaths: true, exactBeforePrefix: true, distinguishesMethods: true } }),
      /the model decides refuse, the edge (sign-in|allow)/,
    ],
    [
      'has a state',
      new (class extends ToyEdge {
        private count = 0;
        protected lock(answer: MethodAnswer) {
          this.count += 1;
          return { ...super.lock(answer), count: this.count };
        }
      })(),
      /the edge has a state/,
    ],
    [
      'writes a file that it does not name',
      new (class extends ToyEdge {
        public controllerValues() {
          return { 'toy.yaml': {} };
        }
      })(),
      /toy\.yaml, which reportFiles lacks/,
    ],
  ])(
    'fails the suite when it %s',
    async (_title, edge, message) => {
      await expect(edgeConformance({ edge, answers }, { runs: 60 })).rejects.toThrow(message);
    },
    600_000,
  );
  test('fails the suite when it refuses everything', async () => {
    class Refusing extends ToyEdge {
      public refusesClaimValue(): string {
        return 'no value at all';
      }
    }
    await expect(edgeConformance({ edge: new Refusing(), answers }, { runs: 20 })).rejects.toThrow(/proves nothing/);
  });
});

describe('what an edge does not say that it can do is refused', () => {
  const bare = () => new ToyEdge({ abilities: undefined });
  const web = (routes: object[]) =>
    WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' }, routes: routes as any });
  const protecting = (routes: object[], edge = bare()) => {
    const program = new Program();
    program.sso({ edge }).protect(web(routes), { read: [program.realm.addGroup('developers')] });
  };
  test('paths that are decoded', () =>
    expect(() => protecting([{ path: '/admin', purpose: 'administer' }])).toThrow(
      /compares paths as they were sent.*fix: grant all of it to the same identities, or use Edge.ingressNginx\(\)/,
    ));
  test('methods', () =>
    expect(() =>
      protecting(
        [{ path: '/x', purpose: 'write', methods: ['POST'] }],
        new ToyEdge({ abilities: { decodesPaths: true } }),
      ),
    ).toThrow(/toy cannot tell methods apart/));
  test('exact paths', () =>
    expect(() =>
      protecting(
        [{ path: '/x', purpose: 'write', match: PathMatch.EXACT }],
        new ToyEdge({ abilities: { decodesPaths: true } }),
      ),
    ).toThrow(/controllers like toy do not agree which route/));
  test('connections of other clusters', () => {
    expect(() => new Program().sso({ edge: bare(), decisionsHost: 'decisions.example.com' })).toThrow(
      /cannot pass connections.*allowed: Edge\.traefik\(\)/,
    );
    const decisions = { host: 'decisions.example.com', namespace: 'x', service: 'x', port: 4180, tlsSecret: 'x' };
    expect(() => bare().renderDecisions(new Program().chart, { ...decisions, askedFrom: [] })).toThrow(
      /\[toy\] the edge cannot pass connections.*allowed: Edge\.traefik\(\)/,
    );
  });
  test('names of identities that need an encoding', () =>
    expect(() => {
      const program = new Program();
      const { realm } = program;
      program.sso({ edge: bare() }).protect(Grafana.ofService('g'), { read: [realm.addGroup('a b')] });
    }).toThrow(/allowed/));
  test('an id that the edge needs for its own objects', () =>
    expect(() => {
      const program = new Program();
      program
        .sso({ edge: new ToyEdge({ reservedIds: ['shared'] }) })
        .protect(Alertmanager.ofService('a'), { id: 'shared-monitoring', read: [program.realm.addGroup('x')] });
    }).toThrow(/id is taken by a part of the sign-on itself/));
  test('routes without a host in other namespaces, which it could serve', () => {
    const { program } = prometheusProgram({ edge: new ToyEdge() });
    expect(JSON.stringify(program.manifests().ofKind('ValidatingAdmissionPolicy'))).toContain(
      'without a host it would be served',
    );
  });
});

test.each<[string, Partial<EdgeBaseProps>, RegExp]>([
  ['trusts every address', { trustedProxies: ['0.0.0.0/0'] }, /\[toy\] trustedProxies trusts everybody/],
  ['has no labels', { controllerPodLabels: {} }, /\[toy\] controllerPodLabels are empty/],
  [
    'has a page that is found in every answer',
    { errorPages: { anyStatus: ['.*'] } },
    /pattern of errorPages is found in/,
  ],
  ['has a page that is no pattern', { errorPages: { notFound: ['('] } }, /pattern of errorPages is not a regular/],
  ['has a namespace that is none', { controllerNamespace: 'A b' }, /\[toy\] controllerNamespace/],
])('an edge of a user fails when it %s', (_title, props, message) => expect(() => new ToyEdge(props)).toThrow(message));

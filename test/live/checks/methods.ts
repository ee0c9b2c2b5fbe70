import path from 'node:path';
import { agreeing } from './access';
import { readAccessTable } from './access-table';
import { attacksOfAnotherShape, NOT_ON_THE_QUICKSTART } from './attack';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { toSilence } from './silence';
import { targetAt } from './target';
import { type Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { METHOD_OVERRIDE_HEADERS } from '../../../lib/edge/method-override-headers';
import { eventually, sleep } from '../../support/process';
import { ask, raw } from '../client/http';
import type { Visitor } from '../client/visitor';
import {
  controllerConfig,
  controllerProxyHeaders,
  currentConfig,
  reconfigure,
  setProxyHeaders,
} from '../edges/ingress-nginx';
import { runFolder } from '../places';
import { methodsCache, methodsHost } from '../programs/methods-sign-on';

const site = `https://${methodsHost}`;
const silences = `${site}/alertmanager/api/v2/silences`;
const report = () => path.join(runFolder, 'methods-sign-on/report');
const nginx = ['ingress-nginx'];
/** The edges that can decide by method. */
const edges = [...nginx, 'traefik-resources'];

/**
 * Grants that differ by method on one path: on ingress-nginx with and without the fragment of the library, on Traefik
 * with its own resources.
 */
export const methods: Area<EdgeScene> = {
  name: 'methods',
  needs: signOnPrograms,
  checks: [
    {
      title:
        'before the controller has the maps, paths with grants by method are closed, and other Ingresses ' +
        'are loaded',
      edges: nginx,
      run: async ({ stack, people, edge }) => {
        const [developer, operator] = await signedIn(people);
        for (const method of ['GET', 'POST']) {
          for (const visitor of [developer, operator]) {
            expectEqual((await visitor.ask(silences, { method })).status, 403, `${method} of somebody signed in`);
          }
          expectEqual((await ask(silences, { method })).status, 302, `${method} of nobody`);
        }
        const neighbour = 'neighbour.example.com';
        stack.names.set(neighbour, [stack.edgePod(edge)!.link.address]);
        await stack.cluster.apply([
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'Ingress',
            metadata: { name: 'neighbour', namespace: 'methods' },
            spec: {
              ingressClassName: 'nginx',
              rules: [
                {
                  host: neighbour,
                  http: {
                    paths: [
                      {
                        path: '/',
                        pathType: 'Prefix',
                        backend: { service: { name: 'notes', port: { number: 3000 } } },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ]);
        await eventually(20, async () =>
          expectEqual((await ask(`http://${neighbour}/`)).status, 200, 'the Ingress of somebody else'),
        );
      },
    },
    {
      title: 'every cell of its access table is correct, for every method and identity',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer, operator] = await signedIn(people);
        const both = people.visitor();
        await both.signIn(await people.guest('/developers', '/operators'), start);
        const nobody = people.visitor();
        await nobody.signIn(await people.guest(), start);
        return agreeing(readAccessTable(report()), [
          NOBODY_SIGNED_IN,
          credential('a developer', developer, 'developers'),
          credential('an operator', operator, 'operators'),
          credential('somebody in both groups', both, 'developers', 'operators'),
          credential('somebody in no group', nobody),
        ]);
      },
    },
    {
      title:
        'a reader can read the silences of Alertmanager, but not create one; an editor can create and expire one; ' +
        'no request is redirected to sign in',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer, operator] = await signedIn(people);
        for (const method of ['GET', 'POST']) {
          expectEqual((await ask(silences, { method })).status, 302, `${method} of nobody`);
        }
        expectEqual((await developer.ask(silences, silence('a reader'))).status, 403, 'the reader makes a silence');
        const made = await operator.ask(silences, silence('an editor'));
        expectEqual(made.status, 200, `the editor makes a silence (${made.body})`);
        const id = (JSON.parse(made.body) as { silenceID: string }).silenceID;
        const one = `${site}/alertmanager/api/v2/silence/${id}`;
        const states = async (visitor: Visitor) =>
          (
            JSON.parse((await visitor.ask(silences)).body) as {
              id: string;
              status: { state: string };
              comment: string;
            }[]
          )
            .filter((each) => each.id === id || each.comment === 'a reader')
            .map(({ comment, status: { state } }) => `${comment} ${state}`);
        expectEqual(await states(developer), ['an editor active'], 'what the reader sees');
        expectEqual((await developer.ask(one, { method: 'DELETE' })).status, 403, 'the reader ends it');
        expectEqual(await states(developer), ['an editor active'], 'what the reader sees after that');
        expectEqual((await operator.ask(one, { method: 'DELETE' })).status, 200, 'the editor ends it');
        expectEqual(await states(developer), ['an editor expired'], 'what the reader sees in the end');
      },
    },
    {
      title:
        'a closed method is refused with status 403 also without a session, and other methods ' +
        'of the path redirect to sign in',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const alerts = `${site}/alertmanager/api/v2/alerts`;
        const [developer, operator] = await signedIn(people);
        for (const asking of [ask, developer.ask.bind(developer), operator.ask.bind(operator)]) {
          expectEqual((await asking(alerts, { method: 'POST' })).status, 403, 'POST');
        }
        expectEqual(
          [(await ask(alerts)).status, (await developer.ask(alerts)).status],
          [302, 200],
          'GET of nobody and of a developer',
        );
      },
    },
    {
      title: 'a decision about a method is cached, but not used for another method (finding 3)',
      edges: nginx,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer, operator] = await signedIn(people);
        const asked = () => (proxyOf(stack).log.match(/"endpoint":"auth"/g) ?? []).length;
        const forgotten = () => sleep(methodsCache().toMilliseconds() + 1000);
        await forgotten();
        const before = asked();
        for (let times = 0; times < 20; times += 1) {
          expectEqual((await developer.ask(silences)).status, 200, 'GET of a reader');
        }
        await sleep(500);
        const questions = asked() - before;
        expect(
          questions >= 1 && questions <= 5,
          `the proxy was asked ${questions} times for 20 requests: nothing is remembered, or the log does not tell`,
        );
        // The key contains the groups before values of the client, so that no header can make two keys equal.
        const keys = [
          {},
          { Authorization: '-_-,/operators' },
          { Authorization: ',operators}' },
          { Cookie: `a=,operators}; ${developer.jar.header(methodsHost)}` },
        ];
        for (let round = 0; round < 3; round += 1) {
          for (const headers of keys) {
            expectEqual((await developer.ask(silences)).status, 200, 'GET of a reader');
            expectEqual(
              (
                await developer.ask(silences, {
                  ...silence('after reading'),
                  headers: { ...silence('').headers, ...headers },
                })
              ).status,
              403,
              `POST of a reader with ${JSON.stringify(headers)}`,
            );
          }
        }
        const late = people.visitor();
        await late.signIn(await people.guest('/developers'), start);
        expectEqual(
          (await late.ask(silences, silence('before reading'))).status,
          403,
          'POST of a reader who has not read',
        );
        expectEqual((await late.ask(silences)).status, 200, 'GET of a reader after a refused POST');
        const places = [
          ['GET', 'drafts', 403],
          ['OPTIONS', 'drafts', 403],
          ['GET', 'drafts', 403],
          ['POST', 'drafts', 403],
          ['GET', 'lists', 200],
          ['POST', 'lists', 403],
        ] as const;
        for (const [method, place, status] of places) {
          expectEqual(
            (await late.ask(`${site}/notes/${place}`, { method })).status,
            status,
            `${method} ${place} of a reader`,
          );
        }
        expectEqual((await operator.ask(`${site}/notes/drafts`)).status, 200, 'GET drafts of an editor');
        await forgotten();
        expectEqual(
          (await developer.ask(silences, silence('much later'))).status,
          403,
          'POST of a reader when all is forgotten',
        );
        return `${questions} questions for 20 requests`;
      },
    },
    {
      title: 'lower-case, unknown and overridden methods give no access',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer] = await signedIn(people);
        const statuses: string[] = [];
        const written = async (method: string) => {
          const { body, headers } = silence('written by hand');
          const lines = [
            `${method} /alertmanager/api/v2/silences HTTP/1.1`,
            `Host: ${methodsHost}`,
            `Cookie: ${developer.jar.header(methodsHost)}`,
            `Content-Type: ${headers['Content-Type']}`,
            `Content-Length: ${body.length}`,
            'Connection: close',
            '',
            body,
          ];
          return (await raw(methodsHost, lines.join('\r\n')))[0]!.status;
        };
        // nginx refuses a method with lower-case letters.
        const misspelled = edge.name === 'ingress-nginx' ? 400 : 403;
        for (const [method, wanted] of [
          ['post', misspelled],
          ['Post', misspelled],
          ['pOST', misspelled],
          ['POST', 403],
          ['POST ', edge.name === 'ingress-nginx' ? 403 : 400],
          ['POSTS', 403],
          ['PROPFIND', 403],
          ['PUT', 403],
          ['PATCH', 403],
          ['DELETE', 403],
        ] as const) {
          const status = await written(method);
          statuses.push(`${JSON.stringify(method)} ${status}`);
          expectEqual(status, wanted, `status for ${JSON.stringify(method)}`);
        }
        for (const header of [
          'X-HTTP-Method-Override',
          'X-HTTP-Method',
          'X-Method-Override',
          'X-Original-Method',
          'X-Forwarded-Method',
        ]) {
          const { body, headers } = silence(header);
          expectEqual(
            (await developer.ask(silences, { method: 'POST', body, headers: { ...headers, [header]: 'GET' } })).status,
            403,
            `POST with ${header}: GET`,
          );
          expectEqual(
            (await developer.ask(silences, { method: 'GET', headers: { [header]: 'POST' } })).status,
            200,
            `GET with ${header}: POST`,
          );
        }
        const comments = (JSON.parse((await developer.ask(silences)).body) as { comment: string }[]).map(
          ({ comment }) => comment,
        );
        expectEqual(
          comments.filter((comment) => comment !== 'an editor'),
          [],
          'silences that nobody was to make',
        );
        return statuses.join(', ');
      },
    },
    {
      title: 'no method override header reaches an application',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer] = await signedIn(people);
        const headers = Object.fromEntries([...METHOD_OVERRIDE_HEADERS, 'X-Kept'].map((name) => [name, 'POST']));
        const { status, body } = await developer.ask(`${site}/notes/lists`, { headers });
        const arrived = (JSON.parse(body) as { headers: Record<string, string> }).headers;
        expectEqual(
          [status, Object.keys(headers).filter((name) => name.toLowerCase() in arrived)],
          [200, ['X-Kept']],
          'headers that the application got',
        );
      },
    },
    {
      title: 'an internal redirect of an application gets the decision for its target',
      edges: nginx,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer, operator] = await signedIn(people);
        const leadOn = `${site}/notes/lists?lead-on=/notes/drafts`;
        expectEqual((await developer.ask(`${site}/notes/lists`)).status, 200, 'the reader where it may read');
        expectEqual((await developer.ask(leadOn)).status, 403, 'the reader where it is led on');
        const answer = await operator.ask(leadOn);
        expectEqual(
          [answer.status, (JSON.parse(answer.body) as { url: string }).url],
          [200, '/notes/drafts'],
          'the editor where it is led on',
        );
      },
    },
    {
      title: 'no attack on paths, hosts, cookies and caches succeeds with grants by method',
      edges,
      run: async ({ stack, people, edge }) => {
        await withMaps(stack, edge);
        const [developer, operator] = await signedIn(people);
        return attacksOfAnotherShape(
          targetAt(report(), [
            credential('a developer', developer, 'developers'),
            credential('an operator', operator, 'operators'),
          ]),
          Object.keys(NOT_ON_THE_QUICKSTART),
        );
      },
    },
  ],
};

const start = `${site}/oauth2/start?rd=${encodeURIComponent(`${site}/alertmanager/`)}`;

const credential = (name: string, { jar }: Visitor, ...claims: readonly string[]): Credential => ({
  name,
  headers: { Cookie: jar.header(methodsHost) },
  signedIn: true,
  claims,
});

const silence = (comment: string) => toSilence({ by: 'test', comment, seconds: 600 });

const proxyOf = ({ pods }: EdgeScene['stack']) =>
  pods.find(({ object }) => object.metadata.namespace === 'methods' && object.metadata.name.includes('proxy'))!;

let sessions: Promise<[Visitor, Visitor]> | undefined;
/** A reader and an editor, signed in once. */
function signedIn(people: EdgeScene['people']): Promise<[Visitor, Visitor]> {
  const sessionOf = async (group: string) => {
    const visitor = people.visitor();
    await visitor.signIn(await people.guest(group), start);
    return visitor;
  };
  return (sessions ??= Promise.all([sessionOf('/developers'), sessionOf('/operators')]));
}

let installed: Promise<void> | undefined;
/**
 * Merges the fragment of this sign-on into the controller's values, which already contain that of another one: maps,
 * locks and headers. Traefik does not need this.
 */
function withMaps(stack: EdgeScene['stack'], { name }: EdgeScene['edge']): Promise<void> {
  if (name !== 'ingress-nginx') return Promise.resolve();
  return (installed ??= (async () => {
    const config = controllerConfig(report());
    const maps = config['http-snippet']!.match(/^map "[^"]+" \$(sent_http_sso_groups|sso_x_)[\s\S]*?^\}\n/gm)!;
    expectEqual(
      maps.length,
      2 + METHOD_OVERRIDE_HEADERS.length,
      'maps of two applications, and of the headers that they do not get',
    );
    const current = await currentConfig(stack.cluster);
    const headers = controllerProxyHeaders(report());
    await setProxyHeaders(
      stack.cluster,
      Object.fromEntries(METHOD_OVERRIDE_HEADERS.map((header) => [header, headers[header]!])),
    );
    await reconfigure(stack.cluster, {
      'http-snippet': `${current['http-snippet']}${maps.join('')}`,
      'location-snippet': config['location-snippet']!,
    });
    const probe = new URL(silences.replace('/silences', '/alerts'));
    await eventually(30, async () =>
      expectEqual((await ask(probe.href, { method: 'POST' })).status, 403, 'a closed method, once the maps are there'),
    );
  })());
}

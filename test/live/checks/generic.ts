import path from 'node:path';
import { attacksOfAnotherShape } from './attack';
import { type Area, type EdgeScene, expect, expectEqual } from './check';
import { signOnPrograms } from './needs';
import { targetAt } from './target';
import { eventually } from '../../support/process';
import { ask } from '../client/http';
import { controllerConfig, reconfigure } from '../edges/ingress-nginx';
import { runFolder } from '../places';
import { dashboardHost } from '../programs/generic-sign-on';

const dashboard = `https://${dashboardHost}`;
const cookie = '__Host-sso_dashboard';

/** An issuer that the library does not manage, an application at the root of its host, sessions in cookies. */
export const generic: Area<EdgeScene> = {
  name: 'generic',
  needs: signOnPrograms,
  checks: [
    {
      title: "an application at the root does not replace the proxy's own endpoints",
      run: async () => {
        const start = await ask(`${dashboard}/oauth2/start?rd=${encodeURIComponent(`${dashboard}/x?y=1`)}`);
        expectEqual(start.status, 302, 'status');
        expect(start.headers.location!.includes('client_id=dashboard'), `sent to ${start.headers.location}`);
      },
    },
    {
      title: 'a member of the granted group reaches the application, which gets the identity but no cookie',
      run: async ({ people }) => {
        const [visitor, person] = [people.visitor(), await people.guest('/developers')];
        const page = await visitor.signIn(person, `${dashboard}/x?y=1`);
        expectEqual([page.status, page.url], [200, `${dashboard}/x?y=1`], 'where it ended');
        const seen = page.body.toLowerCase();
        expect(
          seen.includes(`${person.username}@example.com`),
          `the application does not see who it is: ${page.body.slice(0, 300)}`,
        );
        expect(!seen.includes(cookie.toLowerCase()), 'the application sees the session');
        const size = Math.max(
          ...visitor.setCookies.filter((line) => line.startsWith(cookie)).map((line) => line.length),
        );
        expect(size < 4096, `a cookie of ${size} bytes`);
        return `cookie of ${size} bytes`;
      },
    },
    {
      title: 'another group is refused, and a closed route refuses everyone without a redirect to sign in',
      run: async ({ people }) => {
        const [developer, operator] = [people.visitor(), people.visitor()];
        await developer.signIn(await people.guest('/developers'), dashboard);
        await operator.signIn(await people.guest('/operators'), dashboard);
        expectEqual((await operator.ask(dashboard)).status, 403, 'the operator');
        expectEqual((await developer.ask(`${dashboard}/admin/x`)).status, 403, 'the developer at a closed route');
        expectEqual((await ask(`${dashboard}/admin`)).status, 403, 'nobody at a closed route');
      },
    },
    {
      title: 'with the global lock, an Ingress without its sign-on annotations is closed for everyone (finding 11)',
      edges: ['ingress-nginx'],
      run: async ({ stack, people, edge }) => {
        const developer = people.visitor();
        await developer.signIn(await people.guest('/developers'), dashboard);
        const forgotten = 'http://forgotten.example.com/';
        const headers = { Cookie: developer.jar.header(dashboardHost) };
        stack.names.set('forgotten.example.com', [stack.edgePod(edge)!.link.address]);
        await stack.cluster.apply([
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'Ingress',
            metadata: { name: 'forgotten', namespace: 'dashboard' },
            spec: {
              ingressClassName: 'nginx',
              rules: [
                {
                  host: 'forgotten.example.com',
                  http: {
                    paths: [
                      {
                        path: '/',
                        pathType: 'Prefix',
                        backend: { service: { name: 'dashboard', port: { number: 3000 } } },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ]);
        await eventually(20, async () => expectEqual((await ask(forgotten)).status, 200, 'without the lock'));

        const lock = 'global-auth-url';
        await reconfigure(stack.cluster, {
          [lock]: controllerConfig(path.join(runFolder, 'generic-sign-on/report'))[lock]!,
        });
        try {
          // While nginx reloads, workers with the old configuration also accept requests.
          await eventually(20, async () => {
            for (let times = 0; times < 5; times += 1) {
              expectEqual((await ask(forgotten)).status, 401, 'nobody');
              expectEqual((await ask(forgotten, { headers })).status, 403, 'the developer');
            }
          });
          expectEqual((await developer.ask(dashboard)).status, 200, 'the developer where that is allowed');
        } finally {
          await reconfigure(stack.cluster, { [lock]: null });
        }
      },
    },
    {
      title:
        'no attack on paths, hosts, cookies and addresses succeeds with sessions in cookies and an application ' +
        'at the root',
      edges: ['ingress-nginx'],
      run: async ({ people }) => {
        const [developer, operator] = [people.visitor(), people.visitor()];
        await developer.signIn(await people.guest('/developers'), dashboard);
        await operator.signIn(await people.guest('/operators'), dashboard);
        return attacksOfAnotherShape(
          targetAt(path.join(runFolder, 'generic-sign-on/report'), [
            {
              name: 'a developer',
              headers: { Cookie: developer.jar.header(dashboardHost) },
              signedIn: true,
              claims: ['developers'],
            },
            {
              name: 'an operator',
              headers: { Cookie: operator.jar.header(dashboardHost) },
              signedIn: true,
              claims: ['operators'],
            },
          ]),
        );
      },
    },
    {
      title: 'signing out removes the cookie from the browser',
      run: async ({ people }) => {
        const developer = people.visitor();
        await developer.signIn(await people.guest('/developers'), dashboard);
        await developer.ask(`${dashboard}/oauth2/sign_out`);
        expectEqual((await developer.ask(dashboard)).status, 302, 'status after signing out');
      },
    },
  ],
};

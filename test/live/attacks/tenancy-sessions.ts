import type { InsideAttack } from './inside';
import {
  admitted,
  annotated,
  echoOf,
  edgeAddress,
  ingress,
  inPlace,
  leadingTo,
  rule,
  tenant,
  traefikRoute,
  withoutPolicies,
} from './tenant';
import { Family, held, nothingOpened } from '../../../cli/verify/attack';
import { eventually } from '../../support/process';
import { expect } from '../checks/check';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';
import { secondDomain, secondHosts, secondSessionCookie } from '../programs/second-sign-on';

/** Attacks from another namespace to receive the sessions of people. */
export const TENANCY_SESSIONS: readonly InsideAttack[] = [
  {
    id: 'tenancy-names-below-the-cookie-domain',
    family: Family.TENANCY,
    title: 'no other namespace serves a name below the cookie domain, to which browsers would send the session',
    reason:
      'browsers send a session cookie with a domain to every name below it, and DNS may resolve all of them to ' +
      'the edge',
    reference: 'RFC 6265, 5.1.3; docs/security.md, The cookie domain',
    run: async ({ scene }) => {
      const { people } = scene;
      const evil = `evil.${secondDomain}`;
      const names = [
        evil,
        `a.b.${secondDomain}`,
        secondDomain,
        `*.${secondDomain}`,
        `*.evil.${secondDomain}`,
        '*.example.com',
      ];
      const record = { 'external-dns.alpha.kubernetes.io/hostname': evil };
      const own = rule('mine.example.org', '/', 'Prefix');
      const byRoutes =
        scene.edge.routing === 'ingresses'
          ? [
              ...names.map((name) => ingress('mine', { rules: [rule(name, '/', 'Prefix')] })),
              ingress('mine', { rules: [own, rule(evil)] }),
              ingress('mine', { rules: [rule(undefined, '/', 'Prefix')] }),
              ingress('mine', { defaultBackend: { service: { name: 'stranger', port: { number: 80 } } } }),
              ingress('mine', { rules: [own], tls: [{ hosts: [evil], secretName: 'x' }] }),
              ingress('mine', { rules: [own] }, record),
              ...[evil, evil.toUpperCase(), `a.example.org, ${evil}`, `*.${secondDomain}`, '~^evil\\..*$'].map(
                (alias) => annotated({ 'server-alias': alias }),
              ),
            ]
          : [
              ...[
                `Host(\`${evil}\`)`,
                `Host(\`${evil.toUpperCase()}\`)`,
                `Host(\`mine.example.org\`) || Host(\`${evil}\`)`,
                `HostRegexp(\`^.+\\.${secondDomain}$\`)`,
                'HostRegexp(`.+`)',
                `HostRegexp(\`{any:.+}.${secondDomain}\`)`,
                `Host(\`*.${secondDomain}\`)`,
                'PathPrefix(`/`)',
              ].map((match) => traefikRoute(match)),
              ...[`HostSNI(\`${evil}\`)`, 'HostSNI(`*`)', `HostSNIRegexp(\`^.+\\.${secondDomain}$\`)`].map((match) =>
                traefikRoute(match, 'IngressRouteTCP'),
              ),
            ];
      const attempts = [
        ...byRoutes,
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'mine', namespace: tenant, annotations: record },
          spec: { type: 'LoadBalancer', selector: { app: 'mine' }, ports: [{ port: 443 }] },
        } as unknown as KubeObject,
      ];
      const through = await admitted(scene, attempts);
      // A browser with the session, and the tenant with the received cookie, without the policies. This shows that the
      // policies are the protection.
      const visitor = people.visitor();
      await visitor.signIn(await people.guest('/developers'), `https://${secondHosts.prometheus}/graph`);
      const session = visitor.jar.of(`.${secondDomain}`).get(secondSessionCookie)!;
      expect(
        session !== undefined && visitor.jar.header(evil).includes(session),
        'the browser would not send the session there',
      );
      const echo = await echoOf(scene);
      const replayed = await withoutPolicies(scene, byRoutes.slice(0, 1), () => {
        const objects = [...echo, leadingTo(scene, 'evil', evil, 'stranger')];
        return inPlace(scene, objects, async () => {
          const { body } = await ask(`http://${edgeAddress(scene)}/`, {
            headers: { Host: evil, Cookie: visitor.jar.header(evil) },
          });
          const arrived = /sso_second_sso=([^;"]+)/.exec(body)?.[1];
          return arrived === undefined
            ? undefined
            : (
                await ask(`https://${secondHosts.prometheus}/api/v1/query?query=up`, {
                  headers: { Cookie: `${secondSessionCookie}=${arrived}` },
                })
              ).status;
        });
      });
      nothingOpened(
        through.map(
          ({ kind, spec, metadata }) =>
            `${kind} ${JSON.stringify(spec.rules ?? spec.routes ?? metadata.annotations)} is admitted; a ` +
            `session that arrives at such a host opens Prometheus with status ${replayed}`,
        ),
      );
      // With the values, ingress-nginx removes the session from every request; Traefik cannot.
      expect(
        replayed === (scene.edge.name === 'ingress-nginx' ? undefined : 200),
        `without the policies a session that arrives at such a host opens Prometheus with status ${replayed}`,
      );
      const otherwise =
        replayed === undefined ? 'the edge takes the session off' : 'the session arrives, and opens Prometheus';
      return held(`${attempts.length} objects; without the policies ${otherwise}`);
    },
  },
  {
    id: 'tenancy-sign-outs',
    edges: ['ingress-nginx'],
    family: Family.TENANCY,
    title:
      'a Service of another namespace with the name of a proxy of the sign-on receives no session at its ' + 'sign-out',
    reason: 'the controller forwards the session to the sign-out alone, and identifies it by the name of the Service',
    reference: 'docs/edges.md, Several sign-ons on one ingress-nginx',
    run: async ({ scene }) => {
      const own = (await scene.stack.cluster.all('services')).filter(({ metadata }) =>
        metadata.name.endsWith('-oauth2-proxy'),
      );
      const opened: string[] = [];
      const services = ['mine-sso-c1234567-oauth2-proxy', ...own.map(({ metadata }) => metadata.name)];
      for (const name of services) {
        await inPlace(
          scene,
          [...(await echoOf(scene, name)), leadingTo(scene, 'evil', 'mine.example.org', name)],
          async () => {
            for (const place of [
              '/oauth2/sign_out',
              '/oauth2/sign_out?x',
              '/x/../oauth2/sign_out',
              '/oauth2//sign_out',
              '/',
            ]) {
              // Workers from before a reload accept requests for a short time.
              await eventually(20, async () => {
                const { body } = await ask(`http://${edgeAddress(scene)}${place}`, {
                  headers: {
                    Host: 'mine.example.org',
                    Cookie: `${secondSessionCookie}=canary; __Host-sso_monitoring_sso=canary; mine=1`,
                  },
                });
                if (body.includes('canary')) opened.push(`${name} sees the session at ${place}`);
                expect(
                  body.includes('mine=1'),
                  `the tenant's Service is not asked for ${place}: ${body.slice(0, 200)}`,
                );
              });
            }
          },
        );
      }
      nothingOpened(opened);
      return held(`${services.length} names of Services`);
    },
  },
];

import path from 'node:path';
import type { InsideAttack } from './inside';
import {
  admitted,
  annotated,
  edgeAddress,
  ingress,
  inPlace,
  nothingTaken,
  readsIngresses,
  refused,
  rule,
  serves,
  tenant,
  traefikRoute,
  withoutPolicies,
  withPolicies,
} from './tenant';
import { Family, held } from '../../../cli/verify/attack';
import { host, site } from '../checks/addresses';
import { expect } from '../checks/check';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';
import { runFolder } from '../places';
import { guardsOf } from '../programs/guards';

const parents = host.split('.').slice(1);

/** Attacks of a tenant who may create routes in its own namespace. */
export const TENANCY: readonly InsideAttack[] = [
  {
    id: 'tenancy-hosts',
    family: Family.TENANCY,
    title: 'no Ingress of another namespace takes a host of the sign-on, by its name or by a wildcard of any level',
    reason: 'edges serve the most specific path of a host, from any namespace',
    reference: 'finding 8',
    run: ({ scene }) =>
      refused(scene, [
        ingress('mine', { rules: [rule(host)] }),
        ingress('mine', { rules: [rule('mine.example.org'), rule(host, '/', 'Prefix')] }),
        ingress('mine', { rules: [rule(host, '/oauth2/callback/x', 'Prefix')] }),
        ...parents
          .slice(0, -1)
          .map((_, index) => ingress('mine', { rules: [rule(`*.${parents.slice(index).join('.')}`)] })),
        ingress('mine', { ingressClassName: undefined, rules: [rule(host)] }),
        ingress('mine', { ingressClassName: 'other', rules: [rule(host)] }),
      ]),
  },
  {
    id: 'tenancy-aliases',
    family: Family.TENANCY,
    title:
      'no alias in an annotation takes a host of the sign-on, as a plain name, in a list, as a pattern or in ' +
      'another case',
    reason: 'an annotation can name further hosts of an Ingress, and admission policies seldom check it',
    reference: 'finding 8; ingress-nginx, server-alias',
    run: ({ scene }) =>
      refused(
        scene,
        [
          host,
          host.toUpperCase(),
          `other.example.org,${host}`,
          `other.example.org, ${host} `,
          '~^monitoring\\..*$',
          '~.*',
          `*.${parents.join('.')}`,
          `.${parents.join('.')}`,
          'monitoring.example.*',
          `"${host}"`,
        ].map((alias) => annotated({ 'server-alias': alias })),
      ),
  },
  {
    id: 'tenancy-changes',
    family: Family.TENANCY,
    title: 'an existing Ingress of another namespace cannot be changed so that it takes a host of the sign-on',
    reason: 'a policy for the creation of objects does not see updates',
    reference: 'finding 8',
    run: async ({ scene }) => {
      await scene.stack.cluster.namespace(tenant);
      await scene.stack.cluster.apply([ingress('mine', { rules: [rule('mine.example.org')] })]);
      try {
        return await refused(
          scene,
          [ingress('mine', { rules: [rule(host)] }), annotated({ 'server-alias': host })],
          ['apply'],
        );
      } finally {
        await scene.stack.cluster.kubectl(['delete', 'ingress', '-n', tenant, 'mine']);
      }
    },
  },
  {
    id: 'tenancy-canaries',
    family: Family.TENANCY,
    title: 'no canary of another namespace receives some of the requests',
    reason: 'a canary is an Ingress for the same host and path that may have another backend',
    reference: 'finding 8; ingress-nginx, canary',
    run: ({ scene }) =>
      refused(
        scene,
        [
          { 'canary': 'true', 'canary-weight': '100' },
          { 'canary': 'true', 'canary-by-header': 'Cookie' },
        ].map(
          (annotations) =>
            ({
              ...annotated(annotations),
              spec: { ingressClassName: 'nginx', rules: [rule(host, '/grafana', 'Prefix')] },
            }) as unknown as KubeObject,
        ),
      ),
  },
  {
    id: 'tenancy-redirects',
    edges: readsIngresses,
    family: Family.TENANCY,
    title: 'annotations of another namespace that create further servers take no host of the sign-on',
    reason:
      'from-to-www-redirect makes a server for the name without www.; app-root and default-backend answer ' +
      'where no other route does',
    reference: 'ingress-nginx, from-to-www-redirect',
    run: async ({ scene }) => {
      const redirect = {
        'nginx.ingress.kubernetes.io/from-to-www-redirect': 'true',
        'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
      };
      const www = ingress('www', { rules: [rule(`www.${host}`, '/', 'Prefix')] }, redirect);
      // The policies refuse it, and current edges do not serve it either.
      const answers = await withoutPolicies(scene, [www], () =>
        inPlace(scene, [www], () => ask(`${site}/nothing-is-here`)),
      );
      const { location = '' } = answers.headers;
      expect(!location.includes(`www.${host}`), `sent to ${location} without the policies`);
      return refused(scene, [www]);
    },
  },
  {
    id: 'tenancy-default-backends',
    edges: readsIngresses,
    family: Family.TENANCY,
    title: 'a default backend of another namespace receives no request for a host of the sign-on',
    reason:
      'an Ingress without rules names no host, and answers all requests that no other route answers, with ' +
      'session cookies',
    reference: 'finding 8',
    run: async ({ scene }) => {
      const defaultBackend = { service: { name: 'stranger', port: { number: 80 } } };
      const plain = { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' };
      const beside = await nothingTaken(
        scene,
        [ingress('beside', { defaultBackend, rules: [rule('mine.example.org', '/x', 'Prefix')] }, plain)],
        (mark) => serves(edgeAddress(scene), 'mine.example.org', mark),
      );
      expect(beside.taken.length === 0, `a default backend beside rules takes ${beside.taken.join(', ')}`);
      const catchAll = ingress('catch-all', { defaultBackend }, plain);
      // The sign-on with a cookie domain refuses it on every edge, since it would serve names below the domain.
      const { taken } = await withoutPolicies(scene, [catchAll], () =>
        nothingTaken(scene, [catchAll], (mark) => serves(edgeAddress(scene), 'unknown.example.org', mark)),
      );
      if (scene.edge.name === 'ingress-nginx') {
        expect(taken.length === 0, `taken: ${taken.join(', ')}`);
        return held('two objects, eleven addresses');
      }
      // Traefik serves it on all hosts, so the policy for Traefik refuses it.
      expect(taken.length > 0, 'Traefik serves no default backend on other hosts any more');
      const guards = guardsOf(
        path.join(runFolder, 'guards'),
        host,
        scene.stack.manifests.find(({ kind }) => kind === 'Ingress')!.metadata.namespace!,
      );
      const attempts = [catchAll, ingress('hostless', { rules: [rule(undefined, '/', 'Prefix')] })];
      return withPolicies(
        scene,
        guards,
        async () => (await admitted(scene, attempts)).length === 0,
        () => refused(scene, attempts),
      );
    },
  },
  {
    id: 'tenancy-routes-of-traefik',
    edges: ['traefik-resources'],
    family: Family.TENANCY,
    title:
      'no route of Traefik in another namespace is served on a host of the sign-on, however its rule is ' + 'written',
    reason:
      'a rule is an expression: an alternative without a host matches every host, and strings can contain ' + 'escapes',
    reference: 'finding 8; Traefik, rules and their syntax',
    run: async ({ scene }) => {
      const mine = 'mine.example.org';
      const rules = [
        `Host(\`${host}\`)`,
        `Host(\`${host.toUpperCase()}\`)`,
        `Host(\`${mine}\`, \`${host}\`)`,
        `Host(\`${mine}\`) || PathPrefix(\`/oauth2\`)`,
        `Host(\`${mine}\`) && Path(\`/x\`) || Path(\`/oauth2/callback\`)`,
        `(Host(\`${mine}\`) || Path(\`/oauth2/callback\`))`,
        `Host("${host.replace('.', '\\u002e')}")`,
        `Host("${host.replace('m', '\\x6d')}")`,
        `Host(\`${host.replace('.', '.\r')}\`)`,
        'PathPrefix(`/oauth2`)',
        'HostRegexp(`.+`)',
        `!Host(\`${mine}\`)`,
        `Host(\`${mine}\`) || !Host(\`x\`)`,
      ];
      const routes = [
        ...rules.map((match) => traefikRoute(match)),
        ...['HostSNI(`*`)', `HostSNI(\`${host}\`)`, 'HostSNIRegexp(`.+`)', `HostSNI(\`${mine}\`) || ALPN(\`h2\`)`].map(
          (match) => traefikRoute(match, 'IngressRouteTCP'),
        ),
      ];
      await refused(scene, routes);
      const { taken } = await nothingTaken(
        scene,
        [traefikRoute(`Host(\`${mine}\`) && (PathPrefix(\`/\`) || Path(\`/x\`)) || Host(\`other.example.org\`)`)],
        (mark) => serves(edgeAddress(scene), mine, mark),
      );
      expect(taken.length === 0, `taken: ${taken.join(', ')}`);
      return held(`${routes.length} routes refused, and one served on its own host`);
    },
  },
];

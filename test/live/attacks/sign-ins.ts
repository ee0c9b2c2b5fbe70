import { type InsideAttack, operatorsOnly, readable } from './inside';
import { addOtherClient, authorize, otherClient, otherRedirect } from './tokens-of';
import { Family, held, known } from '../../../cli/verify/attack';
import { sessionIn } from '../../../cli/verify/attacks/attack-requests';
import { eventually } from '../../support/process';
import { host, signInStart, site } from '../checks/addresses';
import { kindOf, expectKind } from '../checks/answers';
import { expect, expectEqual } from '../checks/check';
import { type Answer, ask } from '../client/http';
import type { Person } from '../client/person';
import type { Visitor } from '../client/visitor';

type Target = Parameters<InsideAttack['run']>[0];

/**
 * A person with a session at Keycloak and a sign-in in progress: the authorization request, and its callback, which is
 * not yet followed.
 */
async function underWay(
  { scene: { table } }: Target,
  visitor: Visitor,
  change = (_request: URL) => {},
): Promise<{ request: URL; answer: Answer; callback: string }> {
  visitor.jar.of(host).delete(table.signOn.cookie);
  const start = await visitor.ask(`${signInStart}?rd=${encodeURIComponent(readable)}`);
  const request = new URL(start.headers.location!);
  change(request);
  const answer = await visitor.ask(request.href);
  return { request, answer, callback: answer.headers.location ?? '' };
}

async function signedIn({ scene: { people } }: Target, person: Promise<Person>): Promise<Visitor> {
  const visitor = people.visitor();
  await visitor.signIn(await person, readable);
  return visitor;
}

const guest = (target: Target, ...groups: string[]) => signedIn(target, target.scene.people.guest(...groups));

/** Asserts that this callback started no session. */
function noSession({ scene: { table } }: Target, answer: Answer, what: string): void {
  expect(
    answer.status >= 400 && sessionIn(table, answer) === undefined,
    `${what}: ${answer.status} ${answer.headers.location ?? ''}${sessionIn(table, answer) ? ' and a session' : ''}`,
  );
}

/** The callback with another code or state. */
function changed(callback: string, changes: Readonly<Record<string, string>>): string {
  const url = new URL(callback);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.href;
}

const codeIn = (callback: string) => new URL(callback).searchParams.get('code')!;

/** Parts of a sign-in that are used in another one. */
export const SIGN_INS: readonly InsideAttack[] = [
  {
    id: 'sign-ins-finished-in-another-browser',
    family: Family.SIGN_INS,
    title: 'a callback address of an attacker completes no sign-in in the browser of another person',
    reason: 'the victim would work in the account of the attacker',
    reference: 'RFC 6749, 10.12; RFC 9700, 4.7',
    run: async (target) => {
      const [attacker, victim] = [await guest(target, '/developers'), target.scene.people.visitor()];
      const { callback } = await underWay(target, attacker);
      noSession(target, await victim.ask(callback), 'in a browser without a sign-in');
      await victim.ask(`${signInStart}?rd=${encodeURIComponent(readable)}`);
      noSession(target, await victim.ask(callback), 'in a browser with another sign-in');
      // The attacker's own browser can still use it: the callback itself was valid.
      expect(
        sessionIn(target.table, await attacker.ask(callback)) !== undefined,
        'the callback was worth nothing to anybody',
      );
      return held('two browsers');
    },
  },
  {
    id: 'sign-ins-replayed',
    family: Family.SIGN_INS,
    title: 'a used callback address does not work again, even with the cookie of its sign-in',
    reason: 'histories and logs contain callback addresses',
    reference: 'RFC 6749, 10.5',
    run: async (target) => {
      const attacker = await guest(target, '/developers');
      const { callback } = await underWay(target, attacker);
      const Cookie = attacker.jar.header(host);
      expect(
        sessionIn(target.table, await ask(callback, { headers: { Cookie } })) !== undefined,
        'it was worth nothing the first time',
      );
      noSession(target, await ask(callback, { headers: { Cookie } }), 'the second time');
      return held('refused the second time');
    },
  },
  {
    id: 'sign-ins-with-the-code-of-another-person',
    family: Family.SIGN_INS,
    title: "a stolen code does not work in the attacker's own sign-in",
    reason: 'only PKCE and the nonce bind the code to a sign-in, since the client is the same',
    reference: 'RFC 9700, 4.5',
    run: async (target) => {
      const [attacker, victim] = [await guest(target), await guest(target, '/developers', '/operators')];
      const [own, caught] = [await underWay(target, attacker), await underWay(target, victim)];
      noSession(
        target,
        await attacker.ask(changed(own.callback, { code: codeIn(caught.callback) })),
        'the code of another',
      );
      return held('refused');
    },
  },
  {
    id: 'sign-ins-with-the-code-of-another-client',
    family: Family.SIGN_INS,
    title: 'a code for another client of the realm does not work here',
    reason: 'an operator of another application receives codes of everyone who signs in there',
    reference: 'RFC 9700, 4.4 and 4.5',
    run: async (target) => {
      await addOtherClient(target.scene);
      const [attacker, victim] = [await guest(target), await guest(target, '/developers')];
      const own = await underWay(target, attacker);
      const code = await authorize(victim, { client_id: otherClient, redirect_uri: otherRedirect, scope: 'openid' });
      noSession(target, await attacker.ask(changed(own.callback, { code: code! })), 'the code of another client');
      return held('refused');
    },
  },
  {
    id: 'sign-ins-with-another-state',
    family: Family.SIGN_INS,
    title: 'a changed return address in the state is not used',
    reason: 'the state consists of a nonce and an address, and only the nonce is compared',
    reference: 'oauth2-proxy, encode_state',
    run: async (target) => {
      const addresses = [
        'https://evil.example.org/',
        '//evil.example.org',
        '/\\evil.example.org',
        'javascript:alert(1)',
        'https://monitoring.example.com@evil.example.org/',
      ];
      for (const address of addresses) {
        const visitor = await sharedGuest(target);
        const { callback } = await underWay(target, visitor);
        const [nonce] = new URL(callback).searchParams.get('state')!.split(':') as [string];
        const { status, headers } = await visitor.ask(changed(callback, { state: `${nonce}:${address}` }));
        const place = new URL(headers.location ?? '/', site);
        expect(status >= 400 || place.origin === site, `${address} led to ${place.href}`);
      }
      return held(`${addresses.length} addresses`);
    },
  },
  {
    id: 'sign-ins-with-a-request-of-ones-own',
    family: Family.SIGN_INS,
    title: 'a changed authorization request signs its sender in as before, or not at all',
    reason: 'scopes, nonce and challenge pass through the browser, where its user can change them',
    reference: 'OpenID Connect Core, 3.1.2.1; RFC 7636, 4',
    run: async (target) => {
      const refused = {
        'another nonce': { nonce: 'chosen' },
        'no nonce': { nonce: '' },
        'another challenge': { code_challenge: 'A'.repeat(43) },
        'a plain challenge': { code_challenge_method: 'plain' },
        'another redirect': { redirect_uri: `${site}/grafana/` },
      };
      for (const [what, parameters] of Object.entries(refused)) {
        const visitor = await sharedGuest(target);
        const { callback } = await underWay(target, visitor, (request) => rewrite(request, parameters));
        if (callback.startsWith(`${site}/oauth2/callback`)) noSession(target, await visitor.ask(callback), what);
        else expect(!callback.includes('code='), `${what}: Keycloak sent a code to ${callback}`);
      }
      for (const scope of [
        'openid',
        'openid roles groups offline_access',
        'openid profile email role_list microprofile-jwt organization',
      ]) {
        const visitor = await sharedGuest(target);
        const { callback } = await underWay(target, visitor, (request) => rewrite(request, { scope }));
        if (!callback.startsWith(`${site}/oauth2/callback`)) continue;
        await visitor.ask(callback);
        expectEqual(
          kindOf(await visitor.ask(operatorsOnly)) === 'passed',
          false,
          `an outsider with the scopes ${scope} passes`,
        );
      }
      return held(`${Object.keys(refused).length} requests and three sets of scopes`);
    },
  },
  {
    id: 'sign-ins-with-a-planted-session',
    family: Family.SIGN_INS,
    title: 'an attacker who plants a session cookie before its owner signs in does not share the session',
    reason: 'the proxy keeps the session id that a browser brings to a sign-in',
    reference: 'finding 5',
    run: async (target) => {
      const { people, table, edge } = target.scene;
      const name = table.signOn.cookie;
      const attacker = await guest(target, '/developers');
      const own = attacker.jar.of(host).get(name)!;
      await attacker.ask(`${site}/oauth2/sign_out`);
      const stolen = () => ask(readable, { headers: { Cookie: `${name}=${own}` } });
      // Until the edge no longer caches decisions for the attacker's session.
      await eventually(15, async () => expectKind(await stolen(), 'sign-in', 'the attacker after the sign-out'));
      const victim = people.visitor();
      victim.jar.of(host).set(name, own);
      // Directly to the sign-in, since a refused request in between would remove the planted cookie.
      expectEqual(
        (await victim.signIn(await people.guest('/developers'), `${signInStart}?rd=${encodeURIComponent(readable)}`))
          .status,
        200,
        'the victim',
      );
      const after = kindOf(await stolen());
      if (edge.name === 'ingress-nginx') {
        expectEqual(after, 'sign-in', "the attacker after the victim's sign-in");
        return held('the planted cookie was taken off the callback');
      }
      expectEqual(after, 'passed', "the attacker after the victim's sign-in, where nothing can take the cookie off");
      expect(name.startsWith('__Host-'), 'a sibling host could plant the cookie');
      return known(
        'Traefik cannot take one cookie off a request; only a script on the same host could have planted it',
      );
    },
  },
  {
    id: 'sign-ins-ended-by-another-site',
    family: Family.SIGN_INS,
    title: 'a page of another site can sign a person out, but nothing else',
    reason: 'the sign-out of the proxy is a GET request without protection from forgery',
    reference: 'oauth2-proxy 7.15.3, oauthproxy.go; exception in docs/security.md',
    run: async (target) => {
      const visitor = await guest(target, '/developers');
      const { status } = await visitor.ask(`${site}/oauth2/sign_out`, {
        headers: { 'Origin': 'https://evil.example.org', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' },
      });
      expectEqual(status, 302, 'status of the sign-out');
      expectKind(await visitor.ask(readable), 'sign-in', 'afterwards');
      return known('the person is signed out and signs in again');
    },
  },
];

const guests = new WeakMap<object, Promise<Visitor>>();

/** A person without groups for all attacks on callbacks, since each sign-in at Keycloak takes a second. */
function sharedGuest(target: Target): Promise<Visitor> {
  const existing = guests.get(target.scene.people) ?? guest(target);
  guests.set(target.scene.people, existing);
  return existing;
}

function rewrite(request: URL, parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value === '') request.searchParams.delete(name);
    else request.searchParams.set(name, value);
  }
}

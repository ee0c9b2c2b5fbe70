import { describe, expect, test } from '@jest/globals';
import { IdentityKind, IIdentity, PathMatch, Purpose } from '../../lib';
import { ApplicationAccess } from '../../lib/access/application-access';
import { decide, Outcome } from '../../lib/access/decide';

const group = (name: string): IIdentity => ({
  identityKind: IdentityKind.GROUP,
  displayName: `/${name}`,
  claimValue: `/${name}`,
  claimName: 'groups',
  issuerUrl: 'https://issuer.example.com',
});
const [readers, writers, admins, robots] = ['readers', 'writers', 'admins', 'robots'].map(group);

const application: ApplicationAccess = {
  id: 'app',
  kind: 'App',
  host: 'monitoring.example.com',
  path: '/app',
  routes: [
    { path: '/-', purpose: Purpose.ADMINISTER },
    { path: '/-/healthy', purpose: Purpose.HEALTH, match: PathMatch.EXACT },
    { path: '/write', purpose: Purpose.INGEST },
    { path: '/silences', purpose: Purpose.WRITE, methods: ['POST'] },
    { path: '/closed', purpose: Purpose.HEALTH },
  ],
  grants: {
    [Purpose.READ]: [readers],
    [Purpose.WRITE]: [writers],
    [Purpose.ADMINISTER]: [admins],
    [Purpose.INGEST]: [robots],
  },
};
const ask = (path: string, who?: IIdentity[], method = 'GET', host = 'monitoring.example.com') =>
  decide(
    [application],
    { host, method, path },
    { signedIn: who !== undefined, claims: (who ?? []).map(({ claimValue }) => claimValue) },
  ).outcome;

describe('decide', () => {
  test('a reader may read', () => expect(ask('/app/graph', [readers])).toBe(Outcome.ALLOW));
  test('a reader may not administer', () => expect(ask('/app/-/reload', [readers])).toBe(Outcome.REFUSE));
  test('a reader may not administer with an encoded path', () =>
    expect(ask('/app/-%2Freload', [readers])).toBe(Outcome.REFUSE));
  test('a reader may not administer with dot segments', () =>
    expect(ask('/app/x/..%2f-/reload', [readers])).toBe(Outcome.REFUSE));
  test('an administrator may read', () => expect(ask('/app/graph', [admins])).toBe(Outcome.ALLOW));
  test('an administrator may not write', () => expect(ask('/app/silences', [admins], 'POST')).toBe(Outcome.REFUSE));
  test('a writer may read', () => expect(ask('/app', [writers])).toBe(Outcome.ALLOW));
  test('an identity that may ingest may not read', () => expect(ask('/app', [robots])).toBe(Outcome.REFUSE));
  test('a reader may read at a path that only writers may change', () =>
    expect(ask('/app/silences', [readers])).toBe(Outcome.ALLOW));
  test('a reader may not change at a path that only writers may change', () =>
    expect(ask('/app/silences', [readers], 'POST')).toBe(Outcome.REFUSE));
  test('a request without a session is redirected to sign in', () => expect(ask('/app')).toBe(Outcome.SIGN_IN));
  test('a request without a session is refused at a closed route', () =>
    expect(ask('/app/closed')).toBe(Outcome.REFUSE));
  test('a route without a grant is closed', () =>
    expect(ask('/app/-/healthy', [readers, writers, admins, robots])).toBe(Outcome.REFUSE));
  test('an exact route is more specific than a prefix', () =>
    expect(ask('/app/-/healthy/x', [admins])).toBe(Outcome.ALLOW));
  test('a prefix ends at a segment', () => expect(ask('/application', [readers])).toBe(Outcome.NOT_FOUND));
  test('another host is not found', () =>
    expect(ask('/app', [readers], 'GET', 'other.example.com')).toBe(Outcome.NOT_FOUND));
  test('host and port are compared as a browser sends them', () =>
    expect(ask('/app', [readers], 'GET', 'Monitoring.example.com:443')).toBe(Outcome.ALLOW));
  test('an invalid encoding is refused', () => expect(ask('/app/%zz', [readers])).toBe(Outcome.REFUSE));
  test('paths are case-sensitive', () => expect(ask('/APP', [readers])).toBe(Outcome.NOT_FOUND));
});

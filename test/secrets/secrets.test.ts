import { describe, expect, test } from '@jest/globals';
import { ExternalSecretsOptions, ISessionStore, Secrets, Sessions } from '../../lib';
import { inCase } from '../support/in-case';
import { joined } from '../support/joined';
import { Program, prometheusProgram } from '../support/program';

describe('External Secrets Operator', () => {
  const generatedKeys = (manifests: { ofKind(kind: string): any[] }) =>
    manifests
      .ofKind('ExternalSecret')
      .filter(({ spec }) => spec.dataFrom)
      .map(({ spec }) => [spec.target.name, ...spec.dataFrom.map((entry: any) => entry.rewrite[0].regexp.target)]);

  test('generates every secret once', () => {
    const manifests = prometheusProgram({ secrets: Secrets.externalSecrets() }).program.manifests();
    const external = manifests.ofKind('ExternalSecret');
    expect(external.map(({ spec }) => spec.refreshPolicy)).toEqual(external.map(() => 'CreatedOnce'));
    expect(external.map(({ spec }) => spec.target.creationPolicy)).toEqual(external.map(() => 'Owner'));
    expect(
      new Set(external.flatMap(({ spec }) => spec.dataFrom.map((e: any) => e.sourceRef.generatorRef.name))),
    ).toEqual(new Set([manifests.one('Password').metadata.name]));
    expect(manifests.one('Password').spec).toMatchObject({ length: 32, symbols: 0 });
  });
  // The operator generates every key of a changed Secret again (external-secrets#6640), and adds no key to a Secret
  // that was created before, for example if sessions move from cookies to Redis.
  test('generates each secret apart, in a Secret that cannot be changed by hand', () => {
    const manifests = prometheusProgram({ secrets: Secrets.externalSecrets() }).program.manifests();
    expect(generatedKeys(manifests)).toEqual([
      ['monitoring-sso', 'client-secret'],
      ['monitoring-sso-cookie', 'cookie-secret'],
      ['monitoring-sso-redis', 'redis-password'],
    ]);
    const targets = manifests.ofKind('ExternalSecret').map(({ spec }) => spec.target);
    expect(targets.map(({ immutable }) => immutable)).toEqual([true, true, true]);
  });
  test('changes no ExternalSecret when sessions move from cookies to Redis', () => {
    const made = (sessions: ISessionStore) =>
      prometheusProgram({ secrets: Secrets.externalSecrets(), sessions }).program.manifests().ofKind('ExternalSecret');
    const [before, after] = [made(Sessions.cookie()), made(Sessions.redis())];
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
  });
  const clientSecretStore = {
    storeName: 'vault',
    storeKind: 'ClusterSecretStore',
    remoteKey: 'sso',
    remoteProperty: 'secret',
  };
  const fromStore = (options: ExternalSecretsOptions = {}) =>
    prometheusProgram({ secrets: Secrets.externalSecrets({ clientSecretStore, ...options }) }).program.manifests();

  test('reads the client secret from its store, into a separate Secret', () => {
    const manifests = fromStore();
    expect(manifests.one('ExternalSecret', 'client-secret').spec).toMatchObject({
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      data: [{ secretKey: 'client-secret', remoteRef: { key: 'sso', property: 'secret' } }],
      target: { name: 'monitoring-sso-client', creationPolicy: 'Owner' },
    });
    // The store can change the client secret, so its Secret stays mutable.
    expect(manifests.one('ExternalSecret', 'client-secret').spec.target).not.toHaveProperty('immutable');
    expect(generatedKeys(manifests)).toEqual([
      ['monitoring-sso-cookie', 'cookie-secret'],
      ['monitoring-sso-redis', 'redis-password'],
    ]);
  });
  test.each([undefined, 'team-sso'])(
    'configures the proxy with the Secret of each secret (secretName %j)',
    (secretName) => {
      const manifests = fromStore({ secretName });
      const made = Object.fromEntries(
        manifests
          .ofKind('ExternalSecret')
          .map(({ spec }) => [
            spec.target.name,
            [
              ...(spec.data ?? []).map(({ secretKey }: any) => secretKey),
              ...(spec.dataFrom ?? []).map((entry: any) => entry.rewrite[0].regexp.target),
            ],
          ]),
      );
      const asked = manifests
        .ofKind('Deployment')
        .concat(manifests.ofKind('StatefulSet'))
        .flatMap(({ spec }) => JSON.stringify(spec).match(/"secretKeyRef":\{[^}]*\}/g) ?? [])
        .map((reference) => JSON.parse(`{${reference}}`).secretKeyRef as { name: string; key: string });
      expect(new Set(asked.map(({ key }) => key))).toEqual(
        new Set(['client-secret', 'cookie-secret', 'redis-password']),
      );
      for (const { name, key } of asked) inCase(`${name} has ${key}`, () => expect(made[name]).toContain(key));
    },
  );
  // Since 0.11, the operator allows only one ExternalSecret to write to a Secret (external-secrets#4225).
  test.each([[{}], [{ clientSecretStore }], [{ clientSecretStore, secretName: 'x' }]])(
    'never has two ExternalSecrets for one Secret: %j',
    (options) => {
      const targets = prometheusProgram({ secrets: Secrets.externalSecrets(options) })
        .program.manifests()
        .ofKind('ExternalSecret')
        .map(({ spec }) => spec.target);
      expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
      expect(targets.map(({ creationPolicy }) => creationPolicy)).toEqual(targets.map(() => 'Owner'));
    },
  );
  test.each([
    ['monitoring-sso', {}],
    ['other', { secretName: 'monitoring-sso-client' }],
  ])('fails when two sign-ons of a namespace would write one Secret (%s)', (_title, second) => {
    const program = new Program();
    program.sso({ secrets: Secrets.externalSecrets({ clientSecretStore }) });
    expect(() =>
      program.sso(
        { host: 'second.example.com', clientId: 'second', secrets: Secrets.externalSecrets(second) },
        'second',
      ),
    ).toThrow(
      joined(
        /\[chart\/second\] .*chart\/sso\/.* already writes to this Secret; /,
        /got "monitoring-sso.*fix: give Secrets.externalSecrets a secretName/,
      ),
    );
  });
  test('generates no password without a Redis', () => {
    const manifests = prometheusProgram({
      secrets: Secrets.externalSecrets(),
      sessions: Sessions.cookie(),
    }).program.manifests();
    expect(generatedKeys(manifests)).toEqual([
      ['monitoring-sso', 'client-secret'],
      ['monitoring-sso-cookie', 'cookie-secret'],
    ]);
  });
});

test.each([
  ['Monitoring SSO', {}],
  ['ok', { clientSecret: 'a b' }],
  ['ok', { cookieSecret: '' }],
])('fails when a Secret is called %j with keys %j', (name, keys) => {
  expect(() => Secrets.existing(name, keys)).toThrow(/malformed/);
});

test('no manifest contains a Secret', () =>
  expect(prometheusProgram().program.manifests().ofKind('Secret')).toEqual([]));

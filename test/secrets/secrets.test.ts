import { describe, expect, test } from '@jest/globals';
import { ExternalSecretsOptions, Secrets, Sessions } from '../../lib';
import { inCase } from '../support/in-case';
import { joined } from '../support/joined';
import { Program, prometheusProgram } from '../support/program';

describe('External Secrets Operator', () => {
  test('generates every secret once', () => {
    const manifests = prometheusProgram({ secrets: Secrets.externalSecrets() }).program.manifests();
    const external = manifests.one('ExternalSecret');
    expect(external.spec.refreshPolicy).toBe('CreatedOnce');
    expect(external.spec.target).toEqual({ name: 'monitoring-sso', creationPolicy: 'Owner' });
    expect(external.spec.dataFrom.map((entry: any) => entry.rewrite[0].regexp.target)).toEqual([
      'client-secret',
      'cookie-secret',
      'redis-password',
    ]);
    expect(new Set(external.spec.dataFrom.map((entry: any) => entry.sourceRef.generatorRef.name))).toEqual(
      new Set([manifests.one('Password').metadata.name]),
    );
    expect(manifests.one('Password').spec).toMatchObject({ length: 32, symbols: 0 });
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
    expect(manifests.one('ExternalSecret', 'generated').spec.target).toEqual({
      name: 'monitoring-sso',
      creationPolicy: 'Owner',
    });
    expect(
      manifests.one('ExternalSecret', 'generated').spec.dataFrom.map((entry: any) => entry.rewrite[0].regexp.target),
    ).toEqual(['cookie-secret', 'redis-password']);
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
    const { dataFrom } = prometheusProgram({ secrets: Secrets.externalSecrets(), sessions: Sessions.cookie() })
      .program.manifests()
      .one('ExternalSecret').spec;
    expect(dataFrom).toHaveLength(2);
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

import { describe, expect, test } from 'vitest';
import { Secrets, Sessions } from '../../lib';
import { prometheusProgram } from '../support/program';

describe('External Secrets Operator', () => {
  test('generates every secret once', () => {
    const manifests = prometheusProgram({ secrets: Secrets.externalSecrets() }).program.manifests();
    const external = manifests.one('ExternalSecret');
    expect(external.spec.refreshPolicy).toBe('CreatedOnce');
    expect(external.spec.target).toEqual({ name: 'monitoring-sso', creationPolicy: 'Owner' });
    expect(external.spec.dataFrom.map((entry: any) => entry.rewrite[0].regexp.target)).toEqual(['client-secret', 'cookie-secret', 'redis-password']);
    expect(new Set(external.spec.dataFrom.map((entry: any) => entry.sourceRef.generatorRef.name))).toEqual(new Set([manifests.one('Password').metadata.name]));
    expect(manifests.one('Password').spec).toMatchObject({ length: 32, symbols: 0 });
  });
  test('takes the client secret from its store', () => {
    const manifests = prometheusProgram({ secrets: Secrets.externalSecrets({ clientSecretStore: { storeName: 'vault', storeKind: 'ClusterSecretStore', remoteKey: 'sso', remoteProperty: 'secret' } }) }).program.manifests();
    expect(manifests.one('ExternalSecret', 'client-secret').spec).toMatchObject({
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' }, data: [{ secretKey: 'client-secret', remoteRef: { key: 'sso', property: 'secret' } }], target: { creationPolicy: 'Merge' },
    });
  });
  test('makes no password for a Redis that is not there', () => {
    const { dataFrom } = prometheusProgram({ secrets: Secrets.externalSecrets(), sessions: Sessions.cookie() }).program.manifests().one('ExternalSecret').spec;
    expect(dataFrom).toHaveLength(2);
  });
});

test.each([['Monitoring SSO', {}], ['ok', { clientSecret: 'a b' }], ['ok', { cookieSecret: '' }]])('fails when a Secret is called %j with keys %j', (name, keys) => {
  expect(() => Secrets.existing(name, keys)).toThrow(/malformed/);
});

test('no manifest holds a Secret', () => expect(prometheusProgram().program.manifests().ofKind('Secret')).toEqual([]));

import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { JsonPatch, Lazy, Testing } from 'cdk8s';
import { Certificate } from '../lib/imports/cert-manager.io';
import { IngressRoute, IngressRouteSpecTls } from '../lib/imports/traefik.io';

test('a custom resource is written with its member names, lazy values and patches of unknown fields', () => {
  const chart = Testing.chart();
  const certificate = new Certificate(chart, 'certificate', {
    metadata: { namespace: 'team' },
    spec: { secretName: 'tls', isCA: false, issuerRef: { name: 'issuer' }, privateKey: { algorithm: 'ECDSA' } },
  });
  certificate.addJsonPatch(JsonPatch.add('/spec/newerThanTheSchema', true));
  new IngressRoute(chart, 'route', {
    metadata: {},
    spec: {
      routes: [{ match: 'Host(`a.example.com`)', services: [{ name: 'service', port: 80 }] }],
      tls: Lazy.any({ produce: () => ({ secretName: 'late' }) }) as IngressRouteSpecTls,
    },
  });
  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: certificate.name, namespace: 'team' },
      spec: {
        secretName: 'tls',
        isCA: false,
        issuerRef: { name: 'issuer' },
        privateKey: { algorithm: 'ECDSA' },
        newerThanTheSchema: true,
      },
    },
    {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: expect.stringContaining('route') },
      spec: {
        routes: [{ match: 'Host(`a.example.com`)', services: [{ name: 'service', port: 80 }] }],
        tls: { secretName: 'late' },
      },
    },
  ]);
});

test('a value that the schema does not have is a type error', () => {
  new Certificate(Testing.chart(), 'certificate', {
    spec: {
      secretName: 'tls',
      issuerRef: { name: 'issuer' },
      // @ts-expect-error the type check of npm test compares it with the schema
      privateKey: { algorithm: 'MD5' },
    },
  });
});

test('the package exports every group of custom resources', () => {
  const root = path.join(__dirname, '..');
  const { exports } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const group of fs.readdirSync(path.join(root, 'lib/imports')).filter((name) => !name.startsWith('.'))) {
    const file = exports['./imports/*'].default.replace('*', group);
    expect(fs.existsSync(path.join(root, file))).toBe(true);
  }
});

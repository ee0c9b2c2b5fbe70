import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { provided } from './provided';
import { HttpClient } from '../../cli/verify/http';
import { ApiServerSettings, ServiceAccountDiscovery, ServiceAccountIssuer } from '../../lib';
import { ApiServer } from '../support/api-server';
import { describeIf } from '../support/conditional';
import { eventually, removeFolder, temporaryFolder } from '../support/process';

const DOCUMENTS = ['/.well-known/openid-configuration', '/openid/v1/jwks'];
const HEALTH = ['/livez', '/readyz', '/healthz'];
const ELSEWHERE = [
  '/',
  '/version',
  '/api',
  '/apis',
  '/metrics',
  '/openapi/v2',
  '/openid/v1',
  '/openid/v1/jwks/',
  '/livez/ping',
  '/api/v1/namespaces/default/secrets',
  '/.well-known/openid-configuration/',
];

describeIf(provided.cluster !== undefined)('an API server whose issuer is known elsewhere', () => {
  const issuerUrl = 'https://api.cluster-b.example.com';
  const folder = temporaryFolder('discovery');
  let server: ApiServer;
  let address: string;
  /** Sends a request without credentials. */
  const ask = (place: string) => new HttpClient({ authority: () => readFileSync(server.ca) }).ask(`${address}${place}`);
  const statuses = async (places: readonly string[]) =>
    Object.fromEntries(await Promise.all(places.map(async (place) => [place, (await ask(place)).status] as const)));
  const all = (places: readonly string[], status: number) => Object.fromEntries(places.map((place) => [place, status]));

  beforeAll(async () => {
    const file = path.join(folder, 'authentication.json');
    writeFileSync(file, JSON.stringify(ServiceAccountDiscovery.anonymousAccess()));
    server = await ApiServer.start({
      arguments: [`--authentication-config=${file}`],
      issuerArguments: new ApiServerSettings(new ServiceAccountIssuer({ issuerUrl })).arguments,
    });
    address = JSON.parse(readFileSync(server.access.kubeconfig, 'utf8')).clusters[0].cluster.server;
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    removeFolder(folder);
  }, 120_000);

  test('refuses its documents before the binding, although it allows anonymous requests to them', async () => {
    expect(await statuses(DOCUMENTS)).toEqual(all(DOCUMENTS, 403));
  });

  test('returns only the two documents and its health to everyone with the binding', async () => {
    const chart = Testing.chart();
    new ServiceAccountDiscovery(chart, 'discovery');
    expect(
      await server.kubectl(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: Testing.synth(chart) }),
    ).toMatchObject({ status: 0 });
    await eventually(20, async () => expect(await statuses(DOCUMENTS)).toEqual(all(DOCUMENTS, 200)));
    expect(await statuses(HEALTH)).toEqual(all(HEALTH, 200));
    expect(await statuses(ELSEWHERE)).toEqual(all(ELSEWHERE, 401));
  });

  test('signs tokens with the issuer, and publishes the address of the keys below it', async () => {
    expect(JSON.parse((await ask(DOCUMENTS[0]!)).body)).toMatchObject({
      issuer: issuerUrl,
      jwks_uri: `${issuerUrl}/openid/v1/jwks`,
    });
    expect(JSON.parse((await ask(DOCUMENTS[1]!)).body).keys).toHaveLength(1);
    expect(await server.kubectl(['create', 'serviceaccount', 'writer'])).toMatchObject({ status: 0 });
    const { stdout } = await server.kubectl(['create', 'token', 'writer', '--audience=monitoring-sso']);
    const { iss, aud, sub } = JSON.parse(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString());
    expect({ iss, aud, sub }).toEqual({
      iss: issuerUrl,
      aud: ['monitoring-sso'],
      sub: 'system:serviceaccount:default:writer',
    });
  });
});

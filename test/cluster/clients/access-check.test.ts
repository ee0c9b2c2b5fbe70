import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { AccessCheck, AccessCheckProps, ServiceAccountToken } from '../../../lib';
import { describeIf } from '../../support/conditional';
import { removeFolder, temporaryFolder } from '../../support/process';
import { Pod } from '../container';
import { workloads, type KubernetesObject } from '../objects';
import { Authority, hostsFile, tokenOf, Upstream } from './upstream';
import { provided } from '../provided';

const HOST = 'machines.example.com';

describeIf(provided.curl !== undefined)('the access check', () => {
  const folder = temporaryFolder('access-check');
  let authority: Authority;
  let upstream: Upstream;

  beforeAll(async () => {
    authority = await Authority.create();
    upstream = await Upstream.start(await authority.issue(HOST));
  }, 120_000);
  beforeEach(() => {
    upstream.asked.length = 0;
    upstream.location = undefined;
  });
  afterAll(async () => {
    await upstream?.stop();
    authority?.remove();
    removeFolder(folder);
  }, 120_000);

  async function checked(
    status: number,
    props: Partial<AccessCheckProps> = {},
    token: string | null = tokenOf('checker'),
  ) {
    upstream.decide = () => status;
    const chart = Testing.chart();
    new AccessCheck(chart, 'check', {
      url: `https://${HOST}:${upstream.port}/prometheus/api/v1/query?query=up&match%5B%5D=%7Ba%3D%22b%22%7D`,
      serviceAccountName: 'checker',
      token: new ServiceAccountToken({ audience: 'monitoring-machines' }),
      certificateAuthority: { configMapName: 'authority' },
      ...props,
    });
    const objects = [
      ...Testing.synth(chart),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'authority' },
        data: { 'ca.crt': readFileSync(authority.file, 'utf8') },
      },
    ] as KubernetesObject[];
    const [workload] = workloads(objects);
    const pod = new Pod(workload!, objects, { hostNetwork: true, files: { '/etc/hosts': hostsFile(folder, HOST) } });
    try {
      pod.project('monitoring-sso-token', token === null ? {} : { token });
      const { status: code, stdout, stderr } = await pod.runToEnd('access-check');
      expect(`${stdout}${stderr}`).not.toContain(tokenOf('checker'));
      return { code, text: `${stdout}${stderr}` };
    } finally {
      await pod.stop();
    }
  }

  test('passes with its token, and prints the result', async () => {
    const { code, text } = await checked(200);
    expect(upstream.asked).toMatchObject([
      {
        method: 'GET',
        target: '/prometheus/api/v1/query?query=up&match%5B%5D=%7Ba%3D%22b%22%7D',
        headers: { authorization: `Bearer ${tokenOf('checker')}` },
      },
    ]);
    expect(text).toMatch(/^passed: GET https:\/\/\S+ as checker: status 200, expected 200\n$/);
    expect(code).toBe(0);
  });

  test.each([
    [401, /failed: .* status 401, expected 200 \(no token arrived/],
    [403, /no grant, or a token of another audience or issuer/],
    [500, /failed: .* status 500/],
    [204, /failed/],
  ])('fails when the answer is %d', async (status, said) => {
    const { code, text } = await checked(status);
    expect(text).toMatch(said);
    expect(code).toBe(1);
  });

  test('fails at a redirect to a sign-in page, and does not follow it', async () => {
    upstream.location = `https://${HOST}:${upstream.port}/sign-in`;
    const { code, text } = await checked(302);
    expect(text).toContain('this is an address for people');
    expect(code).toBe(1);
    expect(upstream.asked).toHaveLength(1);
  });

  test('passes when the expected refusal happens, and fails otherwise', async () => {
    expect(await checked(403, { expectStatus: 403 })).toMatchObject({ code: 0 });
    expect(await checked(200, { expectStatus: 403 })).toMatchObject({ code: 1 });
  });

  test('fails and sends nothing when the certificate cannot be verified', async () => {
    const { code, text } = await checked(200, { certificateAuthority: undefined });
    expect(text).toMatch(/status no answer, expected 200/);
    expect(code).toBe(1);
    expect(upstream.asked).toEqual([]);
  });

  test('fails and sends nothing when there is no token', async () => {
    expect(await checked(200, {}, null)).toMatchObject({ code: 1 });
    expect(upstream.asked).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { AccessCheck, AccessCheckProps, ServiceAccountToken } from '../../lib';
import { joined } from '../support/joined';

const token = new ServiceAccountToken({ audience: 'monitoring-machines' });
function job(props: Partial<AccessCheckProps> = {}) {
  const chart = Testing.chart();
  new AccessCheck(chart, 'check', {
    url: 'https://machines.example.com/prometheus/api/v1/query?query=up',
    serviceAccountName: 'checker',
    token,
    ...props,
  });
  return Testing.synth(chart)[0];
}

describe('an access check', () => {
  test('is a Job with the service account that grants name, and only with its own token', () => {
    const { kind, spec } = job();
    expect(kind).toBe('Job');
    expect(spec.template.spec).toMatchObject({
      serviceAccountName: 'checker',
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      volumes: [token.volume],
    });
  });
  test('has its address in the environment, which the shell does not evaluate', () => {
    const [container] = job({ url: 'https://machines.example.com/a?b=;rm%20-rf&c=(x)' }).spec.template.spec.containers;
    expect(container.env).toContainEqual({ name: 'URL', value: 'https://machines.example.com/a?b=;rm%20-rf&c=(x)' });
    expect(container.command[2]).not.toContain('machines.example.com');
  });
  test('prints possible reasons for a refused token, since the proxy answers every invalid token with 403', () => {
    const [container] = job().spec.template.spec.containers;
    expect(container.command[2]).toMatch(
      joined(
        /403\) verdict=failed; hint=' \(no grant, or a token of another audience or issuer, /,
        /or an expired token: see the log of the proxy\)'/,
      ),
    );
    expect(container.command[2]).toMatch(/401\) verdict=failed; hint=' \(no token arrived\)'/);
  });
  test.each<[string, Partial<AccessCheckProps>, RegExp]>([
    ['the address is not https', { url: 'http://machines.example.com' }, /url is not usable as an https address/],
    [
      'the address has a user',
      { url: 'https://a:b@machines.example.com' },
      /a fragment, a user or a password; got "https:\/\/…@machines/,
    ],
    ['the address has only a password', { url: 'https://:b@machines.example.com' }, /a fragment, a user or a password/],
    [
      'the address has brackets',
      { url: 'https://machines.example.com/?match[]=up' },
      /url is not an address.*fix: percent-encode these characters/,
    ],
    ['the address has a dollar', { url: 'https://machines.example.com/$(id)' }, /url is not an address/],
    ['the address has a blank', { url: 'https://machines.example.com/ a' }, /url is not an address/],
    [
      'the token has the mount path of the certificate authority',
      {
        token: new ServiceAccountToken({ audience: 'a', volumeName: 'ca' }),
        certificateAuthority: { configMapName: 'ca' },
      },
      /the same volume name or mount path/,
    ],
    ['the status is invalid', { expectStatus: 99 }, /expectStatus is not the status of an answer/],
    ['the name of the service account is malformed', { serviceAccountName: 'A B' }, /serviceAccountName is malformed/],
  ])('fails when %s', (_, props, message) => expect(() => job(props)).toThrow(message));
});

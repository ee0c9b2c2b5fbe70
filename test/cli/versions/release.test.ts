import { describe, expect, test } from '@jest/globals';
import { imageOf, isOneOf } from '../../../cli/versions/image';
import { isAtLeast, lowestAdmitted, lowestFor, releaseOf } from '../../../cli/versions/release';

describe('the name of an image', () => {
  test.each([
    ['caddy', { repository: 'caddy' }],
    ['caddy:2.11.7-alpine', { repository: 'caddy', tag: '2.11.7-alpine' }],
    ['docker.io/library/caddy:2', { repository: 'library/caddy', tag: '2' }],
    ['localhost/a:1', { repository: 'a', tag: '1' }],
    ['registry:5000/a/b', { repository: 'a/b' }],
    ['registry.example.com:5000/m/valkey/valkey:8.1.8', { repository: 'm/valkey/valkey', tag: '8.1.8' }],
    ['valkey/valkey@sha256:ab', { repository: 'valkey/valkey', digest: 'sha256:ab' }],
    ['r.example/a:1.2@sha256:ab', { repository: 'a', tag: '1.2', digest: 'sha256:ab' }],
  ])('%s is taken apart', (name, parts) =>
    expect(imageOf(name)).toEqual({ tag: undefined, digest: undefined, ...parts }),
  );

  test.each([
    ['quay.io/oauth2-proxy/oauth2-proxy:v1', ['oauth2-proxy/oauth2-proxy'], true],
    ['mirror.example/quay.io/oauth2-proxy/oauth2-proxy:v1', ['oauth2-proxy/oauth2-proxy'], true],
    ['mirror.example/caddy', ['library/caddy', 'caddy'], true],
    ['quay.io/my/caddy', ['library/caddy', 'caddy'], false],
    ['quay.io/my-valkey/valkey', ['valkey/valkey'], false],
  ])('%s is one of %j: %s', (name, names, expected) => expect(isOneOf(imageOf(name), names)).toBe(expected));
});

describe('a tag or version', () => {
  test.each([
    ['v7.15.6', 3, '7.15.6'],
    ['2.11.7-alpine', 3, '2.11.7'],
    ['8.1.10-alpine3.22', 3, '8.1.10'],
    ['1.15.5-chainguard', 3, '1.15.5'],
    ['13.0.1+security-01', 3, '13.0.1'],
    ['13.0.1-security-01', 3, '13.0.1'],
    ['v0.132', 2, '0.132.0'],
    ['9.1.0-rc1', 3, '9.1.0-rc.1'],
    ['9.1.0-rc.2-alpine', 3, '9.1.0-rc.2'],
    ['3.0.0-beta3', 3, '3.0.0-beta.3'],
    ['8.1', 3, undefined],
    ['8', 3, undefined],
    ['latest', 3, undefined],
    ['stable-alpine', 3, undefined],
    ['1.2.3x', 3, undefined],
    ['', 3, undefined],
  ] as const)('%s with %i numbers is the release %s', (text, numbers, release) =>
    expect(releaseOf(text, numbers)).toBe(release),
  );
});

describe('the lowest release', () => {
  const lowest = ['7.2.16', '8.1.10', '9.1.2'];
  test.each([
    ['8.1.10', true, '8.1.10'],
    ['8.1.9', false, '8.1.10'],
    ['7.2.16', true, '7.2.16'],
    ['9.1.2', true, '9.1.2'],
    ['9.1.2-rc.1', false, '9.1.2'],
    // A line that is not listed: what is newer than every line is good, and what is older is below.
    ['10.0.0', true, '9.1.2'],
    ['9.2.0', true, '9.1.2'],
    ['8.0.99', false, '8.1.10'],
    ['9.0.9', false, '9.1.2'],
    ['6.2.0', false, '7.2.16'],
  ])('of the line of %s: good %s, lowest %s', (release, good, expected) => {
    expect(isAtLeast(release, lowest)).toBe(good);
    expect(lowestFor(release, lowest)).toBe(expected);
  });
});

describe('a constraint of Terraform', () => {
  test.each([
    ['>= 5.9.0, < 6.0.0', '5.9.0'],
    ['~> 5.9', '5.9.0'],
    ['~> 5.9.2', '5.9.2'],
    ['5.9.1', '5.9.1'],
    ['= 5.9.1', '5.9.1'],
    ['> 1.10.0', '1.10.1'],
    ['>= 1.11, != 1.12.0', '1.11.0'],
    ['< 6.0.0', undefined],
    ['', undefined],
    ['nonsense', undefined],
  ])('%s admits %s and nothing lower', (constraint, lowest) => expect(lowestAdmitted(constraint)).toBe(lowest));
});

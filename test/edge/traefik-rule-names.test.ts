import { describe, expect, test } from '@jest/globals';
import { NAMES_ITS_HOSTS } from '../../lib/edge/traefik/guards/rule-names';

const allowed = (match: string) => new RegExp(NAMES_ITS_HOSTS).test(match.toLowerCase().replace(/[ \t\n]/g, ''));

describe('a rule of Traefik for another namespace', () => {
  test.each([
    'Host(`a.example.org`)',
    'Host(`a.example.org`, `b.example.org`)',
    'Host(`a.example.org`) || Host(`b.example.org`)',
    'host(`a.example.org`)',
    'Host(`a.example.org`) && PathPrefix(`/x`)',
    'PathPrefix(`/x`) && Host(`a.example.org`)',
    'Host(`a.example.org`) && (PathPrefix(`/x`) || Path(`/y`)) && !Method(`POST`)',
    '(Host(`a.example.org`) || Host(`b.example.org`)) && PathRegexp(`^/(x|y)/.*`)',
    'Host(`a.example.org`) && Path(`/x`) || Host(`b.example.org`) && !(Path(`/y`) && ClientIP(`10.0.0.0/8`))',
    'Host(`a.example.org`)\n  && Header(`X-Y`, `any \\ "thing"`)',
    'HostSNI(`a.example.org`)',
    'HostSNI(`a.example.org`) && ALPN(`h2`)',
  ])('may be %s', (match) => expect(allowed(match)).toBe(true));

  test.each([
    'PathPrefix(`/oauth2`)',
    '',
    'HostRegexp(`.+`)',
    'HostSNI(`*`)',
    '!Host(`a.example.org`)',
    '!(Host(`a.example.org`))',
    '! Host(`a.example.org`) && Path(`/x`)',
    // Served on every host, by the second half.
    'Host(`a.example.org`) || PathPrefix(`/oauth2`)',
    'Host(`a.example.org`) && Path(`/x`) || Path(`/oauth2/callback`)',
    'Path(`/oauth2/callback`) || Host(`a.example.org`)',
    '(Host(`a.example.org`) || Path(`/oauth2/callback`))',
    '(Host(`a.example.org`) && Path(`/x`)) || (Path(`/oauth2/callback`))',
    'Host(`a.example.org`) || HostRegexp(`.+`)',
    'Host(`a.example.org`) || !Host(`b.example.org`)',
    // Read otherwise than they look: escapes, and what Go leaves out of a raw string.
    'Host("a.example.org")',
    'Host("monitoring\\u002eexample.com")',
    'Host("\\x6donitoring.example.com")',
    'Host(`monitor\ring.example.com`)',
    'Host(`a.example.org`) /* ` */ || Path(`/x`) /* ` */',
    'Host(`a.example.org`, `*`)',
    'Header(`X`, `Host(`) && Path(`/x`)',
    'Path(`Host(`)||PathPrefix(`/`)',
  ])('may not be %j', (match) => expect(allowed(match)).toBe(false));
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AcceptedException } from '../../lib';
import { ACCEPTABLE, FINAL_RULES, RULES } from '../../lib/rules';
import { Program, Prometheus } from '../support/program';

const wide: AcceptedException = {
  rule: 'cookie-domain-no-wider',
  subject: 'example.com',
  reason: 'grafana.example.com | follows in March',
};

function programWith(
  acceptedExceptions: AcceptedException[],
  { cookieDomain }: { cookieDomain?: string } = { cookieDomain: 'example.com' },
) {
  const program = new Program();
  const sso = program.sso({ cookieDomain, acceptedExceptions });
  sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [program.realm.addGroup('group')] });
  return { program, sso };
}

describe('a problem that a program accepts', () => {
  test('is an error without the exception, in both halves', () => {
    const { program } = programWith([]);
    expect(() => program.manifests()).toThrow(/the cookie domain is wider.*\(rule: cookie-domain-no-wider\)/);
    expect(() => program.tf()).toThrow(/the cookie domain is wider.*\(rule: cookie-domain-no-wider\)/);
  });
  test('is not an error with the exception', () => {
    const { program } = programWith([wide]);
    expect(() => program.manifests()).not.toThrow();
    expect(() => program.tf()).not.toThrow();
  });
  test('is in the report with its reason', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
    try {
      programWith([wide]).sso.writeReport(folder);
      const { acceptedExceptions } = JSON.parse(readFileSync(path.join(folder, 'access.json'), 'utf8'));
      expect(acceptedExceptions).toEqual([wide]);
      const markdown = readFileSync(path.join(folder, 'access.md'), 'utf8');
      expect(markdown.split('## Accepted exceptions\n')[1]).toMatch(
        /\| cookie-domain-no-wider +\| example.com +\| grafana.example.com \\\| follows in March/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  test('must exist', () => {
    const { program } = programWith([wide, { ...wide, subject: 'other.com' }]);
    expect(() => program.manifests()).toThrow(
      /accepted exception of cookie-domain-no-wider matches no problem; got "other.com"; allowed: example.com;/,
    );
    const { program: narrow } = programWith([wide], {});
    expect(() => narrow.tf()).toThrow(/matches no problem/);
    expect(() => narrow.manifests()).toThrow(/matches no problem.*none, as the rule finds no problem/);
  });
});

describe('an exception is refused', () => {
  test.each(Object.keys({ ...RULES, ...FINAL_RULES }).filter((id) => !(id in ACCEPTABLE)))('of the rule %s', (rule) =>
    expect(() => programWith([{ ...wide, rule }])).toThrow(
      new RegExp(
        `problems that the rule ${rule} finds may not be accepted; .*` +
          'allowed: cookie-domain-no-wider, hosts-are-guarded;',
      ),
    ),
  );
  test('of a rule that does not exist', () =>
    expect(() => programWith([{ ...wide, rule: 'toString' }])).toThrow(/names a rule that does not exist/));
  test.each(['subject', 'reason'] as const)('without a %s', (name) =>
    expect(() => programWith([{ ...wide, [name]: ' ' }])).toThrow(new RegExp(`has no ${name}`)),
  );
  test('of two problems, if it names only one of them', () => {
    const { program, sso } = programWith([wide]);
    const other = Prometheus.ofService('other');
    expect(() => sso.protect(other, { id: 'other', path: '/x', host: 'elsewhere.org', read: [] })).toThrow(
      /the cookie domain does not cover elsewhere.org[^]*granted to an empty list/,
    );
    expect(() => program.manifests()).not.toThrow();
  });
});

import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { prometheusProgram } from '../support/program';

// test/cluster/log-format.test.ts tests the output of Go, and the live area `logs` tests the lines of the real proxy.
const settings = parse(prometheusProgram().program.toml()) as Record<string, string>;

describe.each(['auth_logging_format', 'request_logging_format', 'standard_logging_format'])('%s', (key) => {
  const actions = [...settings[key]!.matchAll(/\{\{(.*?)\}\}/g)].map(([, code]) => code!);
  const [printed, ...others] = actions.filter((code) => !/^(\$|if |with |else|end$)/.test(code));

  test('prints exactly one object', () => {
    expect(others).toEqual([]);
    expect(settings[key]!.replace(/\{\{.*?\}\}/g, '')).toBe('');
    const [, object, values] = /^printf `([^`]*)` ([^`]*)$/.exec(printed!)!;
    expect(
      Object.keys(
        JSON.parse(
          object!
            .replace(/"%[.0-9]*s"/g, '""')
            .replace(/%s/g, '0')
            .replace(/"%s[^"]*"/, '""'),
        ),
      ),
    ).toContain('kind');
    expect(object!.match(/%/g)).toHaveLength(values!.match(/\([^)]*\)|\S+/g)!.length);
  });
  test('quotes every value of a client or the identity provider', () => {
    expect(printed).not.toMatch(/\.(Host|Message|RequestID|RequestURI|Upstream|UserAgent|Username)\b/);
  });
  test('closes every block', () => {
    expect(actions.filter((code) => /^(if|with|range|define) /.test(code))).toHaveLength(
      actions.filter((code) => code === 'end').length,
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { prometheusProgram } from '../support/program';

// What Go makes of them is tested in test/cluster/log-format.test.ts, and the lines of the real proxy in the live area
// `logs`.
const settings = parse(prometheusProgram().program.toml()) as Record<string, string>;

describe.each(['auth_logging_format', 'request_logging_format', 'standard_logging_format'])('%s', (key) => {
  const actions = [...settings[key]!.matchAll(/\{\{(.*?)\}\}/g)].map(([, code]) => code!);
  const [printed, ...others] = actions.filter((code) => !/^(\$|if |with |else|end$)/.test(code));

  test('prints one object, and nothing around it', () => {
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
  test('prints nothing that a client or the identity provider chose as it is', () => {
    expect(printed).not.toMatch(/\.(Host|Message|RequestID|RequestURI|Upstream|UserAgent|Username)\b/);
  });
  test('ends whatever it begins', () => {
    expect(actions.filter((code) => /^(if|with|range|define) /.test(code))).toHaveLength(
      actions.filter((code) => code === 'end').length,
    );
  });
});

import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { prometheusProgram } from '../support/program';

// What Go makes of them is tested in test/cluster/log-format.test.ts, and the lines of the real proxy in the live area `logs`.
const settings = parse(prometheusProgram().program.toml()) as Record<string, string>;

test.each(['auth_logging_format', 'request_logging_format', 'standard_logging_format'])('%s is one line, and ends whatever it begins', (key) => {
  const format = settings[key]!;
  expect(format).not.toMatch(/[\r\n]/);
  const actions = [...format.matchAll(/\{\{(.*?)\}\}/g)].map(([, code]) => code!.split(' ')[0]);
  expect(actions.filter((word) => ['if', 'with', 'range', 'define'].includes(word!))).toHaveLength(actions.filter((word) => word === 'end').length);
});
test('values that a client or the identity provider chose are escaped', () => {
  for (const key of ['auth_logging_format', 'request_logging_format', 'standard_logging_format']) {
    for (const [, code] of settings[key]!.matchAll(/\{\{(.*?)\}\}/g)) {
      expect(code, `printed as it is by ${key}`).not.toMatch(/^\.(Host|Message|RequestID|RequestMethod|RequestURI|Upstream|UserAgent|Username)$/);
    }
  }
});
test('the query of a request is never logged as it is', () => {
  expect([...settings.request_logging_format!.matchAll(/\{\{(.*?)\}\}/g)].map(([, code]) => code).filter((code) => code!.includes('RequestURI') && !/^(else if|if|with) /.test(code!))).toEqual([]);
});

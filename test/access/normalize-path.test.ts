import { describe, expect, test } from '@jest/globals';
import { normalizePath } from '../../lib/access/normalize-path';

describe('a path is normalized as nginx does it', () => {
  test.each([
    ['/prometheus', '/prometheus'],
    ['/prometheus/', '/prometheus/'],
    ['//prometheus//graph', '/prometheus/graph'],
    ['/prometheus/./graph', '/prometheus/graph'],
    ['/prometheus/x/../-/reload', '/prometheus/-/reload'],
    ['/prometheus/-%2Freload', '/prometheus/-/reload'],
    ['/prometheus/%2e%2e/alertmanager', '/alertmanager'],
    ['/prometheus/%2D/reload', '/prometheus/-/reload'],
    ['/prometheus/-%252Freload', '/prometheus/-%2Freload'],
    ['/a/..', '/'],
    ['/', '/'],
  ])('%s is %s', (given, expected) => expect(normalizePath(given)).toBe(expected));

  test.each(['prometheus', '', '/%', '/%zz', '/..', '/a/../..', '/%00'])('%j is not a valid path', (given) =>
    expect(normalizePath(given)).toBeUndefined(),
  );
});

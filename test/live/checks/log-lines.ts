import { readFileSync } from 'node:fs';
import type { Stack } from '../stack';

/** A line of the proxy's log, as docs/audit.md describes it. */
export interface LogLine {
  readonly kind: 'authentication' | 'request' | 'message';
  readonly [field: string]: string | number | null;
}

// The client of Redis and Go's HTTP server write past the proxy's formats.
const FOREIGN = /^redis: \d|^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d http: /;

/** Every line that the proxies have written so far; one that is not in the one form is an error. */
export function proxyLines(stack: Stack): LogLine[] {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return stack.proxies
    .flatMap(({ containers }) => containers)
    .flatMap(({ logFile }) => {
      // The last line may be half written.
      const lines = utf8
        .decode(readFileSync(logFile))
        .split('\n')
        .slice(0, -1)
        .filter((line) => !FOREIGN.test(line));
      return lines.map((line) => {
        try {
          return JSON.parse(line) as LogLine;
        } catch {
          throw new Error(`not JSON: ${line.slice(0, 300)}`);
        }
      });
    });
}

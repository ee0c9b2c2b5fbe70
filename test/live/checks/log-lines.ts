import { readFileSync } from 'node:fs';
import type { Stack } from '../stack';

/** A line of the proxy's log, in the form of docs/audit.md. */
export interface LogLine {
  readonly kind: 'authentication' | 'request' | 'message';
  readonly [field: string]: string | number | null;
}

// The Redis client and Go's HTTP server do not use the log formats of the proxy.
const FOREIGN = /^redis: \d|^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d http: /;

/** Every line of the proxies so far. A line in another form is an error. */
export function proxyLines(stack: Stack): LogLine[] {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return stack.proxies
    .flatMap(({ containers }) => containers)
    .flatMap(({ logFile }) => {
      // The last line may be incomplete.
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

import type { IncomingHttpHeaders } from 'node:http';

/** An answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The lines of all Set-Cookie headers. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/**
 * The address of a Redis, with the patience of those who ask it. go-redis reads it from the query (https://pkg.go.dev/github.com/redis/go-redis/v9#ParseURL).
 * The proxy takes the cookie from everybody whose session it cannot read, so a request waits about 3 s for a server that is being restarted, and 5 s for one
 * that stands still; a server that is away for longer takes the proxy out of its Service before. Measured: docs/reliability.md.
 */
export function redisUrl(scheme: 'redis' | 'rediss', authority: string, database: number): string {
  const patience = 'dial_timeout=500ms&read_timeout=5s&write_timeout=1s&pool_timeout=5s&max_retries=6&min_retry_backoff=250ms&max_retry_backoff=500ms';
  return `${scheme}://${authority}/${database}?${patience}`;
}

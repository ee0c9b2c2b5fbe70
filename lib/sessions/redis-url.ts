/**
 * The address of a Redis, with time-outs in the query, where go-redis reads them
 * (https://pkg.go.dev/github.com/redis/go-redis/v9#ParseURL). The proxy removes the cookie of a session that it cannot
 * read. Therefore a request waits for a Redis that does not answer, longer than the edge waits for the proxy (30 s to
 * 60 s by default): people get an error, and keep their session. Few requests wait, since the readiness probe soon
 * removes the proxy from its Service. Measured: docs/reliability.md.
 */
export function redisUrl(scheme: 'redis' | 'rediss', authority: string, database: number): string {
  const timeOuts =
    'dial_timeout=500ms&read_timeout=30s&write_timeout=5s&pool_timeout=30s&max_retries=300' +
    '&min_retry_backoff=100ms&max_retry_backoff=500ms';
  return `${scheme}://${authority}/${database}?${timeOuts}`;
}

/**
 * The address of a Redis, with the time-outs of its clients. go-redis reads them from the query
 * (https://pkg.go.dev/github.com/redis/go-redis/v9#ParseURL). The proxy deletes the cookie of a person whose session
 * it cannot read. So a request waits for a server that is down or hangs, longer than the 60 s after which
 * ingress-nginx gives up, or the 30 s of Traefik: then people get an error, and keep their session. Few wait, since the
 * readiness probe soon takes the proxy out of its Service. Measured: docs/reliability.md.
 */
export function redisUrl(scheme: 'redis' | 'rediss', authority: string, database: number): string {
  const timeOuts =
    'dial_timeout=500ms&read_timeout=30s&write_timeout=5s&pool_timeout=30s&max_retries=300' +
    '&min_retry_backoff=100ms&max_retry_backoff=500ms';
  return `${scheme}://${authority}/${database}?${timeOuts}`;
}

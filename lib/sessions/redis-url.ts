/**
 * The address of a Redis with time-outs: without them a request waits 3 s on a dead Redis and 9 s on a hung one. go-redis reads them
 * from the query (https://pkg.go.dev/github.com/redis/go-redis/v9#ParseURL); -1 switches its retries off.
 */
export function redisUrl(scheme: 'redis' | 'rediss', authority: string, database: number): string {
  const timeouts = 'dial_timeout=500ms&read_timeout=500ms&write_timeout=500ms&pool_timeout=1s&max_retries=-1';
  return `${scheme}://${authority}/${database}?${timeouts}`;
}

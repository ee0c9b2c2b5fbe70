/**
 * Normalizes a path as nginx does before it compares it with its locations: percent-encodings are decoded once, empty
 * segments are merged, `.` and `..` are resolved
 * (https://nginx.org/en/docs/http/ngx_http_core_module.html#location). Returns `undefined` for an invalid path.
 */
export function normalizePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const segments: string[] = [];
  const parts = decoded.split('/');
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (segments.length === 0) return undefined; // nginx answers 400
      segments.pop();
    } else {
      segments.push(part);
    }
  }
  const last = parts[parts.length - 1];
  const directory = last === '' || last === '.' || last === '..';
  return `/${segments.join('/')}${directory && segments.length > 0 ? '/' : ''}`;
}

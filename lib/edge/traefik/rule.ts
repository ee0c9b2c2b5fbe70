import { PathMatch } from '../../access/application-route';

/** A rule as Traefik writes it. A prefix ends at a segment, which Traefik's own does not. */
export function matcher(host: string, path: string, match: PathMatch, methods?: readonly string[]): string {
  const place =
    match === PathMatch.EXACT
      ? `Path(\`${path}\`)`
      : path === '/'
        ? 'PathPrefix(`/`)'
        : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
  const byMethod =
    methods === undefined ? '' : ` && (${methods.map((method) => `Method(\`${method}\`)`).join(' || ')})`;
  return `Host(\`${host}\`) && ${place}${byMethod}`;
}

/**
 * The longer path first, the whole path before the prefix, and methods before those without: the order in which
 * `decide()` looks.
 */
export function priority(path: string, match: PathMatch, methods?: readonly string[]): number {
  return 1000 + path.length * 4 + (match === PathMatch.EXACT ? 2 : 0) + (methods === undefined ? 0 : 1);
}

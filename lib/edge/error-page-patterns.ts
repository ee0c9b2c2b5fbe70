import { ErrorPages } from './error-pages';
import { refuse } from '../errors';

/** Check the patterns. One that is found in an empty text would be found in every answer of an application. */
export function checkErrorPages(path: string, { anyStatus = [], notFound = [] }: ErrorPages): ErrorPages {
  for (const pattern of [...anyStatus, ...notFound]) {
    const wrong = problemOf(pattern);
    if (wrong === undefined) continue;
    refuse({
      path,
      what: `a pattern of errorPages ${wrong}`,
      got: pattern,
      allowed: 'regular expressions that are found in the text of the edge',
      fix: "write errorPages: { anyStatus: ['<h1>Refused by my-edge</h1>'] }",
    });
  }
  return { anyStatus: [...anyStatus], notFound: [...notFound] };
}

/** The patterns of several edges. */
export function errorPagesOf(edges: readonly { readonly errorPages: ErrorPages }[]) {
  const all = (status: keyof ErrorPages) => [...new Set(edges.flatMap(({ errorPages }) => errorPages[status] ?? []))];
  return { anyStatus: all('anyStatus'), notFound: all('notFound') };
}

/** The problem of a pattern, if it has one. */
export function problemOf(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string') return 'is not a text';
  try {
    return new RegExp(pattern).test('') ? 'is found in an empty text' : undefined;
  } catch {
    return 'is not a regular expression';
  }
}

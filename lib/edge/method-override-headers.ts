/**
 * Headers that override the method of a request in applications made with Rails, Express, ASP.NET or Spring. An edge
 * that tells methods apart removes them, since the decision is about the method in the request line.
 */
export const METHOD_OVERRIDE_HEADERS: readonly string[] = [
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
];

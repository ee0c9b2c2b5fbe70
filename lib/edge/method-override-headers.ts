/**
 * Headers by which a client asks an application to take the request for one of another method. Rails, Express, ASP.NET
 * and Spring read them. An edge that tells methods apart takes them off, since it decides about the request line.
 */
export const METHOD_OVERRIDE_HEADERS: readonly string[] = [
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
];

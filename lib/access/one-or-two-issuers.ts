/** What to do where two issuers have one name. */
export const ONE_OR_TWO =
  'if it is one cluster, use one ServiceAccountIssuer; if there are two, give each an issuer of its own ' +
  '(ApiServerSettings)';

/**
 * Header that gives the proxy the id that ingress-nginx made for a request. `X-Request-Id` would be the client's own:
 * the controller passes on what it was sent.
 */
export const REQUEST_ID_HEADER = 'X-Sso-Request-Id';

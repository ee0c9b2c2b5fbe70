/** The endpoint that ends a session. The proxy replaces `{id_token}` in a return address here by the ID token. */
export const SIGN_OUT = '/oauth2/sign_out';

/**
 * Request headers from which the proxy takes a return address, from any client (oauth2-proxy, `pkg/app/redirect`).
 */
export const RETURN_ADDRESS_HEADERS: readonly string[] = ['X-Auth-Request-Redirect', 'X-Forwarded-Uri'];

/**
 * The proxy's endpoints that browsers need. `/oauth2/auth` and `/oauth2/userinfo` would return e-mail address and
 * groups to any script.
 */
export const PUBLIC_ENDPOINTS: readonly string[] = [
  '/oauth2/start',
  '/oauth2/callback',
  '/oauth2/sign_in',
  SIGN_OUT,
  '/oauth2/static/css/bulma.min.css',
  '/oauth2/static/css/all.min.css', // of its error page
];

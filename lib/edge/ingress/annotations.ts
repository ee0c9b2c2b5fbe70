import { refuse } from '../../errors';

/**
 * The annotations that the library uses, with the values that the controller really accepts (ingress-nginx 1.15.1,
 * `internal/ingress/annotations/parser/validators.go`). They are checked here because the controller's admission
 * webhook lets several malformed values pass and then serves the route without authentication.
 */
// Less the blank, which the controller admits and then breaks on.
const URL_WITH_VARIABLES = /^[-._~a-zA-Z0-9/:,?&=$]+$/;
const VALID: Readonly<Record<string, RegExp>> = {
  // no other variables
  'auth-url':
    /^[-._~a-zA-Z0-9/:,?&=]+(\$sent_http_sso_groups_[0-9a-f]{12})?$|^https?:\/\/[-.:a-z0-9]+\/robots\$is_args\.txt$/,
  'auth-signin': URL_WITH_VARIABLES,
  'auth-response-headers': /^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$/,
  'auth-proxy-set-headers': /^[-a-z0-9]+\/[-.a-z0-9]+$/,
  // No shorter key leaves the library.
  'auth-cache-key': /^(\$\{sent_http_sso_groups_[0-9a-f]{12}\}\})?\$http_cookie-_-\$http_authorization$/,
  'auth-cache-duration': /^200 202 [1-9][0-9]?s$/,
  'auth-always-set-cookie': /^(true|false)$/,
  'enable-global-auth': /^(true|false)$/,
  'ssl-redirect': /^(true|false)$/,
  'force-ssl-redirect': /^(true|false)$/,
  'limit-rps': /^[1-9][0-9]{0,4}$/,
  'proxy-body-size': /^[1-9][0-9]{0,6}k?$/, // 0 would be no limit
  'proxy-request-buffering': /^(on|off)$/,
  'proxy-buffering': /^off$/,
  'proxy-read-timeout': /^[1-9][0-9]{0,3}$/,
  'proxy-send-timeout': /^[1-9][0-9]{0,3}$/,
  'proxy-connect-timeout': /^[1-9][0-9]?$/,
  'affinity': /^cookie$/,
  'session-cookie-name': /^sso_pod_[a-z0-9_]+$/,
  'session-cookie-path': /^\/[-._A-Za-z0-9/]*$/,
  'session-cookie-samesite': /^Lax$/,
  'session-cookie-secure': /^true$/,
  'backend-protocol': /^HTTPS$/,
  'proxy-ssl-secret': /^[-a-z0-9]+\/[-.a-z0-9]+$/,
  'proxy-ssl-verify': /^on$/,
  'proxy-ssl-verify-depth': /^4$/,
  'proxy-ssl-name': /^[-.a-z0-9]+$/,
  'proxy-ssl-server-name': /^on$/,
  'proxy-buffer-size': /^[1-9][0-9]*k$/,
  'whitelist-source-range': /^[0-9]{1,3}(\.[0-9]{1,3}){3}\/[0-9]{1,2}$/,
};

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** The names of the variables in a value. */
export const variablesOf = (value: string = ''): string[] => [...value.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);

/** Annotations by their short names, checked and with their prefix. */
export function annotations(
  path: string,
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const valid = VALID[name];
    if (!valid?.test(value)) {
      refuse({
        path,
        what:
          `the annotation ${PREFIX}${name} would be ignored or misread by the controller, which may then ask ` +
          'nobody to sign in',
        got: value,
        allowed: valid ? `values like ${valid.source}` : `one of ${Object.keys(VALID).join(', ')}`,
        fix: 'change the name that stands in it',
      });
    }
    checked[`${PREFIX}${name}`] = value;
  }
  const key = variablesOf(values['auth-cache-key']);
  const forgotten = variablesOf(values['auth-url']).filter((name) => !key.includes(name));
  if (values['auth-cache-key'] !== undefined && forgotten.length > 0) {
    refuse({
      path,
      what: 'a decision would be remembered for requests that were never decided',
      got: values['auth-cache-key'],
      allowed: `keys with every variable of the question: ${forgotten.join(', ')}`,
      fix: 'make the key from the address of the question',
    });
  }
  return checked;
}

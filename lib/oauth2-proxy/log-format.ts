/**
 * The proxy's log as JSON, one object on each line. Its formats are Go templates over ready-made strings, and Go's templates cannot write JSON:
 * `js` and `%q` escape in ways that JSON does not know. So the strings are escaped here, by templates inside of each format.
 */

/**
 * How messages begin that hold what nobody may read: a whole request with its cookies after a failed CSRF check, an address with an authorization
 * code after a failed sign-in, the ID token after a failed sign-out. Read from the source of oauth2-proxy 7.15.3; the live run looks for such values in all logs.
 */
const WITHHELD = ['&{', 'Rejecting invalid redirect', 'Invalid redirect', 'error while calling backend logout:'];

/** Longest values, in characters: container runtimes cut lines of more than 16 KiB in two, and those would parse no more. */
const LONGEST = { field: 256, message: 1000 };

/** The proxy's own endpoints, the most frequent first. */
const ENDPOINTS = ['auth', 'start', 'callback', 'sign_in', 'sign_out'];
const ASKED_GROUPS = '"/oauth2/auth?allowed_groups=';

type Cases = readonly (readonly [condition: string, result: string])[];
const choose = (cases: Cases, otherwise: string) => `${cases.map(([condition, result], i) => `{{${i ? 'else if' : 'if'} ${condition}}}${result}`).join('')}{{else}}${otherwise}{{end}}`;
const startsWith = (value: string, start: string) => `eq (printf "%.${start.length}s" ${value}) \`${start}\``;

/**
 * What Go's quotation leaves alone, as nearly everything, JSON takes as it is, and quotation marks and backslashes are escaped alike. Whatever else Go
 * escapes is quoted twice: the value is then Go's quotation of what was there. So is what begins with a quotation mark, which tells the two apart.
 */
const DEFINITION = `{{define "json"}}{{with .}}{{$quoted := printf "%q" .}}${choose([
  ['eq $quoted (print `"` . `"`)', '{{$quoted}}'],
  ['and (ne (slice . 0 1) `"`) (eq $quoted (print `"` (js .) `"`))', '{{$quoted}}'],
], '{{printf "%q" $quoted}}')}{{else}}""{{end}}{{end}}`;

const field = (value: string, longest = LONGEST.field) => `{{template "json" printf "%.${longest}s" ${value}}}`;
const message = field('.Message', LONGEST.message);
const line = (fields: Readonly<Record<string, string>>) => `${DEFINITION}{${Object.entries(fields).map(([name, value]) => `"${name}":${value}`).join(',')}}`;

// The proxy writes 2006/01/02 15:04:05, in UTC.
const TIME = '"{{printf `%s-%s-%sT%sZ` (slice .Timestamp 0 4) (slice .Timestamp 5 7) (slice .Timestamp 8 10) (slice .Timestamp 11)}}"';
const REQUEST = {
  request_id: field('.RequestID'),
  client: '"{{.Client}}"', // an address, or nothing
  user: choose([['eq .Username "-"', 'null']], field('.Username')),
  method: '"{{printf "%.20s" .RequestMethod}}"', // a token, or Go's server would have refused it
  host: field('.Host'),
  protocol: '"{{.Protocol}}"',
};

/** Sign-ins that succeeded or failed, and sessions that ended because they hold no more. */
export const AUTHENTICATION_LOG_FORMAT = line({
  time: TIME, kind: '"authentication"', ...REQUEST, outcome: '"{{.Status}}"', message: message,
});

/**
 * Requests to the proxy, most of them from the edge, which asks for a decision. Never the query, which holds the authorization code of a sign-in; but the
 * groups of a decision, which come from the edge's own configuration, when they stand alone there and in plain characters.
 */
export const REQUEST_LOG_FORMAT = line({
  time: TIME, kind: '"request"', ...REQUEST,
  // Given in quotation marks, by Go's rules.
  endpoint: choose(ENDPOINTS.map((name) => [`or (eq .RequestURI \`"/oauth2/${name}"\`) (${startsWith('.RequestURI', `"/oauth2/${name}?`)})`, `"${name}"`]), '"other"'),
  allowed_groups: choose([[
    startsWith('.RequestURI', ASKED_GROUPS),
    // From there to before the last quotation mark.
    `{{with slice (slice .RequestURI 0 (len (slice .RequestURI 1))) ${ASKED_GROUPS.length}}}${choose([['eq . (js .)', `"{{printf "%.${LONGEST.field}s" .}}"`]], 'null')}{{else}}null{{end}}`,
  ]], 'null'),
  status: '{{.StatusCode}}', size: '{{.ResponseSize}}', duration: '{{.RequestDuration}}',
});

/** Everything else that the proxy says. */
export const MESSAGE_LOG_FORMAT = line({
  time: TIME, kind: '"message"', source: '"{{.File}}"',
  message: choose([[`or ${WITHHELD.map((start) => `(${startsWith('.Message', start)})`).join(' ')}`, '"details withheld"']], message),
});

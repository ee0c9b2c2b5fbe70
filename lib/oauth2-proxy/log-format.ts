/**
 * The proxy's log as JSON, one object on each line. Its formats are Go templates over ready-made strings, and Go's
 * templates cannot write JSON: `js` and `%q` escape in ways that JSON does not know. So values are escaped by the
 * templates' own means. Each format works its values out first, and then prints the line at once, since each action
 * that prints is a system call.
 */

/**
 * How messages begin that contain what no one may read: a whole request with its cookies after a failed CSRF check, an
 * address with an authorization code after a failed sign-in, the ID token after a failed sign-out, a token that stands
 * in a malformed header. Read from the source of oauth2-proxy 7.15.3; the live run looks for such values in all logs.
 */
const WITHHELD = [
  '&{',
  'Rejecting invalid redirect',
  'Invalid redirect',
  'error while calling backend logout:',
  'Error retrieving session from token in Authorization header: invalid',
];

/**
 * Longest values, in characters: container runtimes cut lines of more than 16 KiB in two, and those would parse no
 * more.
 */
const LONGEST = { field: 256, message: 1000 };

/** The proxy's own endpoints, the most frequent first. */
const ENDPOINTS = ['auth', 'start', 'callback', 'sign_in', 'sign_out'];
/**
 * How a decision is asked for: at its endpoint, or at the root, where the answer is the redirect itself; and of
 * machines, by their subjects.
 */
const ASKED_GROUPS = ['"/oauth2/auth?allowed_groups=', '"/?allowed_groups=', '"/oauth2/auth?allowed_emails='];

/** A part of a line: actions that come before it, how it is printed, and the values printed so. */
interface Field {
  readonly before?: string;
  readonly print: string;
  readonly values: readonly string[];
}

const startsWith = (value: string, start: string) => `eq (printf "%.${start.length}s" ${value}) \`${start}\``;
/** What needs no escape: made by the proxy itself, or checked by Go's HTTP server. */
const plain = (value: string): Field => ({ print: '"%s"', values: [value] });
const number = (value: string): Field => ({ print: '%s', values: [value] });
const constant = (value: string): Field => ({ print: `"${value}"`, values: [] });

/**
 * What Go's quotation leaves alone, as nearly everything, JSON takes as it is, and quotation marks and backslashes are
 * escaped alike. Whatever else Go escapes is quoted twice: the value is then Go's quotation of what was there. So is
 * what begins with a quotation mark, which tells the two apart.
 */
function text(name: string, value: string, longest = LONGEST.field): Field {
  return {
    before: [
      `{{$text := printf "%.${longest}s" ${value}}}{{$${name} := printf "%q" $text}}`,
      `{{if ne $${name} (print \`"\` $text \`"\`)}}`,
      `{{if or (eq (slice $text 0 1) \`"\`) (ne $${name} (print \`"\` (js $text) \`"\`))}}{{$${name} = printf ` +
        `"%q" $${name}}}{{end}}`,
      '{{end}}',
    ].join(''),
    print: '%s',
    values: [`$${name}`],
  };
}
/** The same, but for values that take another's place under a condition. */
function unless(condition: string, name: string, field: Field, instead: string): Field {
  return { ...field, before: `${field.before}{{if ${condition}}}{{$${name} = \`${instead}\`}}{{end}}` };
}

function line(fields: Readonly<Record<string, Field>>): string {
  const all = Object.entries(fields);
  const object = `{${all.map(([name, { print }]) => `"${name}":${print}`).join(',')}}`;
  return (
    `${all.map(([, { before }]) => before ?? '').join('')}{{printf \`${object}\` ` +
    `${all.flatMap(([, { values }]) => values).join(' ')}}}`
  );
}

// The proxy writes 2006/01/02 15:04:05, in UTC.
const time: Field = {
  print: '"%s-%s-%sT%sZ"',
  values: ['(slice .Timestamp 0 4)', '(slice .Timestamp 5 7)', '(slice .Timestamp 8 10)', '(slice .Timestamp 11)'],
};
const request = {
  request_id: text('id', '.RequestID'),
  client: plain('.Client'), // an address, or nothing
  user: unless('eq .Username "-"', 'user', text('user', '.Username'), 'null'),
  method: { print: '"%.20s"', values: ['.RequestMethod'] },
  host: text('host', '.Host'),
  protocol: plain('.Protocol'),
};
const message = text('message', '.Message', LONGEST.message);

/** Sign-ins that succeeded or failed, and sessions that ended because they hold no more. */
export const AUTHENTICATION_LOG_FORMAT = line({
  time,
  kind: constant('authentication'),
  ...request,
  outcome: plain('.Status'),
  message,
});

/**
 * Requests to the proxy, most of them from the edge, which asks for a decision. Never the query, which holds the
 * authorization code of a sign-in; but the groups of a decision, which come from the edge's own configuration, when
 * they stand alone there and in plain characters.
 */
export const REQUEST_LOG_FORMAT = line({
  time,
  kind: constant('request'),
  ...request,
  endpoint: {
    // The address comes in quotation marks, by Go's rules.
    before: `{{$endpoint := "other"}}${ENDPOINTS.map(
      (name, index) =>
        `{{${index === 0 ? 'if' : 'else if'} or (${startsWith('.RequestURI', `"/oauth2/${name}?`)}) ` +
        `(eq .RequestURI \`"/oauth2/${name}"\`)}}{{$endpoint = "${name}"}}`,
    ).join('')}{{else if ${startsWith('.RequestURI', ASKED_GROUPS[1])}}}{{$endpoint = "auth"}}{{end}}`,
    print: '"%s"',
    values: ['$endpoint'],
  },
  allowed_groups: {
    before: [
      `{{$groups := "null"}}${ASKED_GROUPS.map(
        (start, index) =>
          `{{${index === 0 ? 'if' : 'else if'} ${startsWith('.RequestURI', start)}}}` +
          // From there to before the last quotation mark.
          `{{with slice (slice .RequestURI 0 (len (slice .RequestURI 1))) ${start.length}}}` +
          `{{if eq . (js .)}}{{$groups = printf \`"%.${LONGEST.field}s"\` .}}{{end}}{{end}}`,
      ).join('')}{{end}}`,
    ].join(''),
    print: '%s',
    values: ['$groups'],
  },
  status: number('.StatusCode'),
  size: number('.ResponseSize'),
  duration: number('.RequestDuration'),
});

/** Everything else that the proxy says. */
export const MESSAGE_LOG_FORMAT = line({
  time,
  kind: constant('message'),
  source: plain('.File'),
  message: unless(
    `or ${WITHHELD.map((start) => `(${startsWith('.Message', start)})`).join(' ')}`,
    'message',
    message,
    '"details withheld"',
  ),
});

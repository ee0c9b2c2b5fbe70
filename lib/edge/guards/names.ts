/** The end of a message about a name. */
export const OWNED =
  'it belongs to the monitoring sign-on, as do the wildcards that cover its hosts and the names below its ' +
  'cookie domain';

/** A message about an object that names no host. */
export const HOSTLESS = 'without a host it would be served on the hosts of the monitoring sign-on too';

// A name of DNS, or nothing. One dot at the end does not change the name; more of them are not valid.
const ONE_NAME = '^(([*][.])?[a-z0-9_-]+([.][a-z0-9_-]+)*[.]?)?$';

/**
 * In CEL: each name of a comma-separated list meets a condition, which gets the name in lower case, without blanks and
 * without the dot at its end.
 */
export const namesIn = (list: string, condition: (name: string) => string): string =>
  `${list}.lowerAscii().replace(' ', '').split(',').all(written, written.matches('${ONE_NAME}') ` +
  `&& [written.endsWith('.') ? written.substring(0, size(written) - 1) : written].all(name, ${condition('name')}))`;

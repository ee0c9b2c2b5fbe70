import { createHash } from 'node:crypto';
import { Location, MethodAnswer, oneAnswer } from '../../access/locations';
import { NOBODY } from '../nobody';

/** What the configuration of the controller holds for the methods of one application. */
export interface MethodMap {
  /** Lines for `http-snippet`. */
  readonly map: readonly string[];
  /** Lines for `location-snippet`. */
  readonly lock: readonly string[];
}

/** The value for a closed method. */
const CLOSED = `,${NOBODY}`;

/**
 * The variable with the permitted values of a method at the locations of an application. Without the map, a variable
 * with this prefix is known to nginx, and empty; an unknown variable would keep the controller from loading any
 * configuration. A client cannot set it: it stands for a header of the answer, which does not exist yet. The name is a
 * digest of the locations: if the map had other locations than the Ingresses, a location would get the answer of the
 * one that contains it.
 */
export function methodVariable(host: string, locations: readonly Location[]): string {
  const places = JSON.stringify([host, locations.map(({ path, match }) => [path, match])]);
  return `sent_http_sso_groups_${createHash('sha256').update(places).digest('hex').slice(0, 12)}`;
}

/**
 * The map for the locations of an application where the answer depends on the method. Its keys are locations and not
 * Ingresses, so that a location has the old answers, the new ones or none, whether the map or the Ingresses are
 * installed first. The map compares methods with their case, as `decide()` does; a map of plain names would ignore it.
 * It is `volatile`, since an application can redirect a request to another location (`X-Accel-Redirect`), where nginx
 * would reuse the value of the first.
 */
export function methodMap(host: string, locations: readonly Location[]): MethodMap | undefined {
  const byMethod = locations.filter((location) => oneAnswer(location) === undefined);
  if (byMethod.length === 0) return undefined;
  const variable = methodVariable(host, locations);
  const entries = byMethod.flatMap(({ path, answers }) =>
    answers.map((answer) => {
      const methods = answer.methods === undefined ? '[^ ]+' : `(?:${answer.methods.join('|')})`;
      // An exact path and a prefix of the same name have the same answers: a rule ensures it.
      return `  "~^${methods} ${literally(`${host}${path}`)}$" "${valueOf(answer)}";`;
    }),
  );
  return {
    map: [
      `map "$request_method $server_name$location_path" $${variable} {`,
      '  volatile;',
      '  default "";',
      ...new Set(entries),
      '}',
    ],
    // Refuses before the sign-in.
    lock: [`if ($${variable} = "${CLOSED}") {`, '  return 403;', '}'],
  };
}

/** The values that follow `NOBODY` in the list of the request for a decision. */
const valueOf = ({ permitted }: MethodAnswer) =>
  permitted.length === 0 ? CLOSED : `,${permitted.map(({ claimValue }) => claimValue).join()}`;

/** A host with a path as a regular expression that matches it literally. */
const literally = (place: string) => place.replace(/[^A-Za-z0-9/_-]/g, '[$&]');

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

/** What stands for a method that is closed. */
const CLOSED = `,${NOBODY}`;

/**
 * The variable that holds whom a method lets in at the places of an application. nginx knows variables of this prefix
 * without the map too, and they are empty then: an unknown one would keep the controller from loading any change of
 * anybody's Ingresses. A client has no say in it: it names a header of the answer, and there is none yet. Its name is
 * that of the places: were they others in the map than in the Ingresses, a place would be answered for by the one
 * around it.
 */
export function methodVariable(host: string, locations: readonly Location[]): string {
  const places = JSON.stringify([host, locations.map(({ path, match }) => [path, match])]);
  return `sent_http_sso_groups_${createHash('sha256').update(places).digest('hex').slice(0, 12)}`;
}

/**
 * The map of an application with places where the answer depends on the method, by place and not by Ingress: whatever
 * is installed first, it or the Ingresses, a place has the old answers, the new ones, or none. Names of methods are
 * compared as they are written, as `decide()` does it; a map of plain names would fold case. It is `volatile`, since an
 * application can lead a request on to another place (`X-Accel-Redirect`), where the answer of the first would be
 * remembered.
 */
export function methodMap(host: string, locations: readonly Location[]): MethodMap | undefined {
  const byMethod = locations.filter((location) => oneAnswer(location) === undefined);
  if (byMethod.length === 0) return undefined;
  const variable = methodVariable(host, locations);
  const entries = byMethod.flatMap(({ path, answers }) =>
    answers.map((answer) => {
      const methods = answer.methods === undefined ? '[^ ]+' : `(?:${answer.methods.join('|')})`;
      // An exact path and a prefix of one name have the same answers: a rule makes sure of it.
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
    // Before anybody is asked to sign in.
    lock: [`if ($${variable} = "${CLOSED}") {`, '  return 403;', '}'],
  };
}

/** What follows the name of nobody in the list that the proxy is asked for. */
const valueOf = ({ permitted }: MethodAnswer) =>
  permitted.length === 0 ? CLOSED : `,${permitted.map(({ claimValue }) => claimValue).join()}`;

/** A host with a path as an expression that means nothing else. */
const literally = (place: string) => place.replace(/[^A-Za-z0-9/_-]/g, '[$&]');

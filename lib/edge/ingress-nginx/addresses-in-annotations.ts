import { ALIAS } from './names-in-annotations';
import { annotation, celList, each, ifThere } from '../guards/cel';
import { Demand } from '../guards/demand';
import { LEADS, NAME, ProtectedNames } from '../guards/protected-names';
import { backendOfErrorsIsNotOurs, backendsAreNotOurs, eachPath } from '../ingress/joined-names';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/**
 * Annotations with an address to which the controller itself sends requests, each with a pattern of what else can
 * follow the host. Other programs that read these annotations know `auth-url` alone; a request for `http:.name` could
 * choose what they put in place of `$request_uri`. nginx does not end a host at `#`, and `$escaped_request_uri` does
 * not begin with a slash. A longer name is that of another variable.
 */
const ADDRESSES: Readonly<Record<string, string>> = {
  [`${PREFIX}auth-url`]: '',
  [`${PREFIX}mirror-target`]: '|\\$request_uri($|[^a-z0-9_])',
};
// The names by which nginx found the server. $http_host is the header of the client, even if the request line has
// another host.
const OWN_HOST = '\\$(host|server_name)';
// A group with a name in a regular expression: (?<name>…), (?P<name>…), (?'name'…). It also matches (?<=…). nginx
// removes a backslash in front of a quotation mark.
const NAMED_GROUP = "[?]P?\\\\*[<']";

/** Demand that an annotation has an address that leads to no protected pod. */
const addressDemand = ({ plainAddress }: ProtectedNames, key: string, end: string): Demand => ({
  expression: annotation(key, (address) => plainAddress(address, `${NAME}|${OWN_HOST}`, end)),
  message:
    `such a ${key} ${LEADS}: write a name that is not theirs, or $host in place of $http_host, ` +
    'and a path after it',
});

/** Demands about the backends of Ingresses, and about addresses in their annotations. */
export const addressesInAnnotations = (names: ProtectedNames): Demand[] => [
  backendsAreNotOurs(!names.keepsNamespacesApart),
  backendOfErrorsIsNotOurs,
  ...Object.entries(ADDRESSES).map(([key, end]) => addressDemand(names, key, end)),
  {
    // No rule has a protected name as its host, which stands for $host in the addresses above.
    expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!rule.host.matches(r'^(${names.inside})$')`)),
    message: `such a host ${LEADS}, where an annotation takes it for an address`,
  },
  {
    // No path has a group with a name. ingress-nginx makes a variable of it, which can be the variable that names the
    // backend: a rewrite sets it after the route does, so that the request chooses among the backends of all routes.
    expression: eachPath(ifThere('path.path', `!path.path.matches(r"${NAMED_GROUP}")`)),
    message: `a group with a name in a path ${LEADS}, where the request chooses it: write groups without names`,
  },
  {
    // No annotation has such a group. Some annotations become regular expressions in the controller's configuration.
    expression:
      '!has(object.metadata.annotations) || object.metadata.annotations.all(key, ' +
      `!key.startsWith('${PREFIX}') || !object.metadata.annotations[key].matches(r"${NAMED_GROUP}"))`,
    message: `a group with a name in an annotation ${LEADS}, where a request chooses it: write groups without names`,
  },
  {
    // No alias is a protected name, also without an address: all Ingresses of the host get the alias.
    expression: annotation(
      ALIAS,
      (list) =>
        `(${list}.lowerAscii().matches(r'^ *${NAME} *(, *${NAME} *)*$') ` +
        `&& !${list}.lowerAscii().matches(r'(^|,) *(${names.inside}) *(,|$)'))`,
    ),
    message: `such a ${ALIAS} ${LEADS}, where an annotation takes it for an address: write plain names`,
  },
  {
    // With $host in an address, each rule has one host. With a wildcard, or a default backend, the request chooses it.
    expression:
      `!has(object.metadata.annotations) || !${celList(Object.keys(ADDRESSES))}.exists(key, ` +
      "key in object.metadata.annotations && object.metadata.annotations[key].matches(r'^[^/]*//[$]')) || " +
      '(!has(object.spec.defaultBackend) && has(object.spec.rules) && size(object.spec.rules) > 0 ' +
      "&& object.spec.rules.all(rule, has(rule.host) && rule.host.matches('^[^*]')))",
    message:
      `an address with $host ${LEADS}, where a request chooses the host: ` +
      'give every rule a host without a wildcard, and no default backend',
  },
];

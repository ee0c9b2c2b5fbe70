import { annotation, celList, each, ifThere } from '../guards/cel';
import { Demand } from '../guards/demand';

/** The variable of the policy that holds the joined names of the sign-on's own backends. */
const OWN = 'own';

/** The variable that holds those of them that a name of the request's namespace can be joined to. */
const JOINED = 'joined';

/**
 * Join parts of a name as controllers do. They join the names of namespace, Ingress (Traefik alone), Service and port
 * by hyphens, and treat equal results as one backend: the Service `c` of `a-b`, and `b-c` of `a`. Traefik also begins
 * the names of routes with these parts.
 */
export const joined = (name: string): string =>
  `${name
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-')}-`;

/** In CEL: the joined name of these parts. */
export const joinedInCel = (...parts: readonly string[]): string =>
  `[${parts.join(', ')}].join('-').replace('.', '-').split('-').filter(part, part != '').join('-') + '-'`;

/**
 * The variables of the policy. Most namespaces have none of the second. An object with many backends would otherwise
 * compare each of them with every name, and the API server limits what an expression may cost.
 */
export const joinedNames = (names: () => readonly string[]) => [
  { name: OWN, expression: () => celList([...new Set(names())]) },
  {
    name: JOINED,
    expression: () =>
      `variables.${OWN}.filter(own, [${joinedInCel('request.namespace')}]` +
      '.exists(here, own.startsWith(here) || here.startsWith(own)))',
  },
];

const noneOf = (list: string, names: readonly string[]) =>
  `![${names.join(', ')}].exists(id, ${list}.exists(own, id.startsWith(own)))`;

/** In CEL: none of these joined names, which begin with the request's namespace, begins with one of the sign-on's. */
export const noneIsOurs = (...names: readonly string[]): string => noneOf(`variables.${JOINED}`, names);

/** In CEL: the same for joined names that begin otherwise. */
export const noneIsOursAnywhere = (...names: readonly string[]): string => noneOf(`variables.${OWN}`, names);

/** In CEL: the name of an object. */
export const OBJECT_NAME = "string(has(object.metadata.name) ? object.metadata.name : '')";

/**
 * In CEL: no joined name of a backend begins with one of the sign-on's. Traefik leaves the Ingress out of the names of
 * canaries (`canary: "true"`) and of passed-through connections, and uses those before the backends of other Ingresses.
 */
function isNotOurs(withIngress: boolean, backend: string, service = `${backend}.service`, port = `${service}.port`) {
  const ofService = [
    `string(${service}.name)`,
    `string(!has(${port}) ? '' : has(${port}.name) ? ${port}.name : has(${port}.number) ? ${port}.number : '')`,
  ];
  const names = [
    ...(withIngress ? [joinedInCel('request.namespace', OBJECT_NAME, ...ofService)] : []),
    joinedInCel('request.namespace', ...ofService),
  ];
  return `(!has(${service}) || ${noneIsOurs(...names)})`;
}

/** In CEL: each path of an Ingress meets a condition. */
export const eachPath = (condition: string): string =>
  each('object.spec.rules', 'rule', ifThere('rule.http', each('rule.http.paths', 'path', condition)));

/**
 * Demand that the joined name of no backend of an Ingress is that of a backend of the sign-on.
 * @param withIngress whether the name of the Ingress is a part of the joined name
 */
export const backendsAreNotOurs = (withIngress: boolean): Demand => ({
  expression:
    `(${ifThere('object.spec.defaultBackend', isNotOurs(withIngress, 'object.spec.defaultBackend'))}) && (` +
    `${eachPath(isNotOurs(withIngress, 'path.backend'))})`,
  message:
    'for the controller this is a backend of the monitoring sign-on, as it joins the names of namespace ' +
    'and Service ' +
    'by hyphens: give the Service (with Traefik, the Ingress) another name',
});

const DEFAULT_BACKEND = 'nginx.ingress.kubernetes.io/default-backend';

/** Demand the same of the backend for errors, whose joined name begins with a word of the controller's own. */
export const backendOfErrorsIsNotOurs: Demand = {
  expression: annotation(DEFAULT_BACKEND, (name) =>
    noneIsOursAnywhere(
      ...["'default-backend'", "'custom-default-backend'"].map((word) =>
        joinedInCel(word, 'request.namespace', `string(${name})`),
      ),
    ),
  ),
  message: `for the controller such a ${DEFAULT_BACKEND} is a backend of the monitoring sign-on: give it another name`,
};

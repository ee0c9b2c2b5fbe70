import { each, ifThere } from '../guards/cel';
import { Demand } from '../guards/demand';

/** The variable of the policy that holds the joined names of the sign-on's own backends. */
export const JOINED = 'joined';

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

/** In CEL: the joined name of a backend does not begin with one of the sign-on's. */
const isNotOurs = (withIngress: boolean, backend: string, service = `${backend}.service`, port = `${service}.port`) =>
  `(!has(${service}) || ![[request.namespace, ` +
  `${withIngress ? "string(has(object.metadata.name) ? object.metadata.name : ''), " : ''}string(${service}.name), ` +
  `string(!has(${port}) ? '' : has(${port}.name) ? ${port}.name : has(${port}.number) ? ${port}.number : '')]` +
  ".join('-').replace('.', '-').split('-').filter(part, part != '').join('-') + '-']" +
  `.exists(id, variables.${JOINED}.exists(own, id.startsWith(own))))`;

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

import { annotation, each, ifThere } from '../guards/cel';
import { Demand } from '../guards/demand';
import { namesIn, OWNED } from '../guards/names';
import { OwnNames } from '../guards/own-names';

const NAME = '[a-z0-9_][a-z0-9_.-]*';
/** Further names on which the Ingress is served. */
export const ALIAS = 'nginx.ingress.kubernetes.io/server-alias';
/** Serves a redirect on the host with `www.` in front, or without it if the host has it. */
const WWW_REDIRECT = 'nginx.ingress.kubernetes.io/from-to-www-redirect';

/** Demands about the annotations by which an Ingress takes further names. */
export const namesInAnnotations = ({ covers }: OwnNames): Demand[] => [
  {
    // Only plain names, and none of the sign-on. An alias can also be a pattern, such as one with a leading dot.
    expression: annotation(
      ALIAS,
      (value) =>
        `(${value}.lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') ` +
        `&& ${namesIn(value, (name) => `!${covers(name)}`)})`,
    ),
    message: `${ALIAS} must hold plain names, and none that is not yours: ${OWNED}`,
  },
  {
    // No rule has a host that the redirect turns into one of the sign-on.
    expression: annotation(
      WWW_REDIRECT,
      () =>
        `(${each(
          'object.spec.rules',
          'rule',
          ifThere(
            'rule.host',
            "[rule.host.startsWith('www.') ? rule.host.substring(4) : 'www.' + rule.host].all(name, " +
              `!${covers('name')})`,
          ),
        )})`,
    ),
    message: `${WWW_REDIRECT} would serve a name that is not yours: ${OWNED}`,
  },
];

import { celList } from '../../guards/cel';
import { except } from '../../guards/demand';
import { records } from '../../guards/external-dns';
import { HOSTLESS, OWNED } from '../../guards/names';
import { NamingKind } from '../../guards/product-guards';

// Parts of a rule without blanks, in lower case. A matcher has texts in backticks: texts in quotation marks can have
// escapes.
const MATCHER = '!?\\w+\\((`[^`\\r]*`,?)*\\)';
// Matchers, and parentheses around some of them.
const FURTHER = `((${MATCHER}|!?\\((${MATCHER}(&&|\\|\\|)?)+\\))(&&)?)*`;
// A matcher of hosts in plain letters.
const HOST = 'host(sni)?\\((`[\\w.-]+`,?)+\\)';
const HOSTS = `(${HOST}|\\((${HOST}(\\|\\|)?)+\\))(&&)?`;

/**
 * Pattern of rules of which each alternative names its hosts in plain letters, so that the rule matches no request for
 * another host. Texts that match but are not valid rules are refused by Traefik.
 */
export const NAMES_ITS_HOSTS = `^(${FURTHER}${HOSTS}${FURTHER}(\\|\\||$))+$`;

// Names in a rule, also as parts of a regular expression. A regular expression can write a name in more ways than this,
// so edges without `keepsNamespacesApart` also demand rules that name their hosts.
const inRule = (names: readonly string[]) =>
  `(^|[^a-z0-9-])(${names.map((name) => name.split('.').join('\\\\*\\[?[.]\\]?')).join('|')})`;

/** Traefik's routes that have rules. */
export const RULES: NamingKind = {
  kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
  demands: ({ is, groups }) => [
    ...groups().map(({ namespaces, names, wildcards }) =>
      except(namespaces, {
        // No rule has a wildcard over a name of the sign-on in it, or the name itself.
        expression:
          '!has(object.spec.routes) || object.spec.routes.all(route, !has(route.match) ' +
          `|| !(${celList(wildcards)}.exists(name, route.match.lowerAscii().contains(name))` +
          // An empty alternation would be found in every rule.
          `${names.length > 0 ? ` || route.match.lowerAscii().matches(r'${inRule(names)}')` : ''}))`,
        message: `routes.match: ${OWNED}`,
      }),
    ),
    {
      // No rule has a sign that Traefik takes for `i` or `k` of a host in lower case.
      expression:
        '!has(object.spec.routes) || object.spec.routes.all(route, !has(route.match) ' +
        "|| !route.match.matches('[\\u0130\\u212a]'))",
      message: 'routes.match: U+0130 and U+212A are letters of other names in lower case: write the letters i and k',
    },
    ...records(is),
  ],
  hostless: {
    // Each route has a rule that names its hosts, compared without blanks.
    expression:
      '!has(object.spec.routes) || object.spec.routes.all(route, has(route.match) ' +
      "&& route.match.lowerAscii().replace(' ', '').replace('\\t', '').replace('\\n', '')" +
      `.matches(r'${NAMES_ITS_HOSTS}'))`,
    message:
      `${HOSTLESS}; name the hosts of each alternative, in backticks: Host(\`a\`) && Path(\`/x\`) || ` + `Host(\`b\`)`,
  },
};

import { trustedProxies } from '../../lib/edge/trusted-proxies';
import { ConfigurationError, refuse } from '../../lib/errors';
import { issuerUrl } from '../../lib/identity/issuer-url';
import { keycloakUrl, realmName } from '../../lib/keycloak/realm-place';
import { syntax } from '../../lib/syntax';

/** The answers as they are given, by question. What was not asked is absent. */
export type Answers = { readonly [key in Key]?: string };

export type Key =
  | 'host'
  | 'edge'
  | 'trustedProxies'
  | 'identityProvider'
  | 'keycloakUrl'
  | 'realm'
  | 'issuer'
  | 'clientId'
  | 'namespace'
  | 'readers'
  | 'operators'
  | 'certificateIssuer';

/** One question, which is an option of the command, too. */
export interface Question {
  readonly key: Key;
  /** The option: `--trusted-proxies`. */
  readonly flag: string;
  readonly message: string;
  /** What the option is for, in its help. */
  readonly help: string;
  /** An answer for people to look at. */
  readonly example?: string;
  /** The answer when none is given. Without one, the question has to be answered. */
  readonly usual?: (answers: Answers) => string;
  /** The allowed answers, each with its meaning. */
  readonly choices?: Readonly<Record<string, string>>;
  /**
   * For which identity providers it is asked.
   * @default - for all
   */
  readonly isAsked?: (answers: Answers) => boolean;
  /**
   * Whether the check depends on the identity provider.
   * @default false
   */
  readonly dependsOnProvider?: boolean;
  /** Throws a configuration error for what the library would refuse. */
  readonly check: (path: string, value: string, answers: Answers) => void;
}

export const EDGES = {
  'ingress-nginx': 'ingress-nginx, by Ingresses with annotations (ended upstream: use a maintained build)',
  'traefik-ingress': 'Traefik, by the same Ingresses',
  'traefik': 'Traefik, by its own resources: tells reading from changing by the method',
} as const;

export const IDENTITY_PROVIDERS = {
  'keycloak': 'a Keycloak realm that this program creates and manages',
  'existing-realm': 'a Keycloak realm that exists, and is managed elsewhere',
  'oidc': 'any OpenID Connect issuer that puts groups into the ID token',
} as const;

const usesOidc = ({ identityProvider }: Answers) => identityProvider === 'oidc';
const usesKeycloak = (answers: Answers) => !usesOidc(answers);

/** All questions, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    key: 'host',
    flag: '--host',
    message: 'On which host do people sign in?',
    help: 'host that people sign in on, and that serves the applications',
    example: 'monitoring.example.com',
    check: (path, value) => syntax.host(path, 'host', value),
  },
  {
    key: 'edge',
    flag: '--edge',
    message: 'Which edge stands between browsers and applications?',
    help: 'the edge',
    choices: EDGES,
    check: (path, value) => oneOf(path, 'edge', value, EDGES),
  },
  {
    key: 'trustedProxies',
    flag: '--trusted-proxies',
    message: "From which addresses do the edge's requests come? Usually the pod network, as ranges with commas between",
    help: "address ranges that the edge's requests come from, with commas between them",
    example: '10.244.0.0/16',
    check: (path, value) => trustedProxies(path, rangesOf(value)),
  },
  {
    key: 'identityProvider',
    flag: '--identity-provider',
    message: 'Where do people sign in?',
    help: 'the identity provider',
    choices: IDENTITY_PROVIDERS,
    check: (path, value) => oneOf(path, 'identityProvider', value, IDENTITY_PROVIDERS),
  },
  {
    key: 'keycloakUrl',
    flag: '--keycloak-url',
    message: 'What is the address of Keycloak?',
    help: 'address of Keycloak, without the realm',
    example: 'https://keycloak.example.com',
    isAsked: usesKeycloak,
    check: keycloakUrl,
  },
  {
    key: 'realm',
    flag: '--realm',
    message: 'What is the realm called?',
    help: 'name of the realm',
    usual: () => 'platform',
    isAsked: usesKeycloak,
    check: realmName,
  },
  {
    key: 'issuer',
    flag: '--issuer',
    message: 'What is the issuer, as its discovery document says?',
    help: 'issuer, exactly as in its discovery document',
    example: 'https://login.example.com',
    isAsked: usesOidc,
    check: issuerUrl,
  },
  {
    key: 'clientId',
    flag: '--client-id',
    message: 'What is the client called that is registered at the issuer?',
    help: 'client id that is registered at the issuer',
    usual: () => 'monitoring-sso',
    isAsked: usesOidc,
    check: (path, value) => syntax.clientId(path, 'clientId', value),
  },
  {
    key: 'namespace',
    flag: '--namespace',
    message: 'In which namespace do the applications and the sign-on run?',
    help: 'namespace of the applications and the sign-on',
    usual: () => 'monitoring',
    check: (path, value) => syntax.dnsLabel(path, 'namespace', value),
  },
  {
    key: 'readers',
    flag: '--readers',
    message: 'Which group may look?',
    help: 'group of those who may look',
    usual: (answers) => usualGroup('developers', answers),
    dependsOnProvider: true,
    check: checkGroup,
  },
  {
    key: 'operators',
    flag: '--operators',
    message: 'Which group may also silence alerts?',
    help: 'group of those who may also silence alerts',
    usual: (answers) => usualGroup('operators', answers),
    dependsOnProvider: true,
    check: (path, value, answers) => {
      checkGroup(path, value, answers);
      if (value === answers.readers) {
        refuse({
          path,
          what: 'operators are the same group as readers',
          got: value,
          allowed: 'two groups',
          fix: 'name another group; the program can be changed afterwards',
        });
      }
    },
  },
  {
    key: 'certificateIssuer',
    flag: '--certificate-issuer',
    message: 'Which ClusterIssuer of cert-manager signs the certificate?',
    help: 'name of the ClusterIssuer of cert-manager',
    usual: () => 'letsencrypt',
    check: (path, value) => syntax.dnsSubdomain(path, 'issuer', value),
  },
];

/** The address ranges in an answer. */
export const rangesOf = (value: string): string[] =>
  value
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');

/** What is wrong with an answer, or nothing. */
export function problemOf({ flag, check }: Question, value: string, answers: Answers): string | undefined {
  try {
    check(flag, value, answers);
    return undefined;
  } catch (error) {
    const [problem] = (error as ConfigurationError).problems ?? [];
    if (problem === undefined) throw error;
    return `${problem.what}; allowed: ${problem.allowed}; fix: ${problem.fix}`;
  }
}

/** A group of a realm that exists has a path; the others have a name. */
const usualGroup = (name: string, { identityProvider }: Answers): string =>
  identityProvider === 'existing-realm' ? `/${name}` : name;

function checkGroup(path: string, value: string, { identityProvider }: Answers): void {
  if (identityProvider === 'oidc') {
    syntax.claimValue(path, 'the name of the group', value);
  } else if (identityProvider === 'keycloak') {
    syntax.groupName(path, 'the name of the group', value);
  } else {
    const [root, ...names] = value.split('/');
    if (root !== '' || names.length === 0) {
      refuse({
        path,
        what: 'the path of a group starts with a slash',
        got: value,
        allowed: 'full paths such as /platform/operators',
        fix: `write /${value}`,
      });
    }
    for (const name of names) syntax.groupName(path, 'the path of the group', name);
  }
}

function oneOf(path: string, what: string, value: string, choices: Readonly<Record<string, string>>): void {
  if (!Object.keys(choices).includes(value)) {
    refuse({
      path,
      what: `${what} is not known`,
      got: value,
      allowed: Object.keys(choices).join(', '),
      fix: 'write one of these',
    });
  }
}

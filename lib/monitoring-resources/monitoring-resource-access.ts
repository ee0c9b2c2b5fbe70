import * as fs from 'node:fs';
import * as path from 'node:path';
import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { authenticationConfiguration } from './authentication-configuration';
import { CONNECTIONS, ResourceGroup, RULES } from './resources';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { describe, Problem, refuse } from '../errors';
import { IIdentityProvider } from '../identity/identity-provider';
import { signOnsOf } from '../program';
import { syntax } from '../syntax';

/** Rights in every namespace: named, so that no missing value stands for it. */
const WHOLE_CLUSTER = Symbol('the whole cluster');
const LOOK = ['get', 'list', 'watch'];
const CHANGE = [...LOOK, 'create', 'update', 'patch', 'delete'];
const RBAC = 'rbac.authorization.k8s.io';

/** Who may look at and change monitoring resources, and how the API server names them. */
export interface MonitoringResourceAccessProps {
  /** Where people sign in for kubectl: the identity provider of the sign-on. */
  readonly identityProvider: IIdentityProvider;
  /**
   * Client id by which people get the ID tokens that the API server accepts (`--oidc-client-id`, or an audience of its
   * AuthenticationConfiguration). Not that of a sign-on. `addKubernetesClient` of a realm makes one; tokens of another
   * one must hold the same values in the same claim, groups by their full paths.
   */
  readonly clientId: string;
  /**
   * What the API server puts in front of each group: `--oidc-groups-prefix`, or `claimMappings.groups.prefix`, for
   * example `oidc:`. Without one, or with one that can become `system:`, a group of the identity provider could have
   * the name of one of Kubernetes' own.
   */
  readonly groupsPrefix: string;
  /**
   * What the API server puts in front of each user name: `--oidc-username-prefix`, or `claimMappings.username.prefix`.
   * Nothing is bound to user names; it stands in the AuthenticationConfiguration alone.
   * @default - groupsPrefix
   */
  readonly usernamePrefix?: string;
  /**
   * Claim that user names in the API server's audit log come from, for example `preferred_username`.
   * @default "sub", as in Kubernetes
   */
  readonly usernameClaim?: string;
  /**
   * Namespaces of the resources. They exist already.
   * @default - none: give namespaces, or clusterWide
   */
  readonly namespaces?: string[];
  /**
   * Whether the rights hold in every namespace, by ClusterRoles. Not for `editors`. The names of ClusterRoles come from
   * the path of the construct, so two programs of one cluster need charts with different ids. With equal ids, the
   * program that is applied last replaces the rights of the other.
   * @default false
   */
  readonly clusterWide?: boolean;
  /**
   * Who may look at all of the resources. Configurations of Alertmanager and Prometheus may hold addresses that are
   * secrets themselves, such as those of webhooks.
   * @default - only those who may change them
   */
  readonly viewers?: IIdentity[];
  /**
   * Who may change rules (PrometheusRule) and silences (Silence of Giant Swarm's silence-operator,
   * observability.giantswarm.io), and look at all of the resources. Nothing in these names a Secret. A rule reads every
   * series of the Prometheus that loads it, and a silence mutes any alert of its Alertmanager, unless the operators are
   * told to keep namespaces apart (`enforcedNamespaceLabel`).
   * @default - only editors
   */
  readonly ruleEditors?: IIdentity[];
  /**
   * Who may change all of the resources: ServiceMonitor, PodMonitor, Probe, ScrapeConfig and AlertmanagerConfig in
   * addition to rules and silences. These say where Prometheus and Alertmanager connect to and which Secrets of the
   * namespace they present there: a person who may change them can have every Secret of the namespace sent to an
   * address of theirs. Refused for the namespace of a sign-on, whose Secret makes sessions. Apply
   * `values/monitoring-resources.yaml` of the report, or they can have files of Prometheus sent as well, its service
   * account token among them.
   * @default - no one
   */
  readonly editors?: IIdentity[];
}

/** A list of identities with the rules of its Role. */
interface Level {
  readonly id: string;
  readonly identities: readonly IIdentity[];
  readonly look: readonly ResourceGroup[];
  readonly change: readonly ResourceGroup[];
}

/**
 * Rights on monitoring resources at the Kubernetes API server, for the groups, roles and people of the identity
 * provider: Roles and RoleBindings whose subjects are the values of the groups claim as the API server sees them,
 * behind its prefix. One person is bound by the group that `person()` makes, never by a user name.
 *
 * Prometheus, PrometheusAgent, Alertmanager and ThanosRuler are left out: a person who may change these starts pods
 * with any service account of the namespace, which is administration.
 */
export class MonitoringResourceAccess extends Construct {
  private readonly props: MonitoringResourceAccessProps;
  private readonly groupsClaim: string;
  private readonly usernamePrefix: string;

  /**
   * @param scope a Chart, or a construct below one
   * @param id id of the construct
   * @param props who may do what, and the names of the API server
   */
  constructor(scope: Construct, id: string, props: MonitoringResourceAccessProps) {
    checkNew('MonitoringResourceAccess', scope, id, props);
    super(scope, id);
    this.props = props;
    const {
      node: { path: place },
    } = this;
    syntax.clientId(place, 'clientId', props.clientId);
    this.checkPrefix('groupsPrefix', props.groupsPrefix);
    this.usernamePrefix = this.checkPrefix('usernamePrefix', props.usernamePrefix ?? props.groupsPrefix);
    const levels: Level[] = [
      { id: 'viewer', identities: props.viewers ?? [], look: [...RULES, ...CONNECTIONS], change: [] },
      { id: 'rule-editor', identities: props.ruleEditors ?? [], look: CONNECTIONS, change: RULES },
      { id: 'editor', identities: props.editors ?? [], look: [], change: [...RULES, ...CONNECTIONS] },
    ];
    const identities = levels.flatMap((level) => level.identities);
    if (identities.length === 0) {
      refuse({
        path: place,
        what: 'no identity has a right',
        got: {},
        allowed: 'viewers, ruleEditors or editors',
        fix: 'name who may look',
      });
    }
    for (const identity of identities) this.checkIdentity(identity);
    const [granted] = automatic(place, identities);
    if (granted) refuse(granted);
    const claims = [...new Set(identities.map(({ claimName }) => claimName))];
    if (claims.length > 1) {
      refuse({
        path: place,
        what: 'the identities stand in several claims, of which an API server reads one',
        got: claims,
        allowed: 'one claim',
        fix: 'use identities of one provider',
      });
    }
    this.groupsClaim = claims[0];
    const namespaces = this.namespaces();
    props.identityProvider.registerIdentities(props.clientId, identities);

    for (const level of levels.filter(({ identities: { length } }) => length > 0)) {
      if (props.clusterWide) this.bind(level, WHOLE_CLUSTER);
      else for (const namespace of namespaces) this.bind(level, namespace);
    }
    this.node.addValidation({
      validate: () =>
        [...automatic(place, identities), ...this.nearSignOns(namespaces)].map((problem) => describe(problem)),
    });
  }

  /**
   * Writes, to the values of the sign-on's report, what the API server must be told
   * (`values/authentication-configuration.yaml`, for `--authentication-config`; with private certificate authorities
   * add `certificateAuthority`), and what keeps files of Prometheus from editors (`values/monitoring-resources.yaml`,
   * for kube-prometheus-stack).
   * @param directory where the report is
   */
  public writeReport(directory: string = 'report'): void {
    if (this.groupsClaim.includes('.')) {
      refuse({
        path: this.node.path,
        what: 'an AuthenticationConfiguration cannot name a nested claim with a prefix',
        got: this.groupsClaim,
        allowed: 'claims without dots',
        fix: 'map it by an expression of your own',
      });
    }
    const values = path.join(directory, 'values');
    fs.mkdirSync(values, { recursive: true });
    const {
      clientId,
      groupsPrefix,
      identityProvider: { issuerUrl },
      usernameClaim = 'sub',
    } = this.props;
    Yaml.save(path.join(values, 'authentication-configuration.yaml'), [
      authenticationConfiguration({
        issuerUrl,
        clientId,
        groupsClaim: this.groupsClaim,
        groupsPrefix,
        usernameClaim: syntax.claim(this.node.path, 'usernameClaim', usernameClaim),
        usernamePrefix: this.usernamePrefix,
      }),
    ]);
    const files = path.join(values, 'monitoring-resources.yaml');
    // https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ArbitraryFSAccessThroughSMsConfig
    if (this.props.editors?.length) {
      Yaml.save(files, [{ prometheus: { prometheusSpec: { arbitraryFSAccessThroughSMs: { deny: true } } } }]);
    } else {
      fs.rmSync(files, { force: true });
    }
  }

  private bind({ id, identities, look, change }: Level, place: string | typeof WHOLE_CLUSTER): void {
    const scope = new Construct(this, place === WHOLE_CLUSTER ? `all-${id}` : `${place}-${id}`);
    const rules = [
      ...look.map((group) => ({ ...group, verbs: LOOK })),
      ...change.map((group) => ({ ...group, verbs: CHANGE })),
    ];
    const names = [...new Set(identities.map(({ claimValue }) => `${this.props.groupsPrefix}${claimValue}`))];
    const subjects = names.map((name) => ({ apiGroup: RBAC, kind: 'Group', name }));
    if (place === WHOLE_CLUSTER) {
      const { name } = new k8s.KubeClusterRole(scope, 'role', { rules });
      new k8s.KubeClusterRoleBinding(scope, 'binding', {
        subjects,
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      });
      return;
    }
    const metadata = { namespace: place };
    const { name } = new k8s.KubeRole(scope, 'role', { metadata, rules });
    new k8s.KubeRoleBinding(scope, 'binding', { metadata, subjects, roleRef: { apiGroup: RBAC, kind: 'Role', name } });
  }

  private namespaces(): string[] {
    const {
      node: { path: place },
      props: { namespaces = [], clusterWide = false, editors = [] },
    } = this;
    if (clusterWide === namespaces.length > 0) {
      refuse({
        path: place,
        what: 'where the rights hold is not clear',
        got: { namespaces, clusterWide },
        allowed: 'either namespaces, at least one, or clusterWide: true',
        fix: 'name the namespaces of the resources',
      });
    }
    if (clusterWide && editors.length > 0) {
      refuse({
        path: place,
        what: 'editors of every namespace could have any Secret of the cluster sent to themselves',
        got: { clusterWide, editors: editors.map(({ displayName }) => displayName) },
        allowed: 'editors of named namespaces; ruleEditors and viewers cluster-wide',
        fix: 'name the namespaces, or make them ruleEditors',
      });
    }
    // Array.from() makes a hole of the list undefined, which is refused; map() would skip it.
    return [...new Set(Array.from(namespaces, (namespace) => syntax.dnsLabel(place, 'namespaces', namespace)))];
  }

  private checkIdentity(identity: IIdentity): void {
    const {
      node: { path: place },
      props: {
        identityProvider: { issuerUrl },
      },
    } = this;
    if (typeof identity?.claimValue !== 'string' || !Object.values(IdentityKind).includes(identity.identityKind)) {
      refuse({
        path: place,
        what: 'an entry is no group, role or person',
        got: typeof identity,
        allowed: 'a list of identities',
        fix: 'use what addGroup(), addRole() or person() return',
      });
    }
    if (identity.issuerUrl !== issuerUrl) {
      refuse({
        path: place,
        what: `${identity.displayName} is of another identity provider`,
        got: identity.issuerUrl,
        allowed: issuerUrl,
        fix: 'use an identity of identityProvider',
      });
    }
  }

  /**
   * Nothing behind the prefix may make a name of Kubernetes' own, and kubectl's flags must not read it as "no prefix".
   */
  private checkPrefix(property: string, prefix: string): string {
    if (
      typeof prefix !== 'string' ||
      !/^[A-Za-z0-9._:/#@-]{1,253}$/.test(prefix) ||
      prefix === '-' ||
      prefix.startsWith('system:') ||
      'system:'.startsWith(prefix)
    ) {
      refuse({
        path: this.node.path,
        what:
          `${property} does not keep names of the identity provider apart from those of Kubernetes, which begin ` +
          'with system:',
        got: prefix,
        allowed:
          'letters, digits and ". _ : / # @ -", not "-" alone, nor the beginning of "system:" or anything ' +
          'that begins so',
        fix: 'use a prefix such as oidc:, and tell the API server',
      });
    }
    return prefix;
  }

  private nearSignOns(namespaces: readonly string[]): Problem[] {
    if (!this.props.editors?.length) return [];
    return signOnsOf(this)
      .filter(({ namespace }) => namespaces.includes(namespace))
      .map((signOn) => ({
        path: this.node.path,
        what: 'editors could have the Secret sent to themselves that makes sessions',
        got: `${signOn.path} in ${signOn.namespace}`,
        allowed: 'namespaces without a sign-on',
        fix: 'make them ruleEditors, or give the sign-on a namespace of its own',
      }));
  }
}

/** Asked again at the end, since default groups and roles may be named later. */
function automatic(place: string, identities: readonly IIdentity[]): Problem[] {
  return identities
    .filter((identity) => identity.automatic)
    .map(({ displayName }) => ({
      path: place,
      what: 'every new account would get the rights',
      got: displayName,
      allowed: 'groups and roles that an administrator gives to people',
      fix: 'use another group or role',
    }));
}

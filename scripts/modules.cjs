// The modules of lib/ and which others each may import: the table of the architecture as data. dependency-cruiser
// enforces it (.dependency-cruiser.cjs); a module that is not listed may import nothing.
'use strict';

/** What every module may import. */
const EVERYWHERE = ['errors.ts', 'syntax.ts', 'versions.ts', 'bundled'];

/** A pure decision and plain data come first, what makes objects next, and the facade last. */
const MODULES = {
  'errors.ts': [],
  'syntax.ts': [],
  'versions.ts': [],
  'access': [],
  'applications': ['access'],
  'workload': [],
  'secrets': ['imports'],
  'isolation': ['model', 'secrets', 'workload'],
  'machines': ['access', 'isolation', 'model', 'secrets'],
  'identity': ['access', 'isolation', 'machines', 'provider-keycloak', 'secrets'],
  'keycloak': ['access', 'identity', 'isolation', 'machines', 'provider-keycloak', 'secrets'],
  'model': ['access', 'applications', 'identity', 'machines'],
  'rules': ['access', 'model'],
  'sessions': ['isolation', 'secrets', 'workload'],
  'oauth2-proxy': [
    'access',
    'edge',
    'identity',
    'isolation',
    'machines',
    'model',
    'rules',
    'secrets',
    'sessions',
    'workload',
  ],
  'edge': ['access', 'imports', 'isolation', 'model'],
  'metrics': ['imports', 'isolation', 'model', 'oauth2-proxy'],
  'clients': ['access', 'applications', 'edge', 'isolation', 'machines', 'secrets', 'workload'],
  'report': ['access', 'applications', 'edge', 'isolation', 'metrics', 'model'],
  'clusters': ['access', 'applications', 'edge', 'isolation', 'model', 'secrets'],
  'manifest-guard.ts': ['rules'],
  'validation-pass.ts': ['rules'],
  'monitoring-resources': ['access', 'identity', 'model'],
  'imports': [],
  'provider-keycloak': [],
  'bundled': [],
};

/** Files that wire everything and may import every module. */
const WIRING = ['index.ts', 'monitoring-sso.ts', 'monitoring-sso-props.ts', 'conformance', 'protection'];

/** The modules of lib/ that the command line may import. Its build fails when one needs a peer dependency. */
const COMMAND_LINE = ['access', 'edge', 'identity/issuer-url.ts', 'identity/keycloak/realm-place.ts', 'report'];

/**
 * Breaches that are known and are being removed. Lint fails when an entry is no longer needed, so that the list
 * shrinks. `from` and `to` are paths; `cyclesWithin` is a folder.
 */
const KNOWN = [
  { cyclesWithin: 'lib/identity/keycloak/', reason: 'realm, groups and roles become constructs of their own' },
  { cyclesWithin: 'lib/sessions/', reason: 'the stores move behind ISessionStore' },
  { from: 'lib/rules/machine-hosts.ts', to: 'lib/machines/vouchers.ts', reason: 'rules read the model alone' },
  {
    from: 'lib/clusters/remote-cluster.ts',
    to: 'lib/monitoring-sso-props.ts',
    reason: 'its interface returns handles and takes the options of the facade',
  },
  {
    from: 'lib/clusters/remote-cluster.ts',
    to: 'lib/protection/machine-entrance.ts',
    reason: 'its interface returns handles and takes the options of the facade',
  },
  {
    from: 'lib/clusters/remote-cluster.ts',
    to: 'lib/protection/protected-application.ts',
    reason: 'its interface returns handles and takes the options of the facade',
  },
  {
    from: 'lib/monitoring-resources/monitoring-resource-access.ts',
    to: 'lib/monitoring-sso.ts',
    reason: 'it finds the sign-ons of a program through the model, when there is one below the root',
  },
];

module.exports = { COMMAND_LINE, EVERYWHERE, KNOWN, MODULES, WIRING };

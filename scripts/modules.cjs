// The modules of lib/, and the modules that each may import. dependency-cruiser enforces this table
// (.dependency-cruiser.cjs). A module that is not listed may import no other module.
'use strict';

/** Files that every module may import. */
const EVERYWHERE = ['errors.ts', 'syntax.ts', 'versions.ts', 'bundled', 'api-types'];

/** The order is: pure decisions and plain data, constructs, the facade. */
const MODULES = {
  'errors.ts': [],
  'syntax.ts': [],
  'versions.ts': [],
  'api-types': [],
  'access': [],
  'applications': ['access'],
  'workload': [],
  'secrets': ['imports'],
  'isolation': ['model', 'secrets', 'workload'],
  'machines': ['access', 'isolation', 'model', 'secrets'],
  'identity': ['access'],
  'keycloak': ['access', 'identity', 'isolation', 'machines', 'provider-keycloak', 'secrets'],
  'model': ['access', 'identity'],
  'rules': ['access', 'model'],
  'sessions': ['isolation', 'secrets', 'workload'],
  'oauth2-proxy': [
    'manifest-guard.ts',
    'program.ts',
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
  'program.ts': [],
  'manifest-guard.ts': ['rules'],
  'validation-pass.ts': ['access'],
  'monitoring-resources': ['access', 'identity', 'model', 'program.ts'],
  'imports': [],
  'provider-keycloak': [],
  'bundled': [],
};

/** Files that wire everything and may import every module. */
const WIRING = ['index.ts', 'api.ts', 'monitoring-sso.ts', 'monitoring-sso-props.ts', 'conformance', 'protection'];

/** The modules of lib/ that the command line may import. Its build fails if one of them needs a peer dependency. */
const COMMAND_LINE = ['access', 'edge', 'identity/issuer-url.ts', 'keycloak/realm-place.ts', 'report'];

/**
 * Known violations that will be removed. Lint fails if an entry is no longer needed. `from` and `to` are paths;
 * `cyclesWithin` is a folder.
 */
const KNOWN = [];

module.exports = { COMMAND_LINE, EVERYWHERE, KNOWN, MODULES, WIRING };

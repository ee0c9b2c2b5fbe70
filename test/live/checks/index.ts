import { access } from './access';
import { attacks } from './attacks';
import { audit } from './audit';
import { browser } from './browser';
import type { Area, EdgeScene } from './check';
import { cluster } from './cluster';
import { faultsName } from './faults';
import { generic } from './generic';
import { headers } from './headers';
import { hosts } from './hosts';
import { isolation } from './isolation';
import { logs } from './logs';
import { machines } from './machines';
import { methods } from './methods';
import { metrics } from './metrics';
import { options } from './options';
import { random } from './random';
import { realms } from './realms';
import { roles } from './roles';
import { sessions } from './sessions';
import { signIn } from './sign-in';
import { terraform } from './terraform';
import { verify } from './verify';

export { cluster, generic, hosts, machines, methods, options, random, realms, roles, terraform };

/** Those that look through an edge, in the order of one run: the last ones look at what the others left behind. */
export const throughEdges: readonly Area<EdgeScene>[] = [browser, signIn, access, verify, headers, metrics, attacks, isolation, sessions, audit, logs];

export const allAreas: readonly { readonly name: string }[] = [options, terraform, realms, cluster, ...throughEdges, hosts, roles, generic, methods, random, machines, { name: faultsName }];

import { access } from './access';
import { attacks } from './attacks';
import { browser } from './browser';
import type { Area, EdgeScene } from './check';
import { cluster } from './cluster';
import { generic } from './generic';
import { headers } from './headers';
import { hosts } from './hosts';
import { isolation } from './isolation';
import { logs } from './logs';
import { metrics } from './metrics';
import { options } from './options';
import { realms } from './realms';
import { sessions } from './sessions';
import { signIn } from './sign-in';
import { terraform } from './terraform';

export { cluster, generic, hosts, options, realms, terraform };

/** Those that look through an edge, in the order of one run: the last ones look at what the others left behind. */
export const throughEdges: readonly Area<EdgeScene>[] = [browser, signIn, access, headers, metrics, attacks, isolation, sessions, logs];

export const allAreas: readonly { readonly name: string }[] = [options, terraform, realms, cluster, ...throughEdges, hosts, generic];

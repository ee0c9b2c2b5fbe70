import type { Check, EdgeScene } from './check';
import { type Attack, Family } from '../../../cli/verify/attack';
import { ATTACKS } from '../../../cli/verify/attacks';
import { runAttack } from '../../../cli/verify/baseline';
import type { Target } from '../../../cli/verify/target';

/** The input of an attack with access inside the cluster: the target from outside, and the whole scene. */
export interface InsideTarget extends Target {
  readonly scene: EdgeScene;
}

/** An attack as a check. A documented attack passes, with a note. */
export function checkOf<T extends Target>(
  attack: Attack<T> & Pick<Check<EdgeScene>, 'edges' | 'slow'>,
  target: (scene: EdgeScene) => Promise<T>,
): Check<EdgeScene> {
  return {
    title: `${attack.title} [${attack.family}: ${attack.id}]`,
    edges: attack.edges,
    slow: attack.slow,
    run: async (scene) => {
      const { result, detail } = await runAttack(attack, await target(scene));
      // The stack provides everything that attacks need.
      if (result === 'not-tried') throw new Error(`not tried: ${detail}`);
      return result === 'known' ? `known: ${detail} (${attack.reference})` : detail;
    },
  };
}

/**
 * Families of attacks that depend on hosts, paths, methods and cookies. The other families give the same result as on
 * the quickstart, which the area `attacks` tests completely.
 */
const SHAPED = [
  Family.PATHS,
  Family.HOSTS,
  Family.METHODS,
  Family.COOKIES,
  Family.RETURN_ADDRESSES,
  Family.AUTHORIZATION_REQUEST,
  Family.CACHES,
];

/** Attacks that do not apply to the quickstart, by reason. The given area must test them. */
export const NOT_ON_THE_QUICKSTART: Readonly<Record<string, string>> = {
  'methods-of-a-neighbouring-right':
    'nobody may read an application of it, and not write to it: the area methods tries it',
};

/** Runs attacks from outside that may differ on another sign-on. The given attacks must apply to it. */
export async function attacksOfAnotherShape(target: Target, needed: readonly string[] = []): Promise<string> {
  const succeeded: string[] = [];
  const count = { 'held': 0, 'known': 0, 'not-tried': 0 };
  for (const attack of ATTACKS.filter(({ family }) => SHAPED.includes(family))) {
    try {
      const { result, detail } = await runAttack(attack, target);
      count[result] += 1;
      if (result === 'not-tried' && needed.includes(attack.id)) throw new Error(`not tried: ${detail}`);
    } catch (error) {
      succeeded.push(`${attack.id}: ${(error as Error).message.slice(0, 1000)}`);
    }
  }
  if (succeeded.length > 0) throw new Error(succeeded.join('\n'));
  return `${count.held} held, ${count.known} known, ${count['not-tried']} not tried`;
}

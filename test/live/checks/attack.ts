import type { Check, EdgeScene } from './check';
import { type Attack, Family } from '../../../cli/verify/attack';
import { ATTACKS } from '../../../cli/verify/attacks';
import { runAttack } from '../../../cli/verify/baseline';
import type { Target } from '../../../cli/verify/target';

/** What an attack that needs inside access may use: the view from outside, and the whole scene. */
export interface InsideTarget extends Target {
  readonly scene: EdgeScene;
}

/** An attack as a check: one that the documents know of passes, and says so. */
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
      // The stack has everything that an attack could need.
      if (result === 'not-tried') throw new Error(`not tried: ${detail}`);
      return result === 'known' ? `known: ${detail} (${attack.reference})` : detail;
    },
  };
}

/**
 * What depends on hosts, paths, methods and cookies: the rest would be the same as on the quickstart, which the area of
 * attacks tries whole.
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

/** Attacks that the quickstart has nothing for, by the reason; the area that is named has to try them. */
export const NOT_ON_THE_QUICKSTART: Readonly<Record<string, string>> = {
  'methods-of-a-neighbouring-right':
    'nobody may read an application of it, and not write to it: the area methods tries it',
};

/** Tries from outside what could be otherwise on a sign-on of another shape; what is named has to be possible there. */
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

import type { Attack } from '../../../lib/verify/attack';
import type { Target } from '../../../lib/verify/target';
import type { Check, EdgeScene } from './check';

/** What an attack that needs inside access may use: the view from outside, and the whole scene. */
export interface InsideTarget extends Target {
  readonly scene: EdgeScene;
}

/** An attack as a check: one that the documents know of passes, and says so. */
export function checkOf<T extends Target>(attack: Attack<T>, target: (scene: EdgeScene) => Promise<T>): Check<EdgeScene> {
  return {
    title: `${attack.title} [${attack.family}: ${attack.id}]`,
    run: async (scene) => {
      const { result, detail } = await attack.run(await target(scene));
      // The stack has everything that an attack could need.
      if (result === 'not-tried') throw new Error(`not tried: ${detail}`);
      return result === 'known' ? `known: ${detail} (${attack.reference})` : detail;
    },
  };
}

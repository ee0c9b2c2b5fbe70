import { ATTACKS } from '../../../cli/verify/attacks';
import { INSIDE_ATTACKS } from '../attacks';
import { checkOf, NOT_ON_THE_QUICKSTART } from './attack';
import type { Area, EdgeScene } from './check';
import { signOnPrograms } from './needs';
import { targetOf } from './target';

/** Known attacks, from outside and inside the cluster. All of them fail, or succeed as documented. */
export const attacks: Area<EdgeScene> = {
  name: 'attacks',
  needs: signOnPrograms,
  checks: [
    ...ATTACKS.filter(({ id }) => NOT_ON_THE_QUICKSTART[id] === undefined).map((attack) => checkOf(attack, targetOf)),
    ...INSIDE_ATTACKS.map((attack) => checkOf(attack, async (scene) => ({ ...(await targetOf(scene)), scene }))),
  ],
};

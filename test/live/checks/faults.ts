import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import type { Fault } from '../faults/fault';
import type { Laboratory } from '../faults/laboratory';
import { describe, problems } from '../faults/outcome';

export const faultsName = 'faults';

/**
 * What goes wrong in a cluster, under a steady load: no door opens, people are harmed no more than stated, and
 * everything recovers without help.
 */
export const faults = (chosen: readonly Fault[], laboratory: Laboratory | undefined): Area<EdgeScene> => ({
  name: faultsName,
  needs: signOnPrograms,
  checks: chosen.map((fault) => ({
    title: `${fault.title}: no door opens, and it recovers alone`,
    needs: fault.needs,
    run: async () => {
      const outcome = await laboratory!.measure(fault);
      const wrong = problems(outcome, fault.bounds);
      expect(wrong.length === 0, `${wrong.join('; ')} (${describe(outcome)})`);
      return describe(outcome);
    },
  })),
});

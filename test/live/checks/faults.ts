import { type Area, type EdgeScene, expect } from './check';
import { signOnPrograms } from './needs';
import type { Fault } from '../faults/fault';
import type { Laboratory } from '../faults/laboratory';
import { describe, problems } from '../faults/outcome';

export const faultsName = 'faults';

/**
 * Faults in a cluster under a constant load: no refused access is allowed, the effects are within the stated bounds,
 * and the stack recovers without intervention.
 */
export const faults = (chosen: readonly Fault[], laboratory: Laboratory | undefined): Area<EdgeScene> => ({
  name: faultsName,
  needs: signOnPrograms,
  checks: chosen.map((fault) => ({
    title: `${fault.title}: no refused access is allowed, and it recovers without intervention`,
    needs: fault.needs,
    run: async () => {
      const outcome = await laboratory!.measure(fault);
      const wrong = problems(outcome, fault.bounds);
      expect(wrong.length === 0, `${wrong.join('; ')} (${describe(outcome)})`);
      return describe(outcome);
    },
  })),
});

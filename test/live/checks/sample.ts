import { createHash } from 'node:crypto';
import type { AccessCheck } from '../../../cli/verify/access-checks';
import { READING_METHODS } from '../../../lib/access/locations';

/** Number of cells of each kind in a sample. */
const OF_EACH_KIND = 2;

/**
 * Returns the same cells in each run, of every kind: each identity, each kind of method, each purpose of each
 * application, and each outcome. The cells of a kind are selected by a hash of their addresses.
 */
export function sampleOf(cells: readonly AccessCheck[]): AccessCheck[] {
  const kinds = new Map<string, AccessCheck[]>();
  for (const cell of cells) {
    const {
      credential,
      method,
      decision: { application, answer, outcome, location },
    } = cell;
    const named = (location?.answers ?? []).some(({ methods }) => methods?.includes(method));
    const kind = JSON.stringify([
      credential.name,
      READING_METHODS.includes(method),
      named,
      application,
      answer?.purpose,
      outcome,
    ]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), cell]);
  }
  const lot = ({ method, url }: AccessCheck) => createHash('sha256').update(`${method} ${url}`).digest('hex');
  return [...kinds.values()].flatMap((alike) =>
    [...alike].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, OF_EACH_KIND),
  );
}

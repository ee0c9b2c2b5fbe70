import { SsoModel } from '../model';

/** The edges that can do something, as the end of a sentence about what to do; nothing where there is none. */
export function orAnotherEdge({ edge }: SsoModel, can: (other: SsoModel['edge']['others'][number]) => boolean): string {
  const able = edge.others
    .filter(can)
    .map(({ written }) => written)
    // An option that is not needed for it.
    .filter((written, _, all) => !all.some((without) => written.startsWith(`${without} `)));
  return able.length === 0 ? '' : `, or use ${able.join(' or ')}`;
}

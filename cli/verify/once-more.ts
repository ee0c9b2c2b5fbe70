/** How long an edge is left alone that may have shut somebody out for a short while, in milliseconds. */
const MOMENT = 2000;

/** Does something, and once more after a moment where it fails. */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, MOMENT));
    return work();
  });
}

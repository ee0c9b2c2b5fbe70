/** How long an edge is left alone that may have shut somebody out for a short while, in milliseconds. */
const RETRY_DELAY = 2000;

/** Does something, and once more after a moment where it fails. */
export async function retryOnce<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
    return work();
  });
}

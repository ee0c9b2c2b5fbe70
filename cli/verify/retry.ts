/** Delay before the retry in milliseconds. It gives the edge time to lift a short block of this client. */
const RETRY_DELAY = 2000;

/** Run the function, and run it once more after a delay if it fails. */
export async function retryOnce<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
    return work();
  });
}

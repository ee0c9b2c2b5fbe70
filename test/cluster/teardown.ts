/** Stops the programs that setup.ts started. */
export default async function teardown(): Promise<void> {
  await globalThis.endOfCluster?.();
}

/** Like `Promise.all`, but waits for every promise before it rejects, so that nothing is still running when the caller goes on. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** As `Promise.all`, but nothing goes on behind the caller's back when one of them fails. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

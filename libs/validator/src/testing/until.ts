import { setTimeout as delay } from 'node:timers/promises';

/** Resolves as soon as the condition holds; rejects with what was waited for when it doesn't within `withinMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${String(withinMs)} ms in vain until ${what}`);
    await delay(5);
  }
}

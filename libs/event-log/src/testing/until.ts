/** How long to wait, and for what. */
export interface UntilOptions {
  /** Named in the error when the condition never held. */
  readonly what?: string;
  /** Default 30000 ms. */
  readonly deadlineMs?: number;
}

const CHECK_EVERY_MS = 10;

/**
 * Resolves as soon as the condition holds; a condition that throws counts as not yet held.
 * @throws Error when the deadline passes first; its cause is what the condition last threw.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { what = 'the condition', deadlineMs = 30_000 }: UntilOptions = {},
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  let lastError: unknown;
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= giveUpAt) {
      throw new Error(`waited ${String(deadlineMs)} ms in vain for ${what}`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
  }
}

/** A promise with its handles outside. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** A gate that a handler under test waits at until the test opens it. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

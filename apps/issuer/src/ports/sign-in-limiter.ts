import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Wrong passwords per organisation and username within {@link WINDOW_S}, before none is tried any more. */
const MAX_FAILURES = 10;
const WINDOW_S = 300;

/** Slows down whoever guesses passwords: after ten wrong ones, a username's passwords aren't tried for five minutes. */
export class SignInLimiter {
  private readonly failures = new RateLimiterMemory({ points: MAX_FAILURES, duration: WINDOW_S });

  /** Whether a password may be tried for that username now. */
  async mayTry(orgId: string, username: string): Promise<boolean> {
    const state = await this.failures.get(key(orgId, username));
    return state === null || state.consumedPoints < MAX_FAILURES;
  }

  /** Notes how a try ended; a right password forgets the wrong ones. */
  async note(orgId: string, username: string, succeeded: boolean): Promise<void> {
    if (succeeded) {
      await this.failures.delete(key(orgId, username));
      return;
    }
    try {
      await this.failures.consume(key(orgId, username));
    } catch (refused) {
      // The limit is reached: that is what it is for.
      if (!(refused instanceof RateLimiterRes)) throw refused;
    }
  }
}

function key(orgId: string, username: string): string {
  return JSON.stringify([orgId, username.toLowerCase()]);
}

import { RateLimiter } from '#platform';

/** Wrong passwords per organisation and username within {@link WINDOW_S}, before none is tried any more. */
const MAX_FAILURES = 10;
const WINDOW_S = 300;

/** Slows down whoever guesses passwords: after ten wrong ones, a username's passwords aren't tried for five minutes. */
export class SignInLimiter {
  private readonly failures = new RateLimiter({ points: MAX_FAILURES, windowS: WINDOW_S });

  /** Whether a password may be tried for that username now. */
  async mayTry(orgId: string, username: string): Promise<boolean> {
    return !(await this.failures.isReached(key(orgId, username)));
  }

  /** Notes how a try ended; a right password forgets the wrong ones. */
  async note(orgId: string, username: string, succeeded: boolean): Promise<void> {
    if (succeeded) await this.failures.reset(key(orgId, username));
    else await this.failures.count(key(orgId, username));
  }
}

function key(orgId: string, username: string): string {
  return JSON.stringify([orgId, username.toLowerCase()]);
}

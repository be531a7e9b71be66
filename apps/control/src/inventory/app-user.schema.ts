import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';

/** A user's use of an app. Tokens issued and calls seen are counted separately. */
export const AppUserResourceSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** Pseudonym of the user; for an app's own tokens, its `client_id`. */
  user_id: z.string(),
  /** `null` if it was erased, and for an app's own tokens. */
  username: z.string().nullable(),
  /** When the first and the last token were issued; `null`: only calls were seen. */
  first_used_at: instant.nullable(),
  last_used_at: instant.nullable(),
  /** Access tokens issued. */
  use_count: wholeNumber,
  refresh_token_count: wholeNumber,
  /** Calls that edges reported. */
  calls: z.object({ count: wholeNumber, first_at: instant.nullable(), last_at: instant.nullable() }),
  /** Whether a token is active at the time of the request. */
  active: z.boolean(),
  /** When the last active token expires; `null`: none is active. */
  active_until: instant.nullable(),
  /** Active tokens among the newest hundred. `at_least`: not all tokens were looked at, so more may be active. */
  active_tokens: z.object({ access: wholeNumber, refresh: wholeNumber, at_least: z.boolean() }),
});
/** {@link AppUserResourceSchema} */
export type AppUserResource = z.output<typeof AppUserResourceSchema>;

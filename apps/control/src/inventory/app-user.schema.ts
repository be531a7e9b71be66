import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';

/** What a user does with an app. Tokens issued and calls seen are different things, and are never added up. */
export const AppUserResourceSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** Pseudonymous; of an app's own tokens, its `client_id`. */
  user_id: z.string(),
  /** `null` where it was erased, and of an app's own tokens. */
  username: z.string().nullable(),
  /** First and last token issued; `null`: only calls were seen. */
  first_used_at: instant.nullable(),
  last_used_at: instant.nullable(),
  /** Access tokens issued. */
  use_count: wholeNumber,
  refresh_token_count: wholeNumber,
  /** Calls seen at edges. */
  calls: z.object({ count: wholeNumber, first_at: instant.nullable(), last_at: instant.nullable() }),
  /** Whether a token is active, judged when it was asked for. */
  active: z.boolean(),
  /** When the last active token ends; `null`: none is active. */
  active_until: instant.nullable(),
  /** How many are active; `at_least`: there are more tokens than the newest hundred, and those weren't looked at. */
  active_tokens: z.object({ access: wholeNumber, refresh: wholeNumber, at_least: z.boolean() }),
});
/** {@link AppUserResourceSchema} */
export type AppUserResource = z.output<typeof AppUserResourceSchema>;

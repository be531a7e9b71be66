import { instant } from '#contracts/fields';
import { z } from 'zod';

/** An app that a user let act for them. */
export const ConnectedAppSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** What the app may do; where nothing stands any more, what it could do last. */
  scopes: z.array(z.string()),
  /** Since when it holds what it holds. */
  granted_at: instant.nullable(),
  /** When the last token of it that is active ends; `null`: none is. */
  expires_at: instant.nullable(),
  /** The last token issued, or call seen. */
  last_used_at: instant.nullable(),
  /** Whether the app holds an active token of the user. */
  active: z.boolean(),
});
/** {@link ConnectedAppSchema} */
export type ConnectedApp = z.output<typeof ConnectedAppSchema>;

/** Answer of `GET /connected-apps`: the one used last first. */
export const ConnectedAppListSchema = z.object({
  connected_apps: z.array(ConnectedAppSchema),
  /** The end of all app sessions that an administrator announced; `null`: none is. */
  session_end: z.object({ at: instant, reason: z.string().nullable() }).nullable(),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link ConnectedAppListSchema} */
export type ConnectedAppList = z.output<typeof ConnectedAppListSchema>;

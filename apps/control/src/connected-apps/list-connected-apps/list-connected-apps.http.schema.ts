import { instant } from '#contracts/fields';
import { z } from 'zod';

/** An app that a user let act for them. */
export const ConnectedAppSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** What the app may do; if none of its grants is active, what the last grant allowed. */
  scopes: z.array(z.string()),
  /** The beginning of the oldest of these grants; without a grant, the app's first use. */
  granted_at: instant.nullable(),
  /** When the last of its active tokens expires; `null` if none is active. */
  expires_at: instant.nullable(),
  /** When the last token was issued or the last call was seen. */
  last_used_at: instant.nullable(),
  /** Whether the app holds an active token of the user. */
  active: z.boolean(),
});
/** {@link ConnectedAppSchema} */
export type ConnectedApp = z.output<typeof ConnectedAppSchema>;

/** Answer of `GET /connected-apps`: the one used last first. */
export const ConnectedAppListSchema = z.object({
  connected_apps: z.array(ConnectedAppSchema),
  /** The end of all app sessions that an administrator announced; `null` if none is announced. */
  session_end: z.object({ at: instant, reason: z.string().nullable() }).nullable(),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link ConnectedAppListSchema} */
export type ConnectedAppList = z.output<typeof ConnectedAppListSchema>;

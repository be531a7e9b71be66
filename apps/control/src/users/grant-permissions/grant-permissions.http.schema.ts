import { type z } from 'zod';
import { somePermissions } from '../permissions.schema.js';

/** Body of `POST /users/{user_id}/permissions`: only what the caller holds can be given. */
export const GrantPermissionsRequestSchema = somePermissions;
/** {@link GrantPermissionsRequestSchema} */
export type GrantPermissionsRequest = z.output<typeof GrantPermissionsRequestSchema>;

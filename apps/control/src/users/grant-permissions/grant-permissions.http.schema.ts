import { type z } from 'zod';
import { somePermissions } from '../permissions.schema.js';

/** Body of `POST /users/{user_id}/permissions`. The caller can grant only permissions that it holds itself. */
export const GrantPermissionsRequestSchema = somePermissions;
/** {@link GrantPermissionsRequestSchema} */
export type GrantPermissionsRequest = z.output<typeof GrantPermissionsRequestSchema>;

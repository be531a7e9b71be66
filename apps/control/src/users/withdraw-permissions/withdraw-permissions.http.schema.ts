import { type z } from 'zod';
import { somePermissions } from '../permissions.schema.js';

/** Body of `POST /users/{user_id}/permissions/withdraw`. A role withdraws all of its permissions, even those that another role has too. */
export const WithdrawPermissionsRequestSchema = somePermissions;
/** {@link WithdrawPermissionsRequestSchema} */
export type WithdrawPermissionsRequest = z.output<typeof WithdrawPermissionsRequestSchema>;

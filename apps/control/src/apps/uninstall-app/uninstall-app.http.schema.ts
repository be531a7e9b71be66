import { z } from 'zod';
import { OPERATION_CONTROLS, OperationAcceptedSchema } from '../../operations/operation.schema.js';
import { InstallAppRequestSchema } from '../install-app/install-app.http.schema.js';

/** Body of `POST /apps/{client_id}/uninstall`. */
export const UninstallAppRequestSchema = InstallAppRequestSchema.extend(OPERATION_CONTROLS);
/** {@link UninstallAppRequestSchema} */
export type UninstallAppRequest = z.output<typeof UninstallAppRequestSchema>;

const uninstallPart = z.enum([
  'access_tokens',
  'refresh_tokens',
  'grants',
  'sessions',
  'policy',
  'preauthorizations',
  'registration',
  'blocks',
  'usage_history',
]);

/** Answer (202) to {@link UninstallAppRequestSchema}. */
export const UninstallAppResponseSchema = OperationAcceptedSchema.extend({
  /** The parts of the app that ended, for everybody or for that user; empty if nothing happened, or not yet. */
  ends: z.array(uninstallPart),
  /** The parts of the app that stay as they were. */
  leaves: z.array(uninstallPart),
});
/** {@link UninstallAppResponseSchema} */
export type UninstallAppResponse = z.output<typeof UninstallAppResponseSchema>;

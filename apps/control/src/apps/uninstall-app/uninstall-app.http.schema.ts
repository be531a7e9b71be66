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
  /** What of the app it ended, or of the app for that user; empty where nothing happened yet. */
  ends: z.array(uninstallPart),
  /** What it left as it was. */
  leaves: z.array(uninstallPart),
});
/** {@link UninstallAppResponseSchema} */
export type UninstallAppResponse = z.output<typeof UninstallAppResponseSchema>;

import type { z } from 'zod';
import { BOOTSTRAP_CONFIG, DISTRIBUTED_CONFIG, parseConfig } from '#platform';

/** Names that `control` reads from the environment. */
export const CONTROL_CONFIG = DISTRIBUTED_CONFIG.extend(BOOTSTRAP_CONFIG.shape);

/** What `control` reads from the environment. */
export type ControlConfig = z.output<typeof CONTROL_CONFIG>;

/** Reads the environment. @throws ConfigError */
export function readControlConfig(env: NodeJS.ProcessEnv): ControlConfig {
  return parseConfig(CONTROL_CONFIG, env);
}

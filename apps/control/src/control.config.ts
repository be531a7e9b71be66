import { BOOTSTRAP_CONFIG, DISTRIBUTED_CONFIG } from '#platform';

/** Names that `control` reads from the environment. */
export const CONTROL_CONFIG = DISTRIBUTED_CONFIG.extend(BOOTSTRAP_CONFIG.shape);

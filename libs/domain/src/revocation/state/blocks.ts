import type { RevocationState } from './revocation.state.js';

/** Whether a block of the app stands that was not lifted. Allocates nothing. */
export function isBlocked(state: RevocationState, app: string): boolean {
  const blocks = state.blocks.get(app);
  if (blocks === undefined) return false;
  const lifts = state.lifts.get(app);
  if (lifts === undefined) return true;
  for (const id of blocks) {
    if (!lifts.has(id)) return true;
  }
  return false;
}

/** Ids of the app's blocks that were not lifted, sorted; what an unblock has to name. */
export function activeBlocks(state: RevocationState, app: string): readonly string[] {
  const lifts = state.lifts.get(app);
  return [...(state.blocks.get(app) ?? [])].filter((id) => lifts?.has(id) !== true).sort();
}

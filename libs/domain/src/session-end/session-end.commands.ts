import type { TokenKind } from '../values/token-kind.js';

/** Announces that all app sessions end at a time. */
export interface ScheduleSessionEnd {
  readonly scheduleId: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly covers: readonly TokenKind[];
  readonly reason?: string | undefined;
}

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FactOutcome, RecordedDecision } from '#domain';
import { Runtime } from '#platform';
import { PROJECTOR, READ_MODEL_COLLECTIONS } from '#read-models';
import { type Projector, startProjector } from './consumer/projector.js';
import { type Refresher, startRefresher } from './refresh/refresher.js';

/** Runs the projections of a process from {@link start} until it ends. */
@Injectable()
export class ProjectorService implements OnApplicationShutdown {
  private projector: Projector | null = null;
  private refresher: Refresher | null = null;
  private trouble: string | null = 'The read models are being opened.';

  constructor(private readonly runtime: Runtime) {
    // A late condition: commands, tokens and the feed are served while the pages aren't.
    runtime.readiness.addLate('read-models', () => this.trouble);
  }

  /** Opens the read models and starts to project. The runtime must be started. */
  async start(): Promise<void> {
    const { storage, logger, platformKeys } = this.runtime;
    await storage.readModels.open(READ_MODEL_COLLECTIONS);
    this.projector = await startProjector({
      log: storage.log,
      store: storage.readModels,
      verify: (record) => platformKeys.verify(record),
      outcomeOf: (decision) => this.outcomeOf(decision),
      onHealth: (healthy, detail) => {
        this.trouble = healthy ? null : detail;
        logger[healthy ? 'info' : 'warn']({ detail }, 'projector');
      },
    });
    this.refresher = startRefresher({
      log: storage.log,
      store: storage.readModels,
      now: this.runtime.ambient.now,
      onFilled: () => {
        logger.info({ group: PROJECTOR }, 'the read models have caught up with the log');
      },
      onHealth: (healthy, detail) => {
        logger[healthy ? 'info' : 'warn']({ detail }, 'refresher');
      },
    });
    this.trouble = null;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.projector?.close(), this.refresher?.close()]);
  }

  /**
   * Whether the log accepted or rejected a decision. `null` where this process doesn't know: the fold forgets outcomes after a day of log
   * time, and the log may not be readable now.
   */
  private async outcomeOf({ id, orgId, position }: RecordedDecision): Promise<FactOutcome | null> {
    const { decisions } = this.runtime;
    const folded = decisions.positionOf(orgId);
    if (folded?.generation !== position.generation || folded.offset < position.offset) {
      await decisions.catchUp(orgId).catch(() => undefined);
    }
    const known = decisions.org(orgId)?.facts.get(id);
    return known?.offset === position.offset ? known.outcome : null;
  }
}

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { verifyValue } from '#contracts';
import type { LogRecord } from '#event-log';
import { Runtime } from '#platform';
import { READ_MODEL_COLLECTIONS } from '#read-models';
import { type Projector, startProjector } from './projector.js';

/** Runs the projections of a process from {@link start} until it ends. */
@Injectable()
export class ProjectorService implements OnApplicationShutdown {
  private projector: Projector | null = null;
  private trouble: string | null = 'The read models are being opened.';

  constructor(private readonly runtime: Runtime) {
    // Commands, tokens and the feed go on without the pages.
    runtime.readiness.addLate('read-models', () => this.trouble);
  }

  /** Opens the read models and begins. Called once the log is there. */
  async start(): Promise<void> {
    const { storage, logger } = this.runtime;
    await storage.readModels.open(READ_MODEL_COLLECTIONS);
    this.projector = await startProjector({
      log: storage.log,
      store: storage.readModels,
      verify: (record) => this.isGenuine(record),
      onHealth: (healthy, detail) => {
        this.trouble = healthy ? null : detail;
        logger[healthy ? 'info' : 'warn']({ detail }, 'projector');
      },
    });
    this.trouble = null;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.projector?.close();
  }

  /** Whether a decision's signature is one of the platform's. */
  async isGenuine(record: Pick<LogRecord, 'value' | 'headers'>): Promise<boolean> {
    const { platformKeys } = this.runtime;
    const check = await verifyValue(await platformKeys.verificationKeys(), record.value, record.headers);
    if (check !== 'unknown-key') return check === 'valid';
    return (
      (await verifyValue(await platformKeys.verificationKeys(true), record.value, record.headers)) === 'valid'
    );
  }
}

import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Runtime } from '#platform';
import { EndSessions, type Timer } from './end-sessions.js';

const processTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, ms).unref();
  return () => {
    clearTimeout(timeout);
  };
};

/** Runs {@link EndSessions} as long as the process runs. */
@Injectable()
export class EndSessionsService implements OnModuleInit, OnModuleDestroy {
  private readonly endSessions: EndSessions;

  constructor({ decisions, ambient, logger }: Runtime) {
    this.endSessions = new EndSessions({ decisions, now: ambient.now, timer: processTimer, logger });
  }

  onModuleInit(): void {
    this.endSessions.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.endSessions.close();
  }
}

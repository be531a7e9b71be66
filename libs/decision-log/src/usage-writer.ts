import { encodeUsage } from '#contracts';
import type { UsageFact } from '#domain';
import { type EventLog, USAGE_TOPIC } from '#event-log';

/** Appends usage facts to the log. */
export class UsageWriter {
  constructor(
    private readonly log: EventLog,
    private readonly nowIso: () => string,
    private readonly newId: () => string,
  ) {}

  /** Resolves when the fact is durable. @throws EventLogError where it wasn't appended, or where that isn't known */
  async write(orgId: string, fact: UsageFact, id: string = this.newId()): Promise<void> {
    await this.log.append(USAGE_TOPIC, encodeUsage({ id, orgId, time: this.nowIso(), fact }));
  }
}

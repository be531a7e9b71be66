import { encodeUsage } from '#contracts';
import type { UsageFact } from '#domain';
import { type EventLog, USAGE_TOPIC } from '#event-log';

/** Appends usage facts; what it resolved is durable. */
export class UsageWriter {
  constructor(
    private readonly log: EventLog,
    private readonly nowIso: () => string,
    private readonly newId: () => string,
  ) {}

  /** @throws EventLogError when it wasn't appended, or when that isn't known. */
  async write(orgId: string, fact: UsageFact, id: string = this.newId()): Promise<void> {
    await this.log.append(USAGE_TOPIC, encodeUsage({ id, orgId, time: this.nowIso(), fact }));
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeDecision } from '#contracts';
import { OWN_ISSUER_TRUST, type Effect, type JudgedClaims, type Position } from '#domain';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC, type EventLog, type NewRecord } from '#event-log';
import { createEmbeddedLog } from '#event-log/embedded';
import { until } from '#event-log/testing';
import {
  CLOCK_SCRIPT,
  connectHotRedis,
  revocationIndexOn,
  type HotIndexDemand,
  type HotRedis,
  type RevocationIndex,
} from '#hot-index';
import type { VerifyRecord } from '../hot-entries.js';
import { type HotIndexWriter, startHotIndexWriter } from '../hot-index.writer.js';

/** When the tests' time starts, epoch ms. */
export const BASE_MS = 1_767_225_600_000;
/** When their tokens are judged, epoch ms. */
export const NOW_MS = BASE_MS + 60_000;
/** Issuer of their tokens. */
export const ISS = 'https://issuer.example/o/acme';

/** A log of its own, and the keys that its index has in a Redis of tests. */
export class HotIndexUnderTest {
  /** The log's clock, epoch ms. */
  now = BASE_MS;
  /** What writers said about their health. */
  readonly health: string[] = [];
  private readonly writers: HotIndexWriter[] = [];
  private facts = 0;

  private constructor(
    private readonly folder: string,
    private readonly database: EmbeddedDatabase,
    readonly redis: HotRedis,
    readonly prefix: string,
    openLog: (clock: () => number) => EventLog,
  ) {
    this.log = openLog(() => this.now);
    this.index = revocationIndexOn(redis, {
      prefix,
      partitionOf: (orgId) => this.log.partitionOf(DECISIONS_TOPIC, orgId),
    });
  }

  readonly log: EventLog;
  readonly index: RevocationIndex;

  static async create(redisUrl: string, prefix: string): Promise<HotIndexUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-hot-'));
    const database = await openEmbeddedDatabase({ file: join(folder, 'rescind.db') });
    const redis = await connectHotRedis({ url: redisUrl });
    const made = new HotIndexUnderTest(folder, database, redis, prefix, (clock) =>
      createEmbeddedLog({ database, partitions: { decisions: 2, usage: 1 }, clock }),
    );
    await made.log.start();
    await until(async () => (await redis.run(CLOCK_SCRIPT, [], [])) !== null, { what: 'Redis' });
    return made;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.writers.splice(0).map((writer) => writer.close()));
    await this.redis.close();
    await this.log.close();
    await this.database.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  startWriter(verify?: VerifyRecord): HotIndexWriter {
    const { log, redis, prefix } = this;
    const onHealth = (_: boolean, detail: string): void => void this.health.push(detail);
    const writer = startHotIndexWriter({
      log,
      redis,
      prefix,
      tickMs: 20,
      onHealth,
      ...(verify === undefined ? {} : { verify }),
    });
    this.writers.push(writer);
    return writer;
  }

  async stop(writer: HotIndexWriter): Promise<void> {
    this.writers.splice(this.writers.indexOf(writer), 1);
    await writer.close();
  }

  /** A decision's record with these effects. */
  record(effects: readonly Effect[], keepUntil: string | null = null, orgId = 'acme'): NewRecord {
    this.facts += 1;
    return encodeDecision({
      id: `fact-${String(this.facts)}`,
      orgId,
      actor: { kind: 'system', id: 'test' },
      time: new Date(this.now).toISOString(),
      fact: { type: 'GrantRevoked', data: { grantId: 'g', covers: ['access'] } },
      effects,
      keepUntil,
      basedOn: null,
      requestDigest: null,
    });
  }

  async append(...args: Parameters<HotIndexUnderTest['record']>): Promise<Position> {
    const { generation, offset } = await this.log.append(DECISIONS_TOPIC, this.record(...args));
    return { generation, offset };
  }

  /** The verdict, or why there is none, in one word. */
  async answer(claims: JudgedClaims, demand?: HotIndexDemand): Promise<string> {
    const found = await this.index.judge('acme', claims, OWN_ISSUER_TRUST, NOW_MS, demand);
    if (!found.known) return found.gap;
    return found.verdict.active ? 'active' : found.verdict.reason;
  }

  /** Waits until the index is complete, up to a position where one is given. */
  complete(position?: Position): Promise<void> {
    const demand = position === undefined ? {} : { atLeast: position };
    return until(async () => (await this.answer(token('good'), demand)) === 'active', { what: 'the index' });
  }

  /** Runs one command on the key of the organisation's partition. */
  onKey(command: string, key: string): Promise<unknown> {
    const partition = String(this.log.partitionOf(DECISIONS_TOPIC, 'acme'));
    return this.redis.run(`return redis.call(${command})`, [`${this.prefix}:{d${partition}}:${key}`], []);
  }

  async flush(): Promise<void> {
    await this.redis.run(`return redis.call('FLUSHALL')`, [], []);
  }
}

/** A token of the issuer, good unless it is revoked. */
export function token(jti: string, more: Partial<JudgedClaims> = {}): JudgedClaims {
  const seconds = NOW_MS / 1000;
  return {
    kind: 'access',
    iss: ISS,
    jti,
    clientId: 'app-1',
    sub: 'user-1',
    iat: seconds,
    exp: seconds + 3600,
    ...more,
  };
}

import { DecisionLog, type DecisionLogLimits, PositionTokens, UsageWriter } from '#decision-log';
import type { EventLog } from '#event-log';
import type { ReadModelStore } from '#read-models';
import type { CredentialStore } from '../credentials/index.js';
import type { KeyRing } from '../crypto/key-ring.js';
import { IssuerKeys } from '../keys/issuer-keys.js';
import { PlatformKeys } from '../keys/platform-keys.js';
import type { Logger } from '../logging/logger.js';
import { Readiness } from '../readiness/readiness.js';
import type { Ambient } from './ambient.js';

/** The storage that a process runs on, embedded or distributed. */
export interface RuntimeStorage {
  readonly log: EventLog;
  readonly readModels: ReadModelStore;
  readonly credentials: CredentialStore;
  /** Connects, which has to happen before the log starts. Waits as long as it takes, and reports what for. */
  open(onWaiting: (detail: string) => void): Promise<void>;
  /** What has failed and won't recover without a restart; `null`: nothing. */
  trouble?(): string | null;
  close(): Promise<void>;
}

/** What a {@link Runtime} is made from. */
export interface RuntimeOptions {
  readonly storage: RuntimeStorage;
  readonly ring: KeyRing;
  readonly logger: Logger;
  readonly ambient: Ambient;
  /** Where clients reach the deployment, without a trailing slash. */
  readonly publicUrl: string;
  readonly defaultResource: string;
  /** Addresses and CIDR ranges of the proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Intervals and deadlines of the decision log that differ from the defaults. */
  readonly limits?: DecisionLogLimits;
}

/** Everything that the modules of one process use together. The constructor connects to nothing; {@link Runtime.start} does. */
export class Runtime {
  readonly storage: RuntimeStorage;
  readonly ring: KeyRing;
  readonly logger: Logger;
  readonly ambient: Ambient;
  readonly readiness = new Readiness();
  readonly platformKeys: PlatformKeys;
  readonly issuerKeys: IssuerKeys;
  readonly decisions: DecisionLog;
  readonly usage: UsageWriter;
  readonly positions: PositionTokens;
  readonly publicUrl: string;
  readonly defaultResource: string;
  readonly trustedProxies: readonly string[];
  private readonly closers: (() => Promise<void>)[] = [];

  constructor(options: RuntimeOptions) {
    const { storage, ring, logger, ambient } = options;
    this.storage = storage;
    this.ring = ring;
    this.logger = logger;
    this.ambient = ambient;
    this.publicUrl = options.publicUrl;
    this.defaultResource = options.defaultResource;
    this.trustedProxies = options.trustedProxies ?? [];
    this.platformKeys = new PlatformKeys(storage.credentials, ring);
    this.issuerKeys = new IssuerKeys(storage.credentials, ring);
    this.positions = new PositionTokens(ring);
    this.usage = new UsageWriter(storage.log, () => new Date(ambient.now()).toISOString(), ambient.newId);
    this.decisions = new DecisionLog({
      ...options.limits,
      ...ambient,
      log: storage.log,
      logger,
      signer: () => this.platformKeys.signer('decisions'),
      verify: (record) => this.platformKeys.verify(record),
    });
    this.readiness.add('storage-health', () => storage.trouble?.() ?? null);
    this.readiness.add('decision-log', () => this.decisions.trouble);
  }

  /** Connects to the storage, creates what is missing and folds the log. Resolves when everything is read. */
  async start(): Promise<void> {
    const { storage } = this;
    await storage.open((detail) => {
      this.readiness.waitFor('storage', detail);
      this.logger.warn({ detail }, 'waiting');
    });
    this.readiness.waitFor('storage', null);
    await storage.credentials.open();
    await storage.log.start();
    // The log reports what it waits for through the same callback, but not when it has stopped waiting.
    this.readiness.waitFor('storage', null);
    await this.decisions.start();
  }

  /** Adds something to close before the log and the storage. The last one added is closed first. */
  onClose(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  /** Closes everything, in order, also where a part fails to close. @throws AggregateError of all failures */
  async close(): Promise<void> {
    const steps = [
      ...this.closers.splice(0).reverse(),
      () => this.decisions.close(),
      () => this.storage.close(),
    ];
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, 'Some parts of the process could not be closed.');
  }
}

/** The issuer identifier of an organisation: `<publicUrl>/o/<org>` (RFC 8414 section 2). */
export function issuerOf(publicUrl: string, orgId: string): string {
  return `${publicUrl}/o/${orgId}`;
}

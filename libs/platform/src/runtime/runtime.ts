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

/** The storage that a process runs on; the same ports whether embedded or distributed. */
export interface RuntimeStorage {
  readonly log: EventLog;
  readonly readModels: ReadModelStore;
  readonly credentials: CredentialStore;
  /** Opens what has to be opened before the log starts, e.g. connections. Waits, and says what for. */
  open(onWaiting: (detail: string) => void): Promise<void>;
  /** What has broken for good since it was opened; `null`: nothing. */
  trouble?(): string | null;
  close(): Promise<void>;
}

/** What {@link Runtime} is made of. */
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
  /** Intervals and deadlines of the decision log, where they aren't the usual ones. */
  readonly limits?: DecisionLogLimits;
}

/** Everything that the modules of one process share. Made cold; {@link Runtime.start} connects and folds. */
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
    // The log waits through the same call, and says only what for.
    this.readiness.waitFor('storage', null);
    await this.decisions.start();
  }

  /** Has something closed before the log and the storage are. */
  onClose(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  /** Closes everything, in order; what fails to close doesn't keep the rest open. */
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
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed in order.');
  }
}

/** The issuer identifier of an organisation: `<publicUrl>/o/<org>` (RFC 8414 section 2). */
export function issuerOf(publicUrl: string, orgId: string): string {
  return `${publicUrl}/o/${orgId}`;
}

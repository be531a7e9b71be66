import { randomUUID } from 'node:crypto';
import type { Answer } from '../api/api-client.js';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';

/** A revocation that was sent, and what came of it. */
export interface Sent {
  /** Its `Idempotency-Key`, and its reason on the revocation's page. */
  readonly key: string;
  readonly answer: Answer;
  /** How long the answer took, ms. */
  readonly tookMs: number;
}

/** Several callers that revoke an app's tokens again and again, each with a new key, until one attempt of theirs fails. */
export class RevocationLoad {
  readonly sent: Sent[] = [];
  private readonly id = randomUUID();
  private readonly callers: Promise<void>[];

  constructor(
    private readonly platform: Platform,
    private readonly clientId: string,
    callers: number,
  ) {
    this.callers = Array.from({ length: callers }, (_, caller) => this.call(caller));
  }

  /** What was answered 202. */
  get acknowledged(): readonly Sent[] {
    return this.sent.filter(({ answer }) => answer.status === 202);
  }

  /** What was answered otherwise. */
  get failed(): readonly Sent[] {
    return this.sent.filter(({ answer }) => answer.status !== 202);
  }

  /** Waits until the load runs. */
  async running(): Promise<void> {
    await until('revocations are acknowledged', () => this.acknowledged.length >= 2 * this.callers.length);
  }

  /** Resolves when an attempt of every caller has failed. */
  async ended(): Promise<void> {
    await Promise.all(this.callers);
  }

  /** Sends one, the first time or again. */
  async send(key: string): Promise<Sent> {
    const startedAt = performance.now();
    const headers = { 'idempotency-key': key };
    const answer = await this.platform.api.post(
      `/apps/${this.clientId}/revoke`,
      { reason: key },
      { headers },
    );
    return { key, answer, tookMs: performance.now() - startedAt };
  }

  private async call(caller: number): Promise<void> {
    for (let round = 0; ; round += 1) {
      const sent = await this.send(`${this.id}-${String(caller)}-${String(round)}`);
      this.sent.push(sent);
      if (sent.answer.status !== 202) return;
    }
  }
}

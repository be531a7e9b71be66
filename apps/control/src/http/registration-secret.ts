import type { Acceptance } from '#decision-log';
import type { Credential, CredentialStore } from '#platform';

/**
 * Stores the secret of something that is being registered. The credential is stored before the fact, so that nothing is ever
 * registered without one. A retry with the same `Idempotency-Key` stores a new secret, because the answer with the earlier one may
 * never have arrived. If two such requests run at the same time, only the secret that is stored last works.
 */
export class RegistrationSecret {
  private stored: Credential | null = null;

  /** @param credential `null` if there is no secret to store. */
  constructor(
    private readonly store: CredentialStore,
    private readonly credential: Credential | null,
  ) {}

  /** Run this before the fact is appended. It doesn't replace a credential that is already stored; `settle` does. */
  readonly beforeAppend = async (): Promise<void> => {
    if (this.credential !== null) this.stored = await this.store.putIfAbsent(this.credential);
  };

  /**
   * Run this once the fact is in the log. It stores this request's secret if an earlier request had already appended the fact, or if
   * the store holds another secret.
   */
  async settle(acceptance: Acceptance): Promise<void> {
    if (this.credential === null) return;
    const isMine = this.stored?.data['secretHash'] === this.credential.data['secretHash'];
    if (acceptance.fact === null || !isMine) await this.store.put(this.credential);
  }
}

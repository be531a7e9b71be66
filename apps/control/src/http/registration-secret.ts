import type { Acceptance } from '#decision-log';
import type { Credential, CredentialStore } from '#platform';

/**
 * The credential of something that is being registered: stored before its fact, so that a fact never stands without one. Where two
 * requests with one `Idempotency-Key` race, the credential of the one whose fact came first in the log stands in the end.
 */
export class RegistrationSecret {
  private stored: Credential | null = null;

  /** @param credential `null`: there is no secret to store. */
  constructor(
    private readonly store: CredentialStore,
    private readonly credential: Credential | null,
  ) {}

  /** To be run before the fact is appended. What another request has stored stays for now. */
  readonly beforeAppend = async (): Promise<void> => {
    if (this.credential !== null) this.stored = await this.store.putIfAbsent(this.credential);
  };

  /** To be run once the fact stands. Of an earlier attempt the secret may never have arrived, so it gets the new one. */
  async settle(acceptance: Acceptance): Promise<void> {
    if (this.credential === null) return;
    const isMine = this.stored?.data['secretHash'] === this.credential.data['secretHash'];
    if (acceptance.fact === null || !isMine) await this.store.put(this.credential);
  }
}

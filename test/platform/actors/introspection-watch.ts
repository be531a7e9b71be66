import type { TestApp } from './apps.js';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';

/** Asks an issuer about a good and a revoked token again and again, and remembers every pair of answers. */
export class IntrospectionWatch {
  /** `active` of the good one and of the revoked one. */
  readonly answers = new Set<string>();
  private readonly asking: Promise<void>;
  private watching = true;
  private asked = 0;

  constructor(
    private readonly platform: Platform,
    private readonly app: TestApp,
    private readonly tokens: { readonly good: string; readonly revoked: string },
  ) {
    this.asking = this.ask();
  }

  /** Waits until it was asked some more times, from now on. */
  async more(): Promise<void> {
    const before = this.asked;
    await until('introspection answers', () => this.asked > before + 5);
  }

  async stop(): Promise<void> {
    this.watching = false;
    await this.asking;
  }

  private async ask(): Promise<void> {
    const { good, revoked } = this.tokens;
    for (; this.watching; this.asked += 1) {
      this.answers.add(
        `${await isActive(this.platform, this.app, good)} ${await isActive(this.platform, this.app, revoked)}`,
      );
    }
  }
}

/** `active` of the answer to one of the app's own tokens (RFC 7662), or the status where there is none. */
export async function isActive({ api, issuer }: Platform, app: TestApp, token: string): Promise<string> {
  const url = `${issuer}/token/introspection`;
  const { status, body } = await api.form(url, app.clientId, app.clientSecret, { token });
  return status === 200 ? String(body['active']) : String(status);
}

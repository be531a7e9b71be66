import { HttpPoster } from '../shared/http-post.ts';
import type { Deployment } from './deployment.ts';
import type { ObservedEdge } from './observed-edge.ts';

const REFUSED_WITHIN_MS = 30_000;

/** Times of one revocation, ms since it was sent. */
export interface Sample {
  /** When the 202 arrived. */
  readonly accepted: number;
  /** When the edge first refused the token. */
  readonly refused: number;
}

/** Revokes tokens by their `jti`, one at a time, and watches an edge. */
export class Revoker {
  readonly #deployment: Deployment;
  readonly #control: HttpPoster;

  constructor(deployment: Deployment, accessToken: string) {
    this.#deployment = deployment;
    const headers = { authorization: `Bearer ${accessToken}` };
    this.#control = new HttpPoster(`${deployment.urlOf('control')}/tokens/revoke`, headers);
  }

  async revoke(token: string, edge: ObservedEdge): Promise<Sample> {
    await edge.accept(token);
    const jti = jtiOf(token);
    const refusal = within(REFUSED_WITHIN_MS, edge.refusal(token));
    const sent = performance.now();
    const [accepted, refused] = await Promise.all([this.#send(jti), refusal]);
    return { accepted: accepted - sent, refused: refused - sent };
  }

  close(): void {
    this.#control.close();
  }

  /** Answers the time at which the 202 arrived. */
  async #send(jti: string): Promise<number> {
    const { status, text, answeredAt } = await this.#control.post({ jti });
    if (status === 202) return answeredAt;
    // Log lines only: what a first start prints for people contains credentials.
    const printed = this.#deployment.platform.processes.get('control')?.output() ?? '';
    const log = printed.split('\n').filter((line) => line.startsWith('{'));
    throw new Error([`the revocation was answered ${String(status)}: ${text}`, ...log.slice(-3)].join('\n'));
  }
}

function jtiOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return String((JSON.parse(payload) as { jti?: unknown }).jti);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`a token was not refused within ${String(limitMs)} ms`));
    }, limitMs).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

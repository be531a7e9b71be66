import { createHmac } from 'node:crypto';
import type { Actor } from '#domain';
import { equalInConstantTime, type KeyRing } from '#platform';
import type { TokenCounts } from '../inventory/token-counts.schema.js';
import type { Operation } from './operation.kind.js';

/** How long a confirmation is valid, ms. */
export const CONFIRMATION_LIFETIME_MS = 5 * 60_000;

/** What a confirmation holds about its preview. */
export interface Confirmation {
  readonly id: string;
  /** Epoch ms. */
  readonly expiresAtMs: number;
  readonly counts: TokenCounts;
  /** The organisation's `orgWideRevision` at the preview. */
  readonly revision: number;
}

/** What a confirmation is bound to. */
export interface Confirmed {
  readonly orgId: string;
  readonly actor: Actor;
  readonly operation: Operation;
}

type Payload = readonly [string, number, number, number, number, number, boolean, number];

/**
 * Issues and reads confirmations. A confirmation is what a preview showed, with a MAC that binds it to the organisation, the caller and
 * the operation. One of another caller or operation is refused just like a forged one.
 */
export class ConfirmationTokens {
  private readonly key: Buffer;

  constructor(ring: KeyRing) {
    this.key = ring.derive('confirmation-mac');
  }

  issue(of: Confirmed, { id, expiresAtMs, counts, revision }: Confirmation): string {
    const { apps, users, tokens, at_least } = counts;
    const payload: Payload = [
      id,
      expiresAtMs,
      apps,
      users,
      tokens.access,
      tokens.refresh,
      at_least,
      revision,
    ];
    const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${text}.${this.mac(of, text)}`;
  }

  /** `null` if it wasn't issued to that caller for that operation. Doesn't check whether it has expired. */
  read(of: Confirmed, token: string): Confirmation | null {
    const [text = '', mac = ''] = token.split('.');
    if (token !== `${text}.${mac}` || !equalInConstantTime(mac, this.mac(of, text))) return null;
    const payload = JSON.parse(Buffer.from(text, 'base64url').toString()) as Payload;
    const [id, expiresAtMs, apps, users, access, refresh, atLeast, revision] = payload;
    const counts = { apps, users, tokens: { access, refresh }, at_least: atLeast };
    return { id, expiresAtMs, counts, revision };
  }

  private mac({ orgId, actor, operation }: Confirmed, text: string): string {
    const { kind, parameters, reason = null } = operation;
    const parts = [orgId, actor.kind, actor.id, kind.type, parameters, reason, text];
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest('base64url');
  }
}

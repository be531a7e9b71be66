import {
  applyGrant,
  applyToken,
  GRANT_MODEL,
  grantDocId,
  formatPosition,
  TOKEN_MODEL,
  tokenDocId,
  type TokenIssued,
} from '#domain';
import { recordedUsage, tokenIssued } from '#domain/testing';
import { issuerOf } from '#platform';
import { ORG, PUBLIC_URL } from '#platform/testing';
import type { ControlUnderTest } from './control-under-test.js';

/** Writes tokens to the inventory, as the projector does after our issuer has issued them. */
export async function issue(
  control: ControlUnderTest,
  ...tokens: readonly Partial<TokenIssued['data']>[]
): Promise<void> {
  const { storage, ambient } = control.process.runtime;
  const { position } = control.org;
  const now = ambient.now();
  const usual = {
    iss: issuerOf(PUBLIC_URL, ORG),
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 3_600_000).toISOString(),
    rpos: position === null ? '' : formatPosition(position),
  };
  const facts = tokens.map((token) =>
    recordedUsage(tokenIssued({ ...usual, tokenId: ambient.newId(), ...token }), { orgId: ORG }),
  );
  const first = { expected: null, positions: {} };
  for (const recorded of facts) {
    if (recorded.fact.type !== 'TokenIssued') continue;
    const { iss, tokenId, grantId } = recorded.fact.data;
    const id = tokenDocId(ORG, iss, tokenId);
    await storage.readModels.write(TOKEN_MODEL.collection, [
      { ...first, id, doc: applyToken(null, recorded, id) ?? {} },
    ]);
    if (grantId === undefined) continue;
    await storage.readModels.write(GRANT_MODEL.collection, [
      { ...first, id: grantDocId(ORG, grantId), doc: applyGrant(null, recorded) ?? {} },
    ]);
  }
}

/** `count` tokens that are all alike. */
export function times(
  count: number,
  token: Partial<TokenIssued['data']>,
): readonly Partial<TokenIssued['data']>[] {
  return Array.from({ length: count }, () => token);
}

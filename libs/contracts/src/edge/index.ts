// What an edge reads and writes. Nothing here may need the schema library, also not by way of another file: `npm run lint` checks it.
export { ContractError, type ContractErrorCode } from '../contract.errors.js';

export { decodeDecisionEffects, rotatedIssuerOf } from '../envelope/decision-effects.decode.js';
export type { DecisionEffects, InvalidRecord, UnknownEffect, WireRecord } from '../envelope/wire-record.js';

export * from '../signature/keys.js';
export * from '../signature/signature.js';
export type { WebCryptoKey } from '../signature/web-crypto.js';

export * from '../snapshot/snapshot.errors.js';
export * from '../snapshot/snapshot.decode.js';
export { SNAPSHOT_VERSION } from '../snapshot/snapshot-format.js';

export * from '../feed/feed-messages.js';
export {
  isReceiptDenial,
  isReceiptUsage,
  readHeadResponse,
  readStreamEvent,
} from '../feed/feed-messages.read.js';

export { parseBearer } from '../http-auth/bearer.js';

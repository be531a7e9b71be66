import type { DenialReason } from '../../facts/index.js';

// `/` separates, so it is escaped, and so is the escape. A lone surrogate has no UTF-8 form; two different ones would be
// stored as the same text.
const TO_ESCAPE = /[%/]|\p{Cs}/gu;
/** Most parts hold nothing to escape: neither of the two, and no surrogates, paired or lone. */
const PLAIN = /^[^%/\ud800-\udfff]*$/;

/** Joins parts into an id; different parts never make the same one. */
export function joinParts(...parts: readonly string[]): string {
  return parts.map((part) => (PLAIN.test(part) ? part : part.replace(TO_ESCAPE, escaped))).join('/');
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Id of an app's document. */
export function appDocId(orgId: string, clientId: string): string {
  return joinParts(orgId, clientId);
}

/** Id of the document of what a user does with an app. */
export function appUserDocId(orgId: string, clientId: string, userId: string): string {
  return joinParts(orgId, clientId, userId);
}

/** Id of a token's document. */
export function tokenDocId(orgId: string, iss: string, tokenId: string): string {
  return joinParts(orgId, iss, tokenId);
}

/** Id of a grant's document. */
export function grantDocId(orgId: string, grantId: string): string {
  return joinParts(orgId, grantId);
}

/** Id of a revocation's audit entry; `revocationId` is the decision's id. */
export function revocationDocId(orgId: string, revocationId: string): string {
  return joinParts(orgId, revocationId);
}

/** Id of a decision's audit entry. */
export function auditDocId(orgId: string, decisionId: string): string {
  return joinParts(orgId, decisionId);
}

/** Id of the document that counts an app's denials for one reason and user; `null`: nobody was signed in. */
export function denialDocId(
  orgId: string,
  clientId: string,
  userId: string | null,
  reason: DenialReason,
): string {
  return userId === null ? joinParts(orgId, clientId, reason) : joinParts(orgId, clientId, reason, userId);
}

/** Id of an edge's document. */
export function edgeDocId(orgId: string, edgeId: string): string {
  return joinParts(orgId, edgeId);
}

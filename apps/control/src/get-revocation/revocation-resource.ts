import type { RevocationResource } from '#contracts';
import { parsePosition, type RevocationDoc } from '#domain';
import type { PositionTokens } from '#platform';

/** A revocation's page, from its audit entry. */
export function revocationResource(doc: RevocationDoc, positions: PositionTokens): RevocationResource {
  const position = parsePosition(doc.position);
  return {
    id: doc.revocationId,
    type: doc.type,
    subject: doc.subject,
    actor: { kind: doc.actorKind, id: doc.actorId },
    time: doc.time,
    recordedAt: doc.recordedAt,
    position: position === null ? doc.position : positions.issue(doc.orgId, position),
    covers: [...doc.covers],
    ...(doc.reason === null ? {} : { reason: doc.reason }),
    effects: doc.effects.map((effect) => ({ ...effect })),
    keepUntil: doc.keepUntil,
  };
}

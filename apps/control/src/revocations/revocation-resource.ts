import { type RevocationResource } from './revocation.schema.js';
import { parsePosition, type RevocationDoc } from '#domain';
import type { Runtime } from '#platform';
import { type PositionTokens } from '#decision-log';
import { appNameIn, orgOf } from '../inventory/org-of.js';
import { namesOf } from '../inventory/user-names.js';

/** Converts the audit entries of revocations to their HTTP form, with the names of the users and apps that decided them. */
export async function revocationResources(
  runtime: Runtime,
  positions: PositionTokens,
  orgId: string,
  docs: readonly RevocationDoc[],
): Promise<RevocationResource[]> {
  const org = orgOf(runtime, orgId);
  const users = docs.flatMap(({ actorKind, actorId }) => (actorKind === 'user' ? [actorId] : []));
  const names = await namesOf(runtime, orgId, users);
  const nameOf = ({ actorKind, actorId }: RevocationDoc): string | null => {
    switch (actorKind) {
      case 'user':
        return names.get(actorId) ?? null;
      case 'client':
        return appNameIn(org, actorId);
      case 'system':
        return null;
    }
  };
  return docs.map((doc) => revocationResource(doc, nameOf(doc), positions));
}

function revocationResource(
  doc: RevocationDoc,
  actorName: string | null,
  positions: PositionTokens,
): RevocationResource {
  const position = parsePosition(doc.position);
  return {
    id: doc.revocationId,
    type: doc.type,
    subject: doc.subject,
    subjectKind: doc.subjectKind,
    clientId: doc.clientId,
    userId: doc.userId,
    actor: { kind: doc.actorKind, id: doc.actorId, name: actorName },
    time: doc.time,
    recordedAt: doc.recordedAt,
    position: position === null ? doc.position : positions.issue(doc.orgId, position),
    covers: [...doc.covers],
    ...(doc.reason === null ? {} : { reason: doc.reason }),
    effects: doc.effects.map((effect) => ({ ...effect })),
    keepUntil: doc.keepUntil,
    propagationUrl: `/revocations/${encodeURIComponent(doc.revocationId)}/propagation`,
  };
}

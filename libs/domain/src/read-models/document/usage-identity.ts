import type { RecordedUsage } from '../../facts/index.js';
import { joinParts } from './document-ids.js';

/**
 * What makes two usage facts the same, whatever their ids: a producer that never heard its acknowledgement appends again, and
 * an edge that never heard an answer sends its windows again, which makes other facts of them. They have the same key, so they
 * stand in one partition. A denial without a window, and whatever else has no name of its own, is known by the fact's id.
 */
export function usageIdentity({ id, orgId, fact }: RecordedUsage): string {
  switch (fact.type) {
    case 'TokenIssued': {
      const { iss, kind, tokenId } = fact.data;
      return joinParts('issued', orgId, iss, kind, tokenId);
    }
    case 'TokenUsed': {
      const { edgeId, windowId, clientId, userId } = fact.data;
      return joinParts('used', orgId, edgeId, windowId, clientId, userId);
    }
    case 'UsageDenied': {
      const { edgeId, windowId, clientId, userId, reason } = fact.data;
      if (edgeId === undefined || windowId === undefined) return joinParts('fact', orgId, id);
      const user = userId === undefined ? [] : [userId];
      return joinParts('denied', orgId, edgeId, windowId, clientId, reason, ...user);
    }
    case 'EdgeAbsorbed':
      return joinParts('fact', orgId, id);
  }
}

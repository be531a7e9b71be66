import type { UsageDenied } from '../facts/index.js';
import { joinParts } from './document-ids.js';
import type { ReadModelFact } from './document.js';

/**
 * What a denial is counted once by: where an edge counted it, its window, app, user and reason, because an edge that never
 * heard an answer sends the row again, and that makes another fact; elsewhere the fact's own id.
 */
export function denialCountId(denial: UsageDenied['data'], recorded: ReadModelFact): string {
  const { edgeId, windowId, clientId, userId, reason } = denial;
  if (edgeId === undefined || windowId === undefined) return joinParts('denied', recorded.id);
  const user = userId === undefined ? [] : [userId];
  return joinParts('denied-window', edgeId, windowId, clientId, reason, ...user);
}

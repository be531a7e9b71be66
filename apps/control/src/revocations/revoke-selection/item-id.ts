import { derivedId } from '../../operations/derived-id.js';

/** Id of the decision about one item of a selection, derived from the selection's id. */
export function itemId(selectionId: string, index: number): string {
  return derivedId(selectionId, index);
}

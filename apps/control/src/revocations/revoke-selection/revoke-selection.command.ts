import { Command } from '@nestjs/cqrs';
import { type ItemOutcome, type SelectionItem } from './selection.schema.js';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { type Acceptance } from '#decision-log';

/** What came of a selection, and of each item. */
export interface SelectionOutcome {
  /** Of the item that stands last in the log. */
  readonly acceptance: Acceptance;
  readonly outcomes: readonly ItemOutcome[];
}

/** Revokes a selection: every item by a decision of its own. */
export class RevokeSelectionCommand extends Command<SelectionOutcome> {
  constructor(
    readonly meta: CommandMeta,
    readonly items: readonly SelectionItem[],
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}

import { Command } from '@nestjs/cqrs';
import { type ItemOutcome, type SelectionItem } from './selection.schema.js';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { type Acceptance } from '#decision-log';

/** The outcome of a selection, and of each of its items. */
export interface SelectionOutcome {
  /** The acceptance of the item that comes last in the log. */
  readonly acceptance: Acceptance;
  readonly outcomes: readonly ItemOutcome[];
}

/** Revokes a selection. Every item gets a decision of its own. */
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

import { type Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { problem } from '#contracts';
import { type ItemOutcome, type SelectionItem } from './selection.schema.js';
import { DomainError } from '#domain';
import { type CommandMeta, problemOf } from '#platform';
import { type Acceptance, DecisionLog } from '#decision-log';
import { allOf } from '#async';
import { itemId } from './item-id.js';
import { nothingHappened } from '../../http/nothing-happened.js';
import { RevokeAppTokensCommand } from '../../apps/revoke-app-tokens/revoke-app-tokens.command.js';
import { RevokeGrantCommand } from '../../tokens/revoke-grant/revoke-grant.command.js';
import { RevokeSessionCommand } from '../../sessions/revoke-session/revoke-session.command.js';
import { RevokeTokenCommand } from '../../tokens/revoke-token/revoke-token.command.js';
import { RevokeUserAppTokensCommand } from '../../users/revoke-user-app-tokens/revoke-user-app-tokens.command.js';
import { RevokeUserTokensCommand } from '../../users/revoke-user-tokens/revoke-user-tokens.command.js';
import { RevokeSelectionCommand, type SelectionOutcome } from './revoke-selection.command.js';

type Result = { readonly acceptance: Acceptance } | { readonly refusal: DomainError };

/**
 * Revokes a selection. Every item runs the command for its kind, all concurrently, so that they share the log's group commits. The id
 * of each decision is derived from the request's id and the item's index, so a retry doesn't repeat items that are done. An item that
 * breaks a rule is refused alone. If the log doesn't answer, the whole command fails and can be sent again.
 */
@CommandHandler(RevokeSelectionCommand)
export class RevokeSelectionHandler implements ICommandHandler<RevokeSelectionCommand> {
  constructor(
    private readonly bus: CommandBus,
    private readonly decisions: DecisionLog,
  ) {}

  async execute(command: RevokeSelectionCommand): Promise<SelectionOutcome> {
    const results = await allOf(command.items.map((item, index) => this.one(command, item, index)));
    const acceptances = results.flatMap((result) => ('acceptance' in result ? result.acceptance : []));
    return {
      acceptance: lastOf(acceptances) ?? nothingHappened(this.decisions, command.meta.orgId),
      outcomes: results.map((result, index) => outcomeOf(command.items[index] as SelectionItem, result)),
    };
  }

  private async one(command: RevokeSelectionCommand, item: SelectionItem, index: number): Promise<Result> {
    try {
      return { acceptance: await this.bus.execute(commandOf(command, item, index)) };
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error };
      throw error;
    }
  }
}

function commandOf(
  { meta: whole, covers, reason }: RevokeSelectionCommand,
  item: SelectionItem,
  index: number,
): Command<Acceptance> {
  const { factId } = whole;
  const meta: CommandMeta = factId === undefined ? whole : { ...whole, factId: itemId(factId, index) };
  if ('token_id' in item) return new RevokeTokenCommand(meta, item.token_id, item.iss, covers, reason);
  if ('grant_id' in item) return new RevokeGrantCommand(meta, item.grant_id, covers, reason);
  if ('session_id' in item) return new RevokeSessionCommand(meta, item.session_id, covers, reason);
  if ('user_id' in item && 'client_id' in item)
    return new RevokeUserAppTokensCommand(meta, item.user_id, item.client_id, covers, reason);
  if ('user_id' in item) return new RevokeUserTokensCommand(meta, item.user_id, covers, reason);
  return new RevokeAppTokensCommand(meta, item.client_id, covers, reason);
}

function outcomeOf(item: SelectionItem, result: Result): ItemOutcome {
  if ('refusal' in result) {
    const { code, extras } = problemOf(result.refusal);
    return { item, status: 'refused', problem: problem(code, extras.detail) };
  }
  const { id, status } = result.acceptance;
  return id === null ? { item, status } : { item, status, id, location: `/revocations/${id}` };
}

/** The acceptance that comes last in the log: waiting for its position waits for all. It has no effects, because the items have theirs. */
function lastOf(acceptances: readonly Acceptance[]): Acceptance | null {
  const [first, ...others] = acceptances;
  if (first === undefined) return null;
  const last = others.reduce((one, other) => (isLater(other, one) ? other : one), first);
  return { ...last, fact: null, effects: [], revokes: false };
}

function isLater(one: Acceptance, other: Acceptance): boolean {
  if ((one.id === null) !== (other.id === null)) return other.id === null;
  return one.position.offset > other.position.offset;
}

import { Injectable } from '@nestjs/common';
import { covers } from '#contracts/fields';
import { type TokenKind, utf8Length } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import {
  type BulkOperation,
  BulkOperationKind,
  type Description,
} from '../../operations/bulk-operation.kind.js';
import { listed, restOf } from '../../operations/descriptions.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { RevokeSelectionCommand } from './revoke-selection.command.js';
import { itemId } from './item-id.js';
import { type SelectionItem, SelectionItemSchema } from './selection.schema.js';

const ParametersSchema = z.strictObject({ items: z.array(SelectionItemSchema).min(1), covers });
type Parameters = z.output<typeof ParametersSchema>;

const ITEMS_AT_A_TIME = 32;
/** Bytes of JSON that are reserved for the parameters other than the items. They need less. */
const OTHER_PARAMETERS_BYTES = 4096;

/** Revokes a selection, as an operation. Every item gets a fact of its own. */
@Injectable()
export class RevokeSelectionOperation extends BulkOperationKind<Parameters> {
  readonly type = 'revoke-selection';
  readonly permission = 'tokens:revoke';
  readonly schema = ParametersSchema;

  covers(parameters: Parameters): readonly TokenKind[] {
    return parameters.covers;
  }

  /** Always `true`: whether anything happens is answered per item. */
  wouldHappen(): boolean {
    return true;
  }

  async count(tokens: TokenCounter, { items }: Parameters): Promise<void> {
    for (let first = 0; first < items.length; first += ITEMS_AT_A_TIME) {
      const some = items.slice(first, first + ITEMS_AT_A_TIME);
      await Promise.all(some.map((item) => addItem(tokens, item)));
    }
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    const command = new RevokeSelectionCommand(meta, parameters.items, parameters.covers, reason);
    const { acceptance, outcomes } = await this.bus.execute(command);
    return { acceptance, answer: { outcomes } };
  }

  override partIds(factId: string, { items }: Parameters): readonly string[] {
    return items.map((_item, index) => itemId(factId, index));
  }

  partsWithin({ items }: Parameters, bytes: number): number {
    const size = utf8Length(JSON.stringify(items));
    return Math.floor((items.length * (bytes - OTHER_PARAMETERS_BYTES)) / size);
  }

  request({ parameters, reason }: Operation<Parameters>): OperationRequest {
    const body = { ...parameters, ...(reason === undefined ? {} : { reason }) };
    return { operation: 'POST /revocations', body };
  }

  describe({ parameters }: BulkOperation<Parameters>): Description {
    const rest = restOf(parameters.covers);
    return {
      covered: `All ${listed(parameters.covers)} of ${String(parameters.items.length)} selected items.`,
      leaves: {
        description: `What is not selected${rest.length === 0 ? '' : `, and the ${listed(rest)} of what is selected`}.`,
        commands: [],
      },
      warning: 'This cannot be undone.',
    };
  }
}

function addItem(tokens: TokenCounter, item: SelectionItem): Promise<void> {
  if ('token_id' in item) return tokens.addToken(item.token_id, item.iss);
  if ('grant_id' in item) return tokens.addGrant(item.grant_id);
  if ('session_id' in item) {
    tokens.addUncounted();
    return Promise.resolve();
  }
  if ('user_id' in item && 'client_id' in item) return tokens.addOfUserAtApp(item.user_id, item.client_id);
  return 'user_id' in item ? tokens.addOfUser(item.user_id) : tokens.addOfApp(item.client_id);
}

import {
  type OperationParameters,
  type OrgState,
  type Permission,
  TOKEN_KINDS,
  type TokenKind,
} from '#domain';
import type { CommandMeta } from '#platform';
import type { z } from 'zod';
import type { TokenCounter } from '../inventory/token-counter.js';
import type { Execution, Operation, OperationKind, OperationRequest } from './operation.kind.js';
import type { Coverage, Leaves } from './operation.schema.js';

/** An operation that may cover any number of tokens. */
export interface BulkOperation<P extends OperationParameters = OperationParameters> extends Operation<P> {
  readonly kind: BulkOperationKind<P>;
}

/** What a preview says of an operation that would do something. */
export interface Description {
  /** Exactly what it covers. */
  readonly covered: string;
  /** What it leaves alive, and the commands for that. */
  readonly leaves: Leaves;
  /** What whoever confirms it should know. */
  readonly warning: string;
}

/** What a preview says of an operation that would do nothing. */
export interface NothingToDo {
  /** Why: `: the app is blocked already`. */
  readonly because: string;
  /** The commands for what may have been meant. */
  readonly instead: Leaves['commands'];
}

/**
 * A kind of operation that may cover any number of tokens: it can be looked at first (`dry_run`), confirmed, and held up for a second
 * person where it covers more than the organisation's threshold.
 */
export abstract class BulkOperationKind<
  P extends OperationParameters = OperationParameters,
> implements OperationKind<P> {
  abstract readonly type: string;
  abstract readonly permission: Permission;
  abstract readonly schema: z.ZodType<P>;
  /** Formats of the access tokens that it covers. */
  readonly formats: Coverage['formats'] = ['JWT', 'Opaque'];

  abstract request(operation: Operation<P>): OperationRequest;
  abstract wouldHappen(org: OrgState, operation: Operation<P>): boolean;
  abstract execute(meta: CommandMeta, operation: Operation<P>, isApproved: boolean): Promise<Execution>;

  /** Which kinds of token it covers. */
  abstract covers(parameters: P): readonly TokenKind[];
  abstract describe(operation: BulkOperation<P>): Description;
  /** Counts the active tokens that it covers. */
  abstract count(tokens: TokenCounter, parameters: P): Promise<void>;

  describeNothing(_operation: BulkOperation<P>): NothingToDo {
    return { because: '', instead: [] };
  }

  /** Whether it is carried out only with a confirmation: it is about everything that the organisation has. */
  needsConfirmation(_parameters: P): boolean {
    return false;
  }

  /** Whether it may have to wait for a second person. */
  mayNeedApproval(_parameters: P): boolean {
    return true;
  }

  /** Ids of the facts that it leaves beside the one with the request's own id. */
  partIds(_factId: string, _parameters: P): readonly string[] {
    return [];
  }

  /** The operation itself. */
  of(parameters: P, reason: string | undefined): BulkOperation<P> {
    return { kind: this, parameters, reason };
  }
}

/** The kinds of token in their own order: the same operation always has the same parameters. */
export function inOrder(covers: readonly TokenKind[]): TokenKind[] {
  return TOKEN_KINDS.filter((kind) => covers.includes(kind));
}

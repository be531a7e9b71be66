import { Injectable } from '@nestjs/common';
import { type OperationParameters, TOKEN_KINDS, type TokenKind } from '#domain';
import type { TokenCounter } from '../inventory/token-counter.js';
import type { Operation } from './operation.kind.js';
import type { Coverage, Leaves } from './operation.schema.js';
import { RegisteredOperationKind } from './registered-operation.kind.js';

/** An operation that may cover any number of tokens. */
export interface BulkOperation<P extends OperationParameters = OperationParameters> extends Operation<P> {
  readonly kind: BulkOperationKind<P>;
}

/** The texts of a preview whose operation would change something. */
export interface Description {
  /** Exactly what it covers. */
  readonly covered: string;
  /** What it leaves alive, and the commands that end that. */
  readonly leaves: Leaves;
  /** What the person who confirms it should know. */
  readonly warning: string;
}

/** The texts of a preview whose operation would change nothing. */
export interface NothingToDo {
  /** The reason, to follow `Nothing would happen`, such as `: the app is blocked already`. May be empty. */
  readonly because: string;
  /** Commands that the caller may have meant instead. */
  readonly instead: Leaves['commands'];
}

/**
 * A kind of operation that may cover any number of tokens. It can be previewed (`dry_run`) and confirmed. If it covers more active
 * tokens than the organisation's threshold, it waits for a second person.
 */
@Injectable()
export abstract class BulkOperationKind<
  P extends OperationParameters = OperationParameters,
> extends RegisteredOperationKind<P> {
  /** Formats of the access tokens that it covers. */
  readonly formats: Coverage['formats'] = ['JWT', 'Opaque'];

  /** Which kinds of token it covers. */
  abstract covers(parameters: P): readonly TokenKind[];
  abstract describe(operation: BulkOperation<P>): Description;
  /** Counts the active tokens that it covers. */
  abstract count(tokens: TokenCounter, parameters: P): Promise<void>;

  describeNothing(_operation: BulkOperation<P>): NothingToDo {
    return { because: '', instead: [] };
  }

  /** Whether it is carried out only with a confirmation, because it covers everything that the organisation has. */
  needsConfirmation(_parameters: P): boolean {
    return false;
  }

  /** Whether it may have to wait for a second person. */
  mayNeedApproval(_parameters: P): boolean {
    return true;
  }

  /** Ids of the facts that its parts append, if it has parts. They are made from the id of the request's fact. */
  partIds(_factId: string, _parameters: P): readonly string[] {
    return [];
  }

  /** An operation of this kind. */
  of(parameters: P, reason: string | undefined): BulkOperation<P> {
    return { kind: this, parameters, reason };
  }
}

/** The kinds of token in a fixed order, so that the same operation always has the same parameters. */
export function inOrder(covers: readonly TokenKind[]): TokenKind[] {
  return TOKEN_KINDS.filter((kind) => covers.includes(kind));
}

import type { OperationParameters, OrgState, Permission } from '#domain';
import type { CommandMeta } from '#platform';
import { type Acceptance } from '#decision-log';
import type { z } from 'zod';

/** An operation that may have to wait for a second person: its kind and its parameters. */
export interface Operation<P extends OperationParameters = OperationParameters> {
  readonly kind: OperationKind<P>;
  readonly parameters: P;
  /** The reason that the requester gave. */
  readonly reason: string | undefined;
}

/** The HTTP request that asks for an operation. It is only shown, never parsed. */
export interface OperationRequest {
  /** `METHOD /path` */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The outcome of an operation that was carried out. */
export interface OperationOutcome {
  readonly operation: Operation;
  readonly acceptance: Acceptance;
  /** Fields of the HTTP answer besides those that every command answers. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** What the use case behind an operation returns. */
export type Execution = Pick<OperationOutcome, 'acceptance' | 'answer'>;

/**
 * One kind of operation. Its use case implements it and registers it with the `OperationRegistry`, so that an operation that waited
 * for a second person can be read from the log and carried out.
 */
export interface OperationKind<P extends OperationParameters = OperationParameters> {
  /** Must never change: it is written to the log. */
  readonly type: string;
  /** The permission that the requester and the approver both need. */
  readonly permission: Permission;
  /** Reads the parameters from the log. */
  readonly schema: z.ZodType<P>;
  request(operation: Operation<P>): OperationRequest;
  /**
   * Whether it would change anything now.
   * @throws DomainError as its command would
   */
  wouldHappen(org: OrgState, operation: Operation<P>): boolean;
  /** Carries it out; `isApproved`: a second person has approved it. */
  execute(meta: CommandMeta, operation: Operation<P>, isApproved: boolean): Promise<Execution>;
  /** About how many of its parts fit into that many bytes of JSON. Absent: it has no parts. */
  partsWithin?(parameters: P, bytes: number): number;
}

/** Carries out an operation that has passed every step before execution. */
export async function execute(
  meta: CommandMeta,
  operation: Operation,
  isApproved = false,
): Promise<OperationOutcome> {
  return { operation, ...(await operation.kind.execute(meta, operation, isApproved)) };
}

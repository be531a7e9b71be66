import type { OperationParameters, OrgState, Permission } from '#domain';
import type { CommandMeta } from '#platform';
import { type Acceptance } from '#decision-log';
import type { z } from 'zod';

/** An operation that may have to wait for a second person: its kind, and what it is to be carried out with. */
export interface Operation<P extends OperationParameters = OperationParameters> {
  readonly kind: OperationKind<P>;
  readonly parameters: P;
  /** Why it is wanted, in the words of whoever asks. */
  readonly reason: string | undefined;
}

/** The HTTP request that asks for an operation, to be shown; it is never read back. */
export interface OperationRequest {
  /** `METHOD /path` */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What came of an operation that was carried out. */
export interface OperationOutcome {
  readonly operation: Operation;
  readonly acceptance: Acceptance;
  /** What its answer says beside what every answer says. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** What the use case behind an operation makes of it. */
export type Execution = Pick<OperationOutcome, 'acceptance' | 'answer'>;

/**
 * One kind of operation. Its use case implements it and registers it with the `OperationRegistry`, so that an operation that waited
 * for a second person can be read from the log and carried out.
 */
export interface OperationKind<P extends OperationParameters = OperationParameters> {
  /** Stable: it stands in the log. */
  readonly type: string;
  /** What whoever asks for it and whoever approves it must hold. */
  readonly permission: Permission;
  /** Reads the parameters that stand in the log. */
  readonly schema: z.ZodType<P>;
  request(operation: Operation<P>): OperationRequest;
  /**
   * Whether it would do anything as things are.
   * @throws DomainError as its command would
   */
  wouldHappen(org: OrgState, operation: Operation<P>): boolean;
  /** Carries it out; `isApproved`: a second person has approved it. */
  execute(meta: CommandMeta, operation: Operation<P>, isApproved: boolean): Promise<Execution>;
  /** How many of its parts could wait for approval together, where it has more; `undefined`: it has no parts. */
  partsWithin?(parameters: P, bytes: number): number;
}

/** Carries an operation out, once whatever stood before it has been passed. */
export async function execute(
  meta: CommandMeta,
  operation: Operation,
  isApproved = false,
): Promise<OperationOutcome> {
  return { operation, ...(await operation.kind.execute(meta, operation, isApproved)) };
}

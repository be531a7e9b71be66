import { Injectable } from '@nestjs/common';
import type { ApprovalState } from '#domain';
import { ProblemException } from '#platform';
import type { Operation, OperationKind } from './operation.kind.js';

/** The kinds of operation, by type. Every use case registers its own. */
@Injectable()
export class OperationRegistry {
  private readonly kinds = new Map<string, OperationKind>();

  /** @throws Error if the type is taken */
  register(kind: OperationKind): void {
    if (this.kinds.has(kind.type)) throw new Error(`Two kinds of operation have the type "${kind.type}".`);
    this.kinds.set(kind.type, kind);
  }

  /** The operation of an approval. `undefined`: another version of the platform wrote it, and this one can't read it. */
  find({ operation: type, parameters, reason }: ApprovalState): Operation | undefined {
    const kind = this.kinds.get(type);
    const read = kind?.schema.safeParse(parameters);
    if (kind === undefined || read?.success !== true) return undefined;
    return { kind, parameters: read.data, reason: reason ?? undefined };
  }

  /** Like {@link find}. @throws ProblemException `CONFLICT` if this version can't read it */
  read(approval: ApprovalState): Operation {
    const operation = this.find(approval);
    if (operation !== undefined) return operation;
    throw new ProblemException('CONFLICT', {
      detail:
        'This version of the platform cannot read the operation that waits for approval, so it cannot be approved. It can be declined.',
    });
  }
}

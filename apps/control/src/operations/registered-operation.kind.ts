import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { OperationParameters, OrgState, Permission } from '#domain';
import type { CommandMeta } from '#platform';
import type { z } from 'zod';
import { OperationRegistry } from './operation-registry.js';
import type { Execution, Operation, OperationKind, OperationRequest } from './operation.kind.js';

/** A kind of operation that registers itself when its Nest module starts, and is carried out by a command. */
@Injectable()
export abstract class RegisteredOperationKind<P extends OperationParameters>
  implements OperationKind<P>, OnModuleInit
{
  abstract readonly type: string;
  abstract readonly permission: Permission;
  abstract readonly schema: z.ZodType<P>;

  constructor(
    private readonly registry: OperationRegistry,
    protected readonly bus: CommandBus,
  ) {}

  /** @throws Error where another kind has the same type */
  onModuleInit(): void {
    this.registry.register(this);
  }

  abstract request(operation: Operation<P>): OperationRequest;
  abstract wouldHappen(org: OrgState, operation: Operation<P>): boolean;
  abstract execute(meta: CommandMeta, operation: Operation<P>, isApproved: boolean): Promise<Execution>;
}

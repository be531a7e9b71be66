import { Injectable } from '@nestjs/common';
import { type Command, CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { accepted, type AcceptedResponse, type CommandMeta } from '#platform';
import type { Position } from '#domain';
import { type Acceptance, PositionTokens } from '#decision-log';

/** What the answer to a registration carries besides its body. */
export interface Created {
  /** Path of what was registered. */
  readonly location: string;
  readonly position: Position;
  /** Whether the body holds a secret, so that no cache may store it. */
  readonly secret: boolean;
}

/** Executes commands and answers them over HTTP. */
@Injectable()
export class Commands {
  constructor(
    private readonly bus: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  /** Executes a command and returns its result; the caller writes the HTTP answer. */
  execute<Result>(command: Command<Result>): Promise<Result> {
    return this.bus.execute(command);
  }

  /** Executes a command and answers 202 with its decision. */
  async accept(
    reply: FastifyReply,
    command: Command<Acceptance> & { readonly meta: CommandMeta },
  ): Promise<AcceptedResponse> {
    return accepted(reply, this.positions, command.meta.orgId, await this.bus.execute(command));
  }

  /** Answers a registration: 201 with `Location` and `Rescind-Position`. */
  created(reply: FastifyReply, { orgId }: CommandMeta, { location, position, secret }: Created): void {
    reply.status(201).header('location', location);
    if (secret) reply.header('cache-control', 'no-store');
    reply.header('rescind-position', this.positions.issue(orgId, position));
  }
}

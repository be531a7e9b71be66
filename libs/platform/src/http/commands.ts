import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Acceptance, DecisionMeta, PositionTokens } from '#decision-log';
import type { AcceptedResponse } from './accepted.schema.js';
import { Runtime } from '../runtime/runtime.js';
import type { Principal } from '../tokens/own-token.verifier.js';
import { ProblemException } from './problem.exception.js';

/** What a command carries of its request besides the content. */
export interface CommandMeta extends DecisionMeta {
  readonly orgId: string;
}

type CommandRequest = FastifyRequest & { principal?: Principal };

const KEY = /^[\x21-\x7e]{1,255}$/;

const CurrentRequest = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<CommandRequest>(),
);

/**
 * Reads organisation, actor and `Idempotency-Key` of a request. With a key, the fact's id is `hash(org, actor, route, key)`, and a digest
 * of path and body goes into the log, by which a different request with the same key is recognised. The digest is keyed, because a body
 * may hold a password.
 */
@Injectable()
export class CommandMetaPipe implements PipeTransform<CommandRequest, CommandMeta> {
  constructor(private readonly runtime: Runtime) {}

  transform(request: CommandRequest): CommandMeta {
    const { principal } = request;
    if (principal === undefined) throw new ProblemException('UNAUTHENTICATED');
    const { orgId, kind, id } = principal;
    const base = { orgId, actor: { kind, id }, ...traceOf(request) };
    const key = request.headers['idempotency-key'];
    if (key === undefined) return base;
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new ProblemException('INVALID_REQUEST', {
        detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
      });
    }
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const requestDigest = this.runtime.ring.digest(JSON.stringify([request.url, request.body ?? null]));
    return { ...base, factId: hash([orgId, kind, id, route, key]), requestDigest };
  }
}

/** Passes a route the {@link CommandMeta} of its request; see {@link CommandMetaPipe}. */
export const Meta = (): ParameterDecorator => CurrentRequest(CommandMetaPipe);

/** Answers a command with 202 and `Rescind-Position`; where it revokes something, with the `Location` of the revocation's page as well. */
export function accepted(
  reply: FastifyReply,
  positions: PositionTokens,
  orgId: string,
  acceptance: Acceptance,
): AcceptedResponse {
  const position = positions.issue(orgId, acceptance.position);
  reply.status(202).header('rescind-position', position);
  const { id, status, fact, effects, revokes } = acceptance;
  if (id !== null && revokes) reply.header('location', `/revocations/${id}`);
  const covers = fact !== null && 'covers' in fact.data ? { covers: [...fact.data.covers] } : {};
  return { id, status, position, ...covers, effects: effects.map((effect) => ({ ...effect })) };
}

function traceOf(request: FastifyRequest): { traceparent?: string } {
  const traceparent = request.headers['traceparent'];
  const wellFormed =
    typeof traceparent === 'string' &&
    /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent);
  return wellFormed ? { traceparent } : {};
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

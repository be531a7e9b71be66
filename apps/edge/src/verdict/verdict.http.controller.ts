import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authorizationOf, type Validator } from '#validator';
import { verdict } from './verdict.handler.js';
import { VERDICT_VALIDATOR } from './verdict.tokens.js';

/** `GET /edge/verdict`, for proxies that ask before they pass a request on. */
@Controller('edge/verdict')
export class VerdictHttpController {
  constructor(@Inject(VERDICT_VALIDATOR) private readonly validator: Validator) {}

  /** 200, or 401 | 403 | 503 with `Rescind-Reason`. No body. */
  @Get()
  @ApiOperation({
    summary: 'May this request pass? For proxies that ask with the request’s own Authorization header',
  })
  @ApiQuery({
    name: 'scope',
    required: false,
    description: 'Scopes that the token must have, all of them.',
    schema: { type: 'string' },
  })
  @ApiResponse({
    status: 200,
    description: 'Yes. Rescind-Client-Id, Rescind-Subject and Rescind-Position say who and how far.',
  })
  @ApiResponse({
    status: '4XX',
    description: '401 or 403 with an RFC 6750 challenge and Rescind-Reason; no body.',
  })
  @ApiResponse({
    status: '5XX',
    description: '503 with Retry-After and Rescind-Reason: this edge doesn’t know enough; no body.',
  })
  async answer(
    @Query('scope') scope: string | string[] | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { status, headers } = await verdict(this.validator, {
      authorization: authorizationOf(request.raw),
      scope: Array.isArray(scope) ? scope.join(' ') : scope,
    });
    await reply.code(status).headers(headers).send();
  }
}

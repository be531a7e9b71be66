import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { type ReceiptRequest, ReceiptRequestSchema } from '#contracts';
import { openApiSchema, ZodValidationPipe } from '#platform';
import { Edge, type EdgeCaller, EdgeCredentialsGuard } from '../auth/edge-credentials.guard.js';
import { DescribeFeed } from '../openapi/describe-feed.decorator.js';
import { ReceiptsService } from './receipts.service.js';

@Controller('feed/receipts')
@UseGuards(EdgeCredentialsGuard)
export class ReceiptsHttpController {
  constructor(private readonly receipts: ReceiptsService) {}

  /** What an edge has absorbed and counted. 204: it is durable, and need not be sent again. */
  @Post()
  @HttpCode(204)
  @ApiBody({ schema: openApiSchema(ReceiptRequestSchema) })
  @DescribeFeed(
    'What an edge has absorbed and counted',
    { status: 204, description: 'Durable; need not be sent again.' },
    'body',
  )
  async receive(
    @Edge() edge: EdgeCaller,
    @Body(new ZodValidationPipe(ReceiptRequestSchema)) receipt: ReceiptRequest,
  ): Promise<void> {
    await this.receipts.receive(edge, receipt);
  }
}

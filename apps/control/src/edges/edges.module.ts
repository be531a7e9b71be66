import { Module } from '@nestjs/common';
import { ListEdgesHttpController } from './list-edges/list-edges.http.controller.js';
import { RegisterEdgeHandler } from './register-edge/register-edge.handler.js';
import { RegisterEdgeHttpController } from './register-edge/register-edge.http.controller.js';
import { RetireEdgeHandler } from './retire-edge/retire-edge.handler.js';
import { RetireEdgeHttpController } from './retire-edge/retire-edge.http.controller.js';

/** Edges: registering and retiring them, and listing how far each has come. */
@Module({
  controllers: [ListEdgesHttpController, RegisterEdgeHttpController, RetireEdgeHttpController],
  providers: [RegisterEdgeHandler, RetireEdgeHandler],
})
export class EdgesModule {}

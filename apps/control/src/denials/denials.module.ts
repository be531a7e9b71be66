import { Module } from '@nestjs/common';
import { ListDenialsHttpController } from './list-denials/list-denials.http.controller.js';

/** Denied attempts. */
@Module({
  controllers: [ListDenialsHttpController],
})
export class DenialsModule {}

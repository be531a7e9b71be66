import { Module } from '@nestjs/common';
import { GetPropagationHttpController } from './get-propagation/get-propagation.http.controller.js';
import { GetRevocationHttpController } from './get-revocation/get-revocation.http.controller.js';
import { ListRevocationsHttpController } from './list-revocations/list-revocations.http.controller.js';
import { RevokeSelectionHandler } from './revoke-selection/revoke-selection.handler.js';
import { RevokeSelectionHttpController } from './revoke-selection/revoke-selection.http.controller.js';
import { RevokeSelectionOperation } from './revoke-selection/revoke-selection.operation.js';

/** Revocations: listing them, showing how far they have come, and revoking a selection together. */
@Module({
  controllers: [
    GetPropagationHttpController,
    GetRevocationHttpController,
    ListRevocationsHttpController,
    RevokeSelectionHttpController,
  ],
  providers: [RevokeSelectionHandler, RevokeSelectionOperation],
})
export class RevocationsModule {}

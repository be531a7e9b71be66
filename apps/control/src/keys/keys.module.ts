import { Module } from '@nestjs/common';
import { RotateSigningKeysHandler } from './rotate-signing-keys/rotate-signing-keys.handler.js';
import { RotateSigningKeysHttpController } from './rotate-signing-keys/rotate-signing-keys.http.controller.js';
import { RotateSigningKeysOperation } from './rotate-signing-keys/rotate-signing-keys.operation.js';

/** Signing keys of the organisation. */
@Module({
  controllers: [RotateSigningKeysHttpController],
  providers: [RotateSigningKeysHandler, RotateSigningKeysOperation],
})
export class KeysModule {}

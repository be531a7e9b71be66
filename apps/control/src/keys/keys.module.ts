import { Module } from '@nestjs/common';
import { RotateSigningKeysHandler } from './rotate-signing-keys/rotate-signing-keys.handler.js';
import { RotateSigningKeysHttpController } from './rotate-signing-keys/rotate-signing-keys.http.controller.js';

/** Signing keys of the organisation. */
@Module({
  controllers: [RotateSigningKeysHttpController],
  providers: [RotateSigningKeysHandler],
})
export class KeysModule {}

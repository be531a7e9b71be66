import { Global, Module } from '@nestjs/common';
import { Commands } from './commands.js';
import { PreferWaitInterceptor } from './propagation/prefer-wait.interceptor.js';
import { PropagationReader } from './propagation/propagation.reader.js';
import { FoldPositionInterceptor } from './read-your-writes/fold-position.interceptor.js';
import { PositionInterceptor } from './read-your-writes/position.interceptor.js';

const PROVIDERS = [
  Commands,
  FoldPositionInterceptor,
  PositionInterceptor,
  PreferWaitInterceptor,
  PropagationReader,
];

/** Providers that the routes of every area use. */
@Global()
@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class HttpModule {}

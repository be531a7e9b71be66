import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { PermissionGuard } from '#platform';
import { PreferWaitInterceptor } from './propagation/prefer-wait.interceptor.js';
import { FoldPositionInterceptor } from './read-your-writes/fold-position.interceptor.js';
import { PositionInterceptor } from './read-your-writes/position.interceptor.js';

/** Commands below a path: each route names its permission, and its answer waits for the edges where `Prefer: wait` asks for it. */
export function CommandController(path: string | string[]): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(PermissionGuard),
    UseInterceptors(PreferWaitInterceptor),
  );
}

/** Queries below a path: each route names its permission, and its answer includes the command of a `Rescind-Position`. */
export function QueryController(path: string | string[]): ClassDecorator {
  return applyDecorators(Controller(path), UseGuards(PermissionGuard), UseInterceptors(PositionInterceptor));
}

/** Queries below a path that are answered from the fold of the decision log, not from the read models. */
export function FoldQueryController(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(PermissionGuard),
    UseInterceptors(FoldPositionInterceptor),
  );
}

/** As {@link QueryController}, of what is read from the read models and judged by the fold: both include the command. */
export function JudgedQueryController(path: string): ClassDecorator {
  return applyDecorators(QueryController(path), UseInterceptors(FoldPositionInterceptor));
}

import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { PermissionGuard } from '#platform';
import { PreferWaitInterceptor } from './propagation/prefer-wait.interceptor.js';
import { FoldPositionInterceptor } from './read-your-writes/fold-position.interceptor.js';
import { PositionInterceptor } from './read-your-writes/position.interceptor.js';

/**
 * A controller of commands below a path. Each route names its permission. With `Prefer: wait`, an answer waits for the edges to apply
 * the command.
 */
export function CommandController(path: string | string[]): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(PermissionGuard),
    UseInterceptors(PreferWaitInterceptor),
  );
}

/**
 * A controller of queries below a path, answered from the read models. Each route names its permission. With the `Rescind-Position`
 * of a command, a query waits until the read models include that command.
 */
export function QueryController(path: string | string[]): ClassDecorator {
  return applyDecorators(Controller(path), UseGuards(PermissionGuard), UseInterceptors(PositionInterceptor));
}

/** Like {@link QueryController}, but for queries that are answered from the fold of the decision log. */
export function FoldQueryController(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(PermissionGuard),
    UseInterceptors(FoldPositionInterceptor),
  );
}

/** Like {@link QueryController}, but for queries that also judge by the fold. They wait until both include the command. */
export function JudgedQueryController(path: string): ClassDecorator {
  return applyDecorators(QueryController(path), UseInterceptors(FoldPositionInterceptor));
}

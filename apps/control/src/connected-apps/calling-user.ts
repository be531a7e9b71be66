import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Principal, ProblemException } from '#platform';

/** The calling user. Only users have connected apps. @throws ProblemException `FORBIDDEN` for an app's own token */
export const CallingUser = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<{ principal?: Principal }>();
  if (principal === undefined) throw new ProblemException('UNAUTHENTICATED');
  if (principal.kind === 'user') return principal;
  throw new ProblemException('FORBIDDEN', { detail: 'Only a user has connected apps.' });
});

import type { PositionTokens } from '#decision-log';
import type { Position } from '#domain';
import { ProblemException } from '#platform';

/** The position in a `Rescind-Position` header. @throws ProblemException `BAD_POSITION` */
export function requirePosition(positions: PositionTokens, orgId: string, token: string): Position {
  const position = positions.read(orgId, token);
  if (position !== null) return position;
  throw new ProblemException('BAD_POSITION', {
    detail: 'Send Rescind-Position exactly as a command of this organisation answered it, or leave it out.',
  });
}

import type { PositionTokens } from '#decision-log';
import type { Position } from '#domain';
import { ProblemException } from '#platform';

/** The position that a `Rescind-Position` header carries. @throws ProblemException `BAD_POSITION` */
export function requirePosition(positions: PositionTokens, orgId: string, token: string): Position {
  const position = positions.read(orgId, token);
  if (position !== null) return position;
  throw new ProblemException('BAD_POSITION', {
    detail: 'Rescind-Position is not one that a command answered.',
  });
}

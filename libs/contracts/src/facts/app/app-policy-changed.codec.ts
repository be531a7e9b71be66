import type { AppPolicy, AppPolicyChanged } from '#domain';
import { z } from 'zod';
import { identifier, line, optionalReason, secondsOrDefault } from '../codec/fact-parts.schema.js';
import { factCodec, type ShapeOf } from '../codec/fact.codec.js';

const policyShape: ShapeOf<AppPolicy> = {
  permittedUsers: z.enum(['all-users', 'preauthorized-users']),
  accessTokenLifetimeS: secondsOrDefault,
  refreshTokenIdleS: secondsOrDefault,
  refreshTokenAbsoluteS: secondsOrDefault,
  rotateRefreshTokens: z.boolean(),
  ipRanges: z.array(line(64)).max(256),
  maxApprovalsPerUser: z.int().min(1).max(1_000),
};
const policy = z.object(policyShape);

/** The policy of an app was changed. Wire form of {@link AppPolicyChanged}. */
export const appPolicyChangedCodec = factCodec<AppPolicyChanged>({
  fact: 'AppPolicyChanged',
  version: 1,
  shape: { clientId: identifier, policy, reason: optionalReason },
  subject: (data) => data.clientId,
});

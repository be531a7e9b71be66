import { randomUUID } from 'node:crypto';
import { emptyRevocationState, fold, type RevocationState } from '#domain';
import { ISSUER } from './tokens.ts';

/** A state with `count` revocations, half of them tokens, half watermarks of users, none of which covers a token of the bench. */
export function revocations(count: number): RevocationState {
  const state = emptyRevocationState();
  const appendedAtMs = Date.now() - 60_000;
  const time = new Date(appendedAtMs).toISOString();
  for (let offset = 0; offset < count; offset++) {
    const effect =
      offset % 2 === 0
        ? ({ effect: 'deny', iss: ISSUER, jti: randomUUID() } as const)
        : ({
            effect: 'notBefore',
            of: { scope: 'user', user: randomUUID() },
            kinds: ['access'],
            time,
          } as const);
    fold(state, {
      position: { generation: 'bench', offset },
      appendedAtMs,
      effects: [effect],
      keepUntilMs: null,
    });
  }
  return state;
}

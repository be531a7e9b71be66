import { describe, expect, it } from '@jest/globals';
import { appBlocked, projectedOne, recorded, START_MS } from '../testing/index.js';
import { formatIsoTime } from '../values/iso-time.js';
import {
  APP_MODEL,
  APP_USER_MODEL,
  GRANT_MODEL,
  REFRESH_MODEL,
  refreshModelOf,
  TOKEN_MODEL,
} from './index.js';

const HOUR_MS = 3_600_000;

describe('what a revocation leaves to do', () => {
  it('is left for as long as on the log’s clock something lives that it covers', () => {
    const written = { time: formatIsoTime(START_MS), keepUntil: formatIsoTime(START_MS + 24 * HOUR_MS) };
    const late = recorded(appBlocked(), { ...written, appendedAtMs: START_MS + 25 * HOUR_MS });
    expect(projectedOne(REFRESH_MODEL, [late]).keepUntilMs).toBe(START_MS + 49 * HOUR_MS);
    const early = recorded(appBlocked(), { ...written, appendedAtMs: START_MS - HOUR_MS });
    expect(projectedOne(REFRESH_MODEL, [early]).keepUntilMs).toBe(START_MS + 24 * HOUR_MS);
    expect(projectedOne(REFRESH_MODEL, [{ ...late, keepUntil: null }]).keepUntilMs).toBeNull();
  });

  it('is to be done anew on documents of every other shape', () => {
    const shapes = { app: APP_MODEL, appUser: APP_USER_MODEL, grant: GRANT_MODEL, token: TOKEN_MODEL };
    const bumped = Object.entries(shapes).map(
      ([name, { version }]) => refreshModelOf({ ...shapes, [name]: { version: version + 1 } }).collection,
    );
    expect(refreshModelOf(shapes).collection).toBe(REFRESH_MODEL.collection);
    expect(new Set([REFRESH_MODEL.collection, ...bumped]).size).toBe(5);
  });
});

import { describe, expect, it } from '@jest/globals';
import { APP_MODEL, APP_USER_MODEL, formatIsoTime, GRANT_MODEL, TOKEN_MODEL } from '#domain';
import { appBlocked, appRegistered, projectedOne, recorded, START_MS } from '#domain/testing';
import { REFRESH_MODEL, refreshModelOf } from './refresh-job.apply.js';

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

  it('is noted once for each decision with effects, and for no other', () => {
    const log = [
      recorded(appRegistered()),
      recorded(appBlocked(), { offset: 1, id: 'd1' }),
      recorded(appBlocked(), { offset: 2, id: 'd1' }),
    ];
    expect(projectedOne(REFRESH_MODEL, log)).toMatchObject({ offset: 1, finished: false, done: 0 });
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

import { describe, expect, it } from '@jest/globals';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { isDuplicateKey, mongoFailure } from './mongo-failure.js';

describe('errors of the MongoDB driver', () => {
  it.each([
    ['a broken connection', new MongoNetworkError('gone at 10.0.0.1')],
    [
      'a bare error of its socket',
      Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }),
    ],
    [
      'a socket that the other side has ended',
      Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' }),
    ],
    ['a primary that steps down', new MongoServerError({ message: 'stepping down', code: 189 })],
  ])('%s is transient', (_case, error) => {
    expect(mongoFailure(error)).toMatchObject({ retriable: true });
  });

  it('a refusal of the server is not transient', () => {
    const error = new MongoServerError({ message: 'not authorized', code: 13 });
    expect(mongoFailure(error)).toEqual({
      message: 'MongoDB refused (MongoServerError 13)',
      retriable: false,
    });
  });

  it('never repeats the text of the driver', () => {
    expect(mongoFailure(new MongoNetworkError('gone at 10.0.0.1'))?.message).not.toContain('10.0.0.1');
  });

  it('a bug of ours is no failure of MongoDB', () => {
    expect(mongoFailure(new TypeError('undefined is not a function'))).toBeNull();
  });

  it('a taken id is told from other refusals', () => {
    expect(isDuplicateKey(new MongoServerError({ message: 'E11000', code: 11_000 }))).toBe(true);
    expect(isDuplicateKey(new MongoServerError({ message: 'not authorized', code: 13 }))).toBe(false);
    expect(isDuplicateKey(Object.assign(new Error('other'), { code: 11_000 }))).toBe(false);
  });
});

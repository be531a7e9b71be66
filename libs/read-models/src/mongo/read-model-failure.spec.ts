import { describe, expect, it } from '@jest/globals';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { toReadModelError } from './read-model-failure.js';

describe('errors of the MongoDB driver', () => {
  it.each([
    ['a broken connection', new MongoNetworkError('gone')],
    [
      'a bare error of its socket',
      Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }),
    ],
    [
      'a socket that the other side has ended',
      Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' }),
    ],
  ])('%s may pass', (_case, error) => {
    expect(toReadModelError(error)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retriable: true,
      cause: error,
    });
  });

  it('a refusal of the server does not pass by itself', () => {
    const error = new MongoServerError({ message: 'not authorized', code: 13 });
    expect(toReadModelError(error)).toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: false });
  });

  it('a bug of ours stays what it is', () => {
    const bug = new TypeError('undefined is not a function');
    expect(toReadModelError(bug)).toBe(bug);
  });
});

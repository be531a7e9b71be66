import { describe, expect, it } from '@jest/globals';
import { SignInLimiter } from './sign-in-limiter.js';

const fail = async (limiter: SignInLimiter, username: string, times: number): Promise<void> => {
  for (let i = 0; i < times; i += 1) await limiter.note('acme', username, false);
};

describe('the sign-in limiter', () => {
  it('after ten wrong passwords for a username, lets none be tried, in whatever case the name is written', async () => {
    const limiter = new SignInLimiter();
    await fail(limiter, 'ada', 9);
    expect(await limiter.mayTry('acme', 'ada')).toBe(true);
    await fail(limiter, 'Ada', 1);
    expect(await limiter.mayTry('acme', 'ADA')).toBe(false);
  });

  it('leaves other usernames, and the same one in another organisation, alone', async () => {
    const limiter = new SignInLimiter();
    await fail(limiter, 'ada', 20);
    expect(await limiter.mayTry('acme', 'grace')).toBe(true);
    expect(await limiter.mayTry('other', 'ada')).toBe(true);
  });

  it('forgets the wrong passwords after a right one', async () => {
    const limiter = new SignInLimiter();
    await fail(limiter, 'ada', 9);
    await limiter.note('acme', 'ada', true);
    await fail(limiter, 'ada', 9);
    expect(await limiter.mayTry('acme', 'ada')).toBe(true);
  });
});

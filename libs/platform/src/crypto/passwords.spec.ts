import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.js';

describe('a password', () => {
  it('matches its own hash and no other', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(await verifyPassword('correct horse battery', hash)).toBe(true);
    expect(await verifyPassword('correct horse batterY', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('has a salt of its own, and is not in its hash', async () => {
    const [one, two] = await Promise.all([
      hashPassword('the same password'),
      hashPassword('the same password'),
    ]);
    expect(one.salt).not.toBe(two.salt);
    expect(one.hash).not.toBe(two.hash);
    expect(JSON.stringify(one)).not.toContain('same');
  });

  it('is the same however its characters are composed', async () => {
    expect(await verifyPassword('Ame\u0301lie-12345', await hashPassword('Am\u00e9lie-12345'))).toBe(true);
  });

  it('is checked with the parameters that it was hashed with, so that they can be raised', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(await verifyPassword('correct horse battery', { ...hash, n: hash.n / 2 })).toBe(false);
  });

  it('of nobody never matches', async () => {
    expect(await verifyPassword('anything', null)).toBe(false);
  });

  it('never matches a hash that is empty or of another length', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(await verifyPassword('correct horse battery', { ...hash, hash: '' })).toBe(false);
    expect(await verifyPassword('correct horse battery', { ...hash, hash: hash.hash.slice(0, 10) })).toBe(
      false,
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { SignatureCache } from './signature-cache.js';

const entry = (text: string) => ({ text });

describe('the signature cache', () => {
  it('finds an entry by the same text in another string, and by no other text with the same end', () => {
    const cache = new SignatureCache(10);
    const tail = 'abcdefghijklmnopqrstuvwxyz';
    const kept = entry(`header.payload.${tail}`);
    cache.put(kept);
    expect(cache.get(Buffer.from(kept.text).toString())).toBe(kept);
    expect(cache.get(`header.PAYLOAD.${tail}`)).toBeUndefined();
  });

  it('never holds more than it was made for, and keeps what is used', () => {
    const cache = new SignatureCache(10);
    const used = entry('the one that is used');
    cache.put(used);
    for (let other = 0; other < 1_000; other++) {
      cache.put(entry(`another one, number ${String(other)}`));
      expect(cache.get(used.text)).toBe(used);
      expect(cache.size).toBeLessThanOrEqual(11);
    }
    expect(cache.get('another one, number 0')).toBeUndefined();
  });

  it('forgets on demand, and remembers nothing with size 0', () => {
    const cache = new SignatureCache(10);
    const kept = entry('a text that is kept');
    cache.put(kept);
    cache.delete(kept);
    expect(cache.get(kept.text)).toBeUndefined();
    const none = new SignatureCache(0);
    none.put(kept);
    expect(none.size).toBe(0);
  });
});

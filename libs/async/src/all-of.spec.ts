import { expect, it } from '@jest/globals';
import { allOf } from './all-of.js';

it('resolves to every result, in order', async () => {
  await expect(allOf([Promise.resolve(1), Promise.resolve(2)])).resolves.toEqual([1, 2]);
});

it('rejects only once every promise has settled', async () => {
  let resolve: (value: number) => void = () => undefined;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  let hasSettled = false;
  const all = allOf([Promise.reject<number>(new Error('refused')), promise]).finally(() => {
    hasSettled = true;
  });
  await new Promise((next) => {
    setImmediate(next);
  });
  expect(hasSettled).toBe(false);
  resolve(1);
  await expect(all).rejects.toThrow('refused');
});

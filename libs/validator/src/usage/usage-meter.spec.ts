import { describe, expect, it } from '@jest/globals';
import { UsageMeter } from './usage-meter.js';

describe('the usage meter', () => {
  it('puts every call into exactly one window, also of tokens that outlive windows', () => {
    const meter = new UsageMeter();
    const counter = meter.counterOf('app', 'user');
    const ids = new Set<string>();
    let total = 0;
    for (let window = 1; window <= 3; window++) {
      for (let call = 0; call < window; call++) meter.count(counter, window * 100 + call);
      const drained = meter.drain();
      expect(drained?.used).toHaveLength(1);
      for (const row of drained?.used ?? []) {
        expect(row).toMatchObject({
          clientId: 'app',
          userId: 'user',
          firstAtMs: window * 100,
          lastAtMs: window * 100 + window - 1,
        });
        ids.add(row.windowId);
        total += row.count;
      }
    }
    expect([total, ids.size, meter.drain()]).toEqual([6, 3, null]);
  });

  it('keeps apps, users and reasons of refusal apart, whatever is in their names', () => {
    const meter = new UsageMeter();
    meter.count(meter.counterOf('a', 'b","c'), 1);
    meter.count(meter.counterOf('a","b', 'c'), 1);
    meter.count(meter.counterOf('a', 'b', 'blocked'), 1);
    meter.count(meter.counterOf('a', undefined, 'blocked'), 1);
    const window = meter.drain();
    expect(window?.used.map((row) => row.count)).toEqual([1, 1]);
    expect(window?.denied.map((row) => [row.userId, row.reason])).toEqual([
      ['b', 'blocked'],
      [undefined, 'blocked'],
    ]);
  });

  it('is bounded, and says how much it could not count', () => {
    const meter = new UsageMeter();
    for (let user = 0; user < 50_010; user++) meter.count(meter.counterOf('app', `u${String(user)}`), 1);
    expect(meter.lost).toBe(10);
    expect(meter.drain()?.used).toHaveLength(50_000);
  });
});

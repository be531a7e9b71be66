import { afterEach, describe, expect, it } from '@jest/globals';
import type { ValidatorOptions } from '../options/validator.options.js';
import type { RevocationSource } from '../sources/revocation-source.port.js';
import { InProcess } from '../testing/in-process.js';
import { makeKey, ownClaims, ownIssuer, sign } from '../testing/tokens.js';
import { until } from '../testing/until.js';
import type { UsageWindow } from './usage-meter.js';
import { UsagePump } from './usage-pump.js';

const quiet: RevocationSource = { start: () => Promise.resolve(), close: () => Promise.resolve() };
let pump: UsagePump | null = null;
afterEach(() => {
  pump?.close();
});

function start(options: Partial<ValidatorOptions>): { pump: UsagePump; call: (count?: number) => void } {
  const started = new UsagePump({ source: quiet, ...options });
  pump = started;
  const call = (count = 1): void => {
    for (let at = 0; at < count; at++) started.meter?.count(started.meter.counterOf('app', 'user'), at + 1);
  };
  return { pump: started, call };
}

describe('what a usage callback throws', () => {
  it.each<[string, () => unknown]>([
    [
      'at once',
      () => {
        throw new Error('disk full');
      },
    ],
    ['later', () => Promise.reject(new Error('disk full'))],
  ])('%s is counted, and ends neither the process nor the windows', async (_when, fail) => {
    const windows: UsageWindow[] = [];
    const onUse = (window: UsageWindow): unknown => {
      windows.push(window);
      return fail();
    };
    const { pump, call } = start({ onUse, useIntervalMs: 1 });
    for (let round = 1; round <= 3; round++) {
      call();
      await until(`window ${String(round)} failed`, () => pump.failedCallbacks === round);
    }
    expect(windows.map(({ used }) => used.map(({ count }) => count))).toEqual([[1], [1], [1]]);
    expect(pump.lost).toBe(0);
  });

  it('does not keep the source from being told, nor the last window from being ended', () => {
    const told: UsageWindow[] = [];
    const onUse = (): void => {
      throw new Error('no');
    };
    const source = { ...quiet, report: (window: UsageWindow) => void told.push(window) };
    const { pump, call } = start({ onUse, source });
    call(2);
    expect(() => {
      pump.close();
    }).not.toThrow();
    expect(told.map(({ used }) => used[0]?.count)).toEqual([2]);
    expect(pump.failedCallbacks).toBe(1);
  });
});

describe('a validator whose usage callback throws', () => {
  it('closes all the same, and says in its status how often that happened', async () => {
    const key = await makeKey('EdDSA');
    const onUse = (): void => {
      throw new Error('disk full');
    };
    const { validator, clocks } = new InProcess({ issuers: [ownIssuer([key])], onUse });
    await validator.verify(await sign(key, ownClaims(clocks.seconds)));
    expect(validator.status()).toMatchObject({ lostUsage: 0, failedUseCallbacks: 0 });
    await validator.close();
    expect(validator.status()).toMatchObject({ lostUsage: 0, failedUseCallbacks: 1 });
  });
});

describe('lost usage', () => {
  it('is what the source threw over, what it lost itself, and what was never counted', () => {
    let thrown = 0;
    const source: RevocationSource = {
      ...quiet,
      report: () => {
        thrown += 1;
        throw new Error('no');
      },
      lostUsage: () => 100,
    };
    const { pump, call } = start({ source });
    call(3);
    pump.meter?.count(pump.meter.counterOf('app', 'user', 'blocked'), 1);
    pump.close();
    expect([thrown, pump.lost]).toEqual([1, 104]);
    if (pump.meter === null) throw new Error('nothing is counted');
    pump.meter.lost = 20;
    expect(pump.lost).toBe(124);
  });

  it('is nothing where nobody wants to know', () => {
    const { pump } = start({});
    expect([pump.meter, pump.lost]).toEqual([null, 0]);
  });
});

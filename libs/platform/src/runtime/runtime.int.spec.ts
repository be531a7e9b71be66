import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultyLog } from '#event-log/testing';
import { createLogger } from '../logging/logger.js';
import { PUBLIC_URL, TestDeployment } from '../testing/index.js';
import { REAL_AMBIENT } from './ambient.js';
import { Runtime, type RuntimeStorage } from './runtime.js';

let deployment: TestDeployment;
let said: (detail: string) => void;
let broken: string | null;
let closed: string[];

/** The log says through the storage's own call what it waits for, as it does on Kafka. */
class WaitingLog extends FaultyLog {
  override async start(): Promise<void> {
    said('No broker answers.');
    await super.start();
  }
}

function runtimeOn(over: Partial<RuntimeStorage> = {}): Runtime {
  const { readModels, credentials, log } = deployment.storage;
  const storage: RuntimeStorage = {
    log: new WaitingLog(log),
    readModels,
    credentials,
    open: (onWaiting) => {
      said = onWaiting;
      onWaiting('MongoDB does not answer.');
      return Promise.resolve();
    },
    trouble: () => broken,
    close: () => {
      closed.push('storage');
      return Promise.resolve();
    },
    ...over,
  };
  const logger = createLogger('test', 'silent');
  return new Runtime({
    storage,
    ring: deployment.ring,
    logger,
    ambient: REAL_AMBIENT,
    publicUrl: PUBLIC_URL,
    defaultResource: PUBLIC_URL,
  });
}

beforeEach(async () => {
  deployment = await TestDeployment.open();
  broken = null;
  closed = [];
});
afterEach(async () => {
  await deployment.close();
});

describe('a runtime', () => {
  it('is ready once everything that it waited for is there', async () => {
    const runtime = runtimeOn();
    expect(runtime.readiness.ready).toBe(false);
    await runtime.start();
    expect(runtime.readiness.checks().filter(({ status }) => status === 'waiting')).toEqual([]);
    await runtime.close();
  });

  it('says what it waits for meanwhile', async () => {
    const seen: (string | null)[] = [];
    const open: RuntimeStorage['open'] = (onWaiting) => {
      said = onWaiting;
      onWaiting('MongoDB does not answer.');
      seen.push(runtime.readiness.missing);
      return Promise.resolve();
    };
    const runtime = runtimeOn({ open });
    await runtime.start();
    expect(seen).toEqual(['MongoDB does not answer.']);
    await runtime.close();
  });

  it('is not ready when its storage broke for good', async () => {
    const runtime = runtimeOn();
    await runtime.start();
    broken = 'The embedded database broke.';
    expect(runtime.readiness.missing).toBe(broken);
    await runtime.close();
  });

  it('closes what was given to it first, the last one before the others, and the storage even if one fails', async () => {
    const runtime = runtimeOn();
    await runtime.start();
    runtime.onClose(() => {
      closed.push('first');
      return Promise.resolve();
    });
    runtime.onClose(() => Promise.reject(new Error('will not close')));
    runtime.onClose(() => {
      closed.push('last');
      return Promise.resolve();
    });
    await expect(runtime.close()).rejects.toThrow(AggregateError);
    expect(closed).toEqual(['last', 'first', 'storage']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import { holdBack, openDecisionLog, orgOf, revokeUser } from '../testing/decision-log-under-test.js';
import { decide, ORG, type TestDeployment, type TestProcess, unavailable } from '../testing/index.js';

let deployment: TestDeployment;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('readiness', () => {
  it('ends with a gap in the log, and does not come back by itself', () => {
    a.log.tellGap(DECISIONS_TOPIC, 0);
    expect(a.runtime.decisions.trouble).toMatch(/gap/);
    a.log.tellHealth(true);
    expect(a.runtime.readiness.missing).toMatch(/gap/);
  });

  it('follows the connection', () => {
    a.log.tellHealth(false);
    expect(a.runtime.decisions.trouble).not.toBeNull();
    a.log.tellHealth(true);
    expect(a.runtime.decisions.trouble).toBeNull();
  });

  it('is not there before everything that stood in the log at the start is read', async () => {
    const b = deployment.process();
    const release = holdBack(b);
    const starting = b.runtime.start();
    await until(() => b.runtime.decisions.positionOf(ORG) !== null);
    expect(b.runtime.decisions.trouble).not.toBeNull();
    release();
    await starting;
    expect(b.runtime.decisions.trouble).toBeNull();
  });

  it('ends when the log has been silent for too long, whatever the reader says of itself, and comes back', async () => {
    let leap = 0;
    const b = await deployment.start({
      ambient: { monotonic: () => performance.now() + leap },
      limits: { headIntervalMs: 50 },
    });
    expect(b.runtime.decisions.trouble).toBeNull();
    b.log.boundsFail = unavailable();
    leap = 60_000;
    expect(b.runtime.decisions.trouble).not.toBeNull();
    b.log.boundsFail = null;
    await until(() => b.runtime.decisions.trouble === null);
  });

  it('waits for a log that does not answer at the start', async () => {
    const b = deployment.process();
    b.log.boundsFail = unavailable();
    const starting = b.runtime.start();
    await until(() => b.runtime.decisions.trouble !== null);
    b.log.boundsFail = null;
    await starting;
    expect(orgOf(b).registered).toBe(true);
  });
});

describe('knowledge', () => {
  it('is as old as the last question that the log answered and the fold reached', async () => {
    const b = await deployment.start();
    const first = b.runtime.decisions.knownAsOf(ORG) ?? Infinity;
    expect(first).toBeLessThanOrEqual(performance.now());
    const release = holdBack(b);
    await decide(a.runtime, revokeUser('u1'));
    const asked = performance.now();
    const caughtUp = b.runtime.decisions.catchUp(ORG);
    expect(b.runtime.decisions.knownAsOf(ORG)).toBeLessThan(asked);
    release();
    await caughtUp;
    expect(b.runtime.decisions.knownAsOf(ORG)).toBeGreaterThan(first);
  });

  it('stays young under constant writes', async () => {
    const constant = { writing: true };
    const writer = (async () => {
      for (let n = 0; constant.writing; n += 1) await decide(a.runtime, revokeUser(`u${String(n)}`));
    })();
    const began = a.runtime.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.runtime.decisions.knownAsOf(ORG) ?? 0) > began);
    const then = a.runtime.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.runtime.decisions.knownAsOf(ORG) ?? 0) > then);
    constant.writing = false;
    await writer;
  });
});

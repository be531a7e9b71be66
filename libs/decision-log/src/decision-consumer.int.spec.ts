import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC } from '#event-log';
import { unavailable, until } from '#event-log/testing';
import {
  decide,
  openDecisionLog,
  ORG,
  orgOf,
  revokeUser,
  type TestDecisionLogs,
  type TestProcess,
} from './testing/decision-log-under-test.js';
import { holdBack } from './testing/faults.js';

let deployment: TestDecisionLogs;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('readiness', () => {
  it('ends with a gap in the log, and does not come back by itself', () => {
    a.log.reportGap(DECISIONS_TOPIC, 0);
    expect(a.decisions.trouble).toMatch(/gap/);
    a.log.reportHealth(true);
    expect(a.decisions.trouble).toMatch(/gap/);
  });

  it('follows the connection', () => {
    a.log.reportHealth(false);
    expect(a.decisions.trouble).not.toBeNull();
    a.log.reportHealth(true);
    expect(a.decisions.trouble).toBeNull();
  });

  it('is not there before everything that stood in the log at the start is read', async () => {
    const b = deployment.process();
    const release = holdBack(b);
    const starting = b.decisions.start();
    await until(() => b.decisions.positionOf(ORG) !== null);
    expect(b.decisions.trouble).not.toBeNull();
    release();
    await starting;
    expect(b.decisions.trouble).toBeNull();
  });

  it('ends when the log has been silent for too long, whatever the reader says of itself, and comes back', async () => {
    let leap = 0;
    const b = await deployment.start({
      monotonic: () => performance.now() + leap,
      limits: { headIntervalMs: 50 },
    });
    expect(b.decisions.trouble).toBeNull();
    b.log.boundsFail = unavailable();
    leap = 60_000;
    expect(b.decisions.trouble).not.toBeNull();
    b.log.boundsFail = null;
    await until(() => b.decisions.trouble === null);
  });

  it('waits for a log that does not answer at the start', async () => {
    const b = deployment.process();
    b.log.boundsFail = unavailable();
    const starting = b.decisions.start();
    await until(() => b.decisions.trouble !== null);
    b.log.boundsFail = null;
    await starting;
    expect(orgOf(b).registered).toBe(true);
  });
});

describe('knowledge', () => {
  it('is as old as the last question that the log answered and the fold reached', async () => {
    const b = await deployment.start();
    const first = b.decisions.knownAsOf(ORG) ?? Infinity;
    expect(first).toBeLessThanOrEqual(performance.now());
    const release = holdBack(b);
    await decide(a, revokeUser('u1'));
    const asked = performance.now();
    const caughtUp = b.decisions.catchUp(ORG);
    expect(b.decisions.knownAsOf(ORG)).toBeLessThan(asked);
    release();
    await caughtUp;
    expect(b.decisions.knownAsOf(ORG)).toBeGreaterThan(first);
  });

  it('stays young under constant writes', async () => {
    const constant = { writing: true };
    const writer = (async () => {
      for (let n = 0; constant.writing; n += 1) await decide(a, revokeUser(`u${String(n)}`));
    })();
    const began = a.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.decisions.knownAsOf(ORG) ?? 0) > began);
    const then = a.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.decisions.knownAsOf(ORG) ?? 0) > then);
    constant.writing = false;
    await writer;
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decideCancelSessionEnd, decideScheduleSessionEnd, TOKEN_KINDS } from '#domain';
import { unavailable, until } from '#event-log/testing';
import { decide, ORG, registerOrg, TestDeployment, type TestProcess } from '#platform/testing';
import { writtenDecisions } from '../../testing/written-decisions.js';
import { EndSessions } from './end-sessions.js';

const HOUR_MS = 3_600_000;

/** `EndSessions` with a clock and a timer that the test moves. */
class EndSessionsUnderTest {
  /** The timer that is set; `null` if none is. */
  armed: { readonly run: () => void; readonly ms: number } | null = null;
  readonly endSessions: EndSessions;

  constructor(
    { runtime }: TestProcess,
    private now: number,
  ) {
    this.endSessions = new EndSessions({
      decisions: runtime.decisions,
      logger: runtime.logger,
      now: () => this.now,
      timer: (run, ms) => {
        if (this.armed !== null) throw new Error('two timers are set');
        const armed = { run, ms };
        this.armed = armed;
        return () => {
          if (this.armed === armed) this.armed = null;
        };
      },
    });
    this.endSessions.start();
  }

  /** Moves the clock to the time at which the timer fires. */
  fire(): void {
    const { armed } = this;
    if (armed === null) throw new Error('no timer is set');
    this.armed = null;
    this.now += armed.ms;
    armed.run();
  }
}

let deployment: TestDeployment;
let first: TestProcess;
let under: EndSessionsUnderTest[];
let startMs: number;
beforeEach(async () => {
  deployment = await TestDeployment.open();
  first = await deployment.start();
  await registerOrg(first.runtime);
  under = [];
  startMs = Date.now();
});
afterEach(async () => {
  await Promise.all(under.map(({ endSessions }) => endSessions.close()));
  await deployment.close();
});

function watch(process: TestProcess, now = startMs): EndSessionsUnderTest {
  const made = new EndSessionsUnderTest(process, now);
  under.push(made);
  return made;
}

function announce(scheduleId: string, inMs: number, orgId = ORG) {
  const command = {
    scheduleId,
    atMs: startMs + inMs,
    nowMs: startMs,
    covers: TOKEN_KINDS,
    reason: 'release',
  };
  return decide(first.runtime, (org) => decideScheduleSessionEnd(org, command), orgId);
}

async function ended(orgId = ORG): Promise<readonly string[]> {
  const written = await writtenDecisions(deployment.storage.log, orgId);
  return written.filter(({ fact }) => fact.type === 'OrgTokensRevoked').map(({ id }) => id);
}

const isAnnounced = ({ runtime }: TestProcess): boolean => runtime.decisions.org(ORG)?.sessionEnd !== null;

describe('an announced end of sessions', () => {
  it('is carried out when its time has come, and not before', async () => {
    const one = watch(first);
    expect(one.armed).toBeNull();
    await announce('s1', 2.5 * HOUR_MS);
    const waits: number[] = [];
    while (isAnnounced(first) && waits.length < 5) {
      expect(await ended()).toEqual([]);
      await until(() => one.armed !== null || !isAnnounced(first));
      if (one.armed === null) break;
      waits.push(Math.ceil(one.armed.ms / HOUR_MS));
      one.fire();
      await until(() => one.armed !== null || !isAnnounced(first));
    }
    expect(waits).toEqual([1, 1, 1]);
    expect(await ended()).toEqual(['s1-end']);
    expect(one.armed).toBeNull();
  });

  it('that is taken back never comes', async () => {
    const one = watch(first);
    await announce('s1', HOUR_MS);
    expect(one.armed).not.toBeNull();
    await decide(first.runtime, (org) => decideCancelSessionEnd(org, { scheduleId: 's1' }));
    expect(one.armed).toBeNull();
  });

  it('that is nearer comes first, and that of another organisation later', async () => {
    await registerOrg(first.runtime, 'other');
    const one = watch(first);
    await announce('far', HOUR_MS / 2);
    await announce('near', HOUR_MS / 4, 'other');
    expect(one.armed?.ms).toBeLessThanOrEqual(HOUR_MS / 4);
    one.fire();
    await until(() => one.armed !== null);
    expect([await ended(), await ended('other')]).toEqual([[], ['near-end']]);
    one.fire();
    await until(() => !isAnnounced(first));
    expect([await ended(), await ended('other')]).toEqual([['far-end'], ['near-end']]);
  });

  it('is one revocation, however many processes carry it out at once', async () => {
    const processes = [first, await deployment.start(), await deployment.start()];
    const all = processes.map((process) => watch(process));
    await announce('s1', HOUR_MS / 2);
    await until(() => all.every(({ armed }) => armed !== null));
    for (const each of all) each.fire();
    await until(() => processes.every((process) => !isAnnounced(process)));
    await Promise.all(all.map(({ endSessions }) => endSessions.close()));
    expect(new Set(await ended())).toEqual(new Set(['s1-end']));
    const late = watch(await deployment.start());
    expect(late.armed).toBeNull();
  });

  it('survives the process that took it, and comes late rather than never', async () => {
    await announce('s1', HOUR_MS);
    await first.runtime.close();
    const next = await deployment.start();
    const one = watch(next, startMs + 48 * HOUR_MS);
    expect(one.armed?.ms).toBe(0);
    one.fire();
    await until(() => !isAnnounced(next));
    expect(await ended()).toEqual(['s1-end']);
  });

  it.each(['cannot be written', 'cannot be read'])(
    'is tried again, more and more seldom, as long as the log %s',
    async (how) => {
      const one = watch(first);
      await announce('s1', HOUR_MS / 2);
      if (how === 'cannot be read') first.log.boundsFail = unavailable();
      else
        first.log.beforeAppend = () => {
          throw unavailable();
        };
      one.fire();
      const waits: number[] = [];
      for (;;) {
        await until(() => one.armed !== null);
        waits.push(one.armed?.ms ?? NaN);
        if (waits.length === 8) break;
        one.fire();
      }
      expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
      expect(isAnnounced(first)).toBe(true);
      first.log.boundsFail = null;
      first.log.beforeAppend = () => undefined;
      one.fire();
      await until(() => !isAnnounced(first));
      expect(await ended()).toEqual(['s1-end']);
      await announce('s2', HOUR_MS * 30);
      expect(one.armed?.ms).toBe(HOUR_MS);
    },
  );

  it('is not carried out while this process has not read the log, or not lately', async () => {
    await announce('s1', HOUR_MS / 2);
    let silent = 0;
    const deaf = await deployment.start({ ambient: { monotonic: () => performance.now() + silent } });
    const one = watch(deaf);
    silent = 60_000;
    deaf.log.boundsFail = unavailable();
    expect(deaf.runtime.decisions.trouble).not.toBeNull();
    const appended: string[] = [];
    deaf.log.beforeAppend = (topic) => void appended.push(topic);
    one.fire();
    await until(() => one.armed !== null);
    expect([appended, await ended()]).toEqual([[], []]);
  });

  it('waits for the next process once this one stops', async () => {
    const one = watch(first);
    await announce('s1', HOUR_MS);
    await one.endSessions.close();
    expect(one.armed).toBeNull();
    await registerOrg(first.runtime, 'other');
    await announce('s2', HOUR_MS, 'other');
    expect(one.armed).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('readiness', () => {
  it('is there when nothing is waited for', () => {
    expect(new Readiness().ready).toBe(true);
    expect(new Readiness().missing).toBeNull();
  });

  it('names every condition with its state, and needs them all', () => {
    const readiness = new Readiness();
    let trouble: string | null = 'It is being read.';
    readiness.add('log', () => trouble);
    readiness.add('store', () => null);
    expect(readiness.checks()).toEqual([
      { name: 'log', status: 'waiting', detail: 'It is being read.' },
      { name: 'store', status: 'ready' },
    ]);
    expect(readiness.ready).toBe(false);
    expect(readiness.missing).toBe('It is being read.');
    trouble = null;
    expect(readiness.ready).toBe(true);
    expect(readiness.missing).toBeNull();
  });

  it('waits under a name until that name is let go', () => {
    const readiness = new Readiness();
    readiness.waitFor('storage', 'MongoDB does not answer.');
    readiness.waitFor('storage', 'Kafka does not answer.');
    expect(readiness.missing).toBe('Kafka does not answer.');
    expect(readiness.checks()).toEqual([
      { name: 'storage', status: 'waiting', detail: 'Kafka does not answer.' },
    ]);
    readiness.waitFor('other', null);
    readiness.waitFor('storage', null);
    expect(readiness.ready).toBe(true);
  });

  it('serves requests while only a late condition is open: it may need them to be served', () => {
    const readiness = new Readiness();
    readiness.addLate('sidecar', () => 'It has no knowledge yet.');
    expect(readiness.missing).toBeNull();
    expect(readiness.ready).toBe(false);
  });
});

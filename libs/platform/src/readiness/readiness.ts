/** One condition of readiness. */
export interface ReadinessCheck {
  readonly name: string;
  readonly status: 'ready' | 'waiting';
  /** What it waits for; absent when ready. */
  readonly detail?: string;
}

type Probe = () => string | null;

/** What a process needs before it serves, and what it waits for now. */
export class Readiness {
  private readonly probes = new Map<string, Probe>();
  /** Conditions of readiness that need the process to serve already. */
  private readonly late = new Map<string, Probe>();
  private readonly waiting = new Map<string, string>();

  /** Adds a condition; it answers `null`, or what is missing. */
  add(name: string, trouble: Probe): void {
    this.probes.set(name, trouble);
  }

  /** Adds a condition that only `/health/ready` waits for, such as a client of this very process. */
  addLate(name: string, trouble: Probe): void {
    this.late.set(name, trouble);
  }

  /** Notes what is waited for under that name; `null` ends it. */
  waitFor(name: string, detail: string | null): void {
    if (detail === null) this.waiting.delete(name);
    else this.waiting.set(name, detail);
  }

  /** Every condition with its state. */
  checks(): readonly ReadinessCheck[] {
    const waited = [...this.waiting].map(([name, detail]) => ({ name, status: 'waiting' as const, detail }));
    return [...waited, ...[...this.probes, ...this.late].map(([name, trouble]) => checkOf(name, trouble))];
  }

  /** Whether everything is there. */
  get ready(): boolean {
    return this.checks().every((check) => check.status === 'ready');
  }

  /** What requests have to wait for; `null` when they are served. */
  get missing(): string | null {
    // What was noted last is the most exact: a start waits for a storage.
    const waited = [...this.waiting.values()].at(-1);
    if (waited !== undefined) return waited;
    for (const trouble of this.probes.values()) {
      const detail = trouble();
      if (detail !== null) return detail;
    }
    return null;
  }
}

function checkOf(name: string, trouble: Probe): ReadinessCheck {
  const detail = trouble();
  return detail === null ? { name, status: 'ready' } : { name, status: 'waiting', detail };
}

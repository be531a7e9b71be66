/** One condition of readiness. */
export interface ReadinessCheck {
  readonly name: string;
  readonly status: 'ready' | 'waiting';
  /** What it waits for; absent when ready. */
  readonly detail?: string;
}

type Probe = () => string | null;

/** The conditions under which a process counts as ready, and what it waits for now. */
export class Readiness {
  private readonly probes = new Map<string, Probe>();
  /** Conditions that can only come true once requests are served. */
  private readonly late = new Map<string, Probe>();
  private readonly waiting = new Map<string, string>();

  /** Adds a condition. `trouble` returns `null`, or a sentence that says what is missing. */
  add(name: string, trouble: Probe): void {
    this.probes.set(name, trouble);
  }

  /** Adds a condition of `/health/ready` alone: requests are served without it, e.g. those of a client in this same process. */
  addLate(name: string, trouble: Probe): void {
    this.late.set(name, trouble);
  }

  /** Says that the process waits, and for what. `null`: it doesn't wait any more. */
  waitFor(name: string, detail: string | null): void {
    if (detail === null) this.waiting.delete(name);
    else this.waiting.set(name, detail);
  }

  /** Every condition with its state. */
  checks(): readonly ReadinessCheck[] {
    const waited = [...this.waiting].map(([name, detail]) => ({ name, status: 'waiting' as const, detail }));
    return [...waited, ...[...this.probes, ...this.late].map(([name, trouble]) => checkOf(name, trouble))];
  }

  /** Whether every condition holds. */
  get ready(): boolean {
    return this.checks().every((check) => check.status === 'ready');
  }

  /** Why requests are refused with 503 now; `null` where they are served. */
  get missing(): string | null {
    // The newest is the most specific: the start waits because the storage waits.
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

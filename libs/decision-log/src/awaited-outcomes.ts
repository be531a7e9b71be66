import type { Outcome } from '#domain';

interface Awaited {
  waiting: number;
  /** A fact that was sent more than once has one outcome per record. */
  readonly byOffset: Map<number, Outcome>;
}

/** The outcomes of the records that commands of this process wait for. */
export class AwaitedOutcomes {
  private readonly facts = new Map<string, Awaited>();

  /** Keeps the outcomes of a fact from now on. Returns a function that ends this. */
  expect(id: string): () => void {
    const awaited = this.facts.get(id) ?? { waiting: 0, byOffset: new Map<number, Outcome>() };
    this.facts.set(id, awaited);
    awaited.waiting += 1;
    return () => {
      awaited.waiting -= 1;
      if (awaited.waiting === 0) this.facts.delete(id);
    };
  }

  /** Stores the outcome of a record, where a command waits for it. */
  note(id: string, offset: number, outcome: Outcome): void {
    this.facts.get(id)?.byOffset.set(offset, outcome);
  }

  /** The outcome of a record; `undefined` where it isn't folded, or nobody waits for it. */
  of(id: string, offset: number): Outcome | undefined {
    return this.facts.get(id)?.byOffset.get(offset);
  }
}

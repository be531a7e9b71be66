import type { Outcome } from '#domain';

interface Awaited {
  waiting: number;
  /** A fact that was sent more than once has an outcome per record. */
  readonly byOffset: Map<number, Outcome>;
}

/** What came of the records that commands of this process wait for. */
export class AwaitedOutcomes {
  private readonly facts = new Map<string, Awaited>();

  /** Keeps the outcomes of a fact from now on, until the answer is called. */
  expect(id: string): () => void {
    const awaited = this.facts.get(id) ?? { waiting: 0, byOffset: new Map<number, Outcome>() };
    this.facts.set(id, awaited);
    awaited.waiting += 1;
    return () => {
      awaited.waiting -= 1;
      if (awaited.waiting === 0) this.facts.delete(id);
    };
  }

  /** Notes what came of a record, if anybody waits for it. */
  note(id: string, offset: number, outcome: Outcome): void {
    this.facts.get(id)?.byOffset.set(offset, outcome);
  }

  of(id: string, offset: number): Outcome | undefined {
    return this.facts.get(id)?.byOffset.get(offset);
  }
}

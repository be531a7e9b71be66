import { RefusedTokenError, type RevocationSink, type RevocationSource, type Validator } from '#validator';

interface Waiting {
  readonly token: string;
  readonly refused: (atMs: number) => void;
}

/**
 * An edge of which one can see when it refuses. Whenever its source has told it something, in that very tick, it is asked
 * about the tokens waited for, as a request at that moment would: nothing polls and takes time away from what is measured.
 */
export class ObservedEdge {
  readonly #validator: Validator;
  #waiting: readonly Waiting[] = [];

  /** @param make makes the validator with the source that is given to it */
  constructor(source: RevocationSource, make: (source: RevocationSource) => Validator) {
    this.#validator = make(
      observed(source, () => {
        this.#look();
      }),
    );
  }

  /** Resolves when it knows all that was decided. */
  ready(): Promise<void> {
    return this.#validator.ready();
  }

  /** Verifies it as a resource server would, and remembers it; rejects where it is refused. */
  async accept(token: string): Promise<void> {
    await this.#validator.verify(token);
  }

  /** Resolves with the time of its first refusal, ms of `performance.now()`. */
  refusal(token: string): Promise<number> {
    return new Promise((refused) => {
      this.#waiting = [...this.#waiting, { token, refused }];
    });
  }

  close(): Promise<void> {
    return this.#validator.close();
  }

  #look(): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(({ token, refused }) => {
      if (!this.#refuses(token)) return true;
      refused(performance.now());
      return false;
    });
  }

  #refuses(token: string): boolean {
    try {
      this.#validator.verifySync(token);
      return false;
    } catch (error) {
      if (error instanceof RefusedTokenError && error.reason === 'token-revoked') return true;
      throw error;
    }
  }
}

/** The source, with a look after everything that it tells. */
function observed(source: RevocationSource, look: () => void): RevocationSource {
  const watched = (sink: RevocationSink): RevocationSink => ({
    monotonic: sink.monotonic,
    position: () => sink.position(),
    adopt: (baseline) => {
      sink.adopt(baseline);
      look();
    },
    absorb: (entry) => {
      sink.absorb(entry);
      look();
    },
    complete: (head, asOfMs) => sink.complete(head, asOfMs),
    behindSinceMs: () => sink.behindSinceMs(),
    freshness: () => sink.freshness(),
    fault: (reason) => {
      sink.fault(reason);
    },
    signingKeysChanged: (iss) => {
      sink.signingKeysChanged(iss);
    },
    attach: (live) => {
      sink.attach(live);
    },
  });
  return {
    start: (sink) => source.start(watched(sink)),
    report: (window) => source.report?.(window),
    close: () => source.close(),
  };
}

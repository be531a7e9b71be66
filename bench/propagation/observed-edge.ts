import { RefusedTokenError, type RevocationSink, type RevocationSource, type Validator } from '#validator';

interface Waiting {
  readonly token: string;
  readonly refused: (atMs: number) => void;
}

/**
 * An edge that reports when it refuses a token. Each time its source has delivered something, it verifies the tokens that are waited
 * for at once, as a request at that moment would. Nothing polls, so nothing takes time away from what is measured.
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

  /** Resolves when it knows all decisions so far. */
  ready(): Promise<void> {
    return this.#validator.ready();
  }

  /** Verifies a token as a resource server would, and watches it from then on; rejects where it is refused. */
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

/** The source, which also calls back after everything that it has delivered. */
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

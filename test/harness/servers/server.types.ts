/** The servers that tests can ask for. */
export const SERVICE_NAMES = ['kafka', 'mongo', 'redis'] as const;

/** One of the servers that tests can ask for. */
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Where each server answers. */
export interface ServiceAddresses {
  readonly kafka: { readonly brokers: readonly string[] };
  readonly mongo: { readonly url: string };
  readonly redis: { readonly url: string };
}

/** A running server; `stop` and `start` keep its port and its data. */
export interface TestServer<Address> {
  readonly address: Address;
  /** Asks it to end (SIGTERM), and ends it (SIGKILL) if it doesn't within 20 s. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would (SIGKILL). */
  kill(): Promise<void>;
  /** Lets it hang: connections stay open, nothing is answered (SIGSTOP). */
  freeze(): Promise<void>;
  /** Lets a frozen one go on (SIGCONT). */
  thaw(): Promise<void>;
  /** Starts it again; resolves when it answers. @throws Error when it runs already, frozen or not */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  release(): Promise<void>;
}

/** One way to get a server: in a container, from the PATH, from a package registry. */
export interface Way<Address> {
  /** For the line that is printed, e.g. `Docker apache/kafka:4.1.0`. */
  readonly description: string;
  /** Starts it. @throws WayUnavailable when this machine lacks what the way needs */
  start(): Promise<TestServer<Address>>;
}

/** This machine can't go this way; the next one is tried. */
export class WayUnavailable extends Error {
  override readonly name = 'WayUnavailable';
}

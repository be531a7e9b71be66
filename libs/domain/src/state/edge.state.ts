/** An edge that may read the organisation's feed, until it is retired. */
export interface EdgeState {
  readonly edgeId: string;
  readonly name: string;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
  /** Epoch ms on the log's clock; `null` while the edge may read. */
  retiredAtMs: number | null;
  /** Offset of the last accepted fact about the edge. */
  revision: number;
}

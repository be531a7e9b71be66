/** What a failed attempt to send says about its records. */
export type SendFailure =
  /** They were not appended, or never sent: they may be sent again in any batch. */
  | { readonly kind: 'not-appended' }
  /** They may be in the log: only the same batch may be sent again, by the same producer. */
  | { readonly kind: 'maybe-appended' }
  /** They were refused because the producer's sequence numbers don't fit any more: a new producer is needed. */
  | { readonly kind: 'producer-lost' }
  /** Trying again won't help; they were not appended. */
  | { readonly kind: 'refused'; readonly tooLarge: boolean };

// Errors from before a produce request is sent. kafkajs also throws them when it connects again after the request was sent: then they
// say nothing about the request. (A closed connection, a timeout, even "not the leader any more" may come after the records were written.)
const BEFORE_SENDING = new Set([
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
]);
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const REFUSED = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'POLICY_VIOLATION',
]);
const NUMBERING = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'INVALID_PRODUCER_EPOCH', 'UNKNOWN_PRODUCER_ID']);

/**
 * Classifies what kafkajs threw from a send. In doubt the records count as possibly appended.
 *
 * @param hasLeft whether a produce request of this attempt was sent to the broker
 */
export function sendFailureOf(error: unknown, hasLeft: boolean): SendFailure {
  const { name, code, type } = facts(rootOf(error));
  if (TOO_LARGE.has(type)) return { kind: 'refused', tooLarge: true };
  if (REFUSED.has(type)) return { kind: 'refused', tooLarge: false };
  if (NUMBERING.has(type)) return { kind: 'producer-lost' };
  // Checked by the leader before it appends, unlike NOT_ENOUGH_REPLICAS_AFTER_APPEND.
  if (type === 'NOT_ENOUGH_REPLICAS') return { kind: 'not-appended' };
  if (!hasLeft && (BEFORE_SENDING.has(name) || NEVER_CONNECTED.has(code))) return { kind: 'not-appended' };
  return { kind: 'maybe-appended' };
}

/** The original error; kafkajs wraps it in "number of retries exceeded". */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root;
}

function facts(error: unknown): { readonly name: string; readonly code: string; readonly type: string } {
  if (!(error instanceof Error)) return { name: '', code: '', type: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
  return { name: error.name, code, type };
}

import { MongoError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';

/** What an error of the MongoDB driver means for the caller. */
export interface MongoFailure {
  /** For logs and errors. Never repeats the driver's own message: that may hold addresses and values. */
  readonly message: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retriable: boolean;
}

/** The code of an insert that found its id, or another unique value, taken. */
export const DUPLICATE_KEY = 11_000;

/**
 * Server error codes after which the same call may succeed: not primary, shutting down, stepped down, interrupted,
 * write concern not reached in time, exceeded time limit.
 */
const TRANSIENT_CODES: ReadonlySet<number> = new Set([
  6, 7, 50, 64, 89, 91, 112, 133, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

const TRANSIENT_NAMES: ReadonlySet<string> = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoWriteConcernError',
  'MongoOperationTimeoutError',
]);

/**
 * Classifies what a call of the driver threw.
 *
 * @returns `null` where it is no error of MongoDB or of the connection to it, but a bug: throw that as it is.
 * @example
 * catch (error) {
 *   const failure = mongoFailure(error);
 *   throw failure === null ? error : new StoreError(failure.message, failure.retriable, { cause: error });
 * }
 */
export function mongoFailure(error: unknown): MongoFailure | null {
  if (isSocketError(error)) return { message: 'MongoDB does not answer (socket)', retriable: true };
  if (!(error instanceof MongoError)) return null;
  const retriable = isTransient(error);
  const code = typeof error.code === 'number' ? ` (${error.name} ${String(error.code)})` : ` (${error.name})`;
  return { message: retriable ? `MongoDB does not answer${code}` : `MongoDB refused${code}`, retriable };
}

/** Whether a write was refused because its id, or another unique value, is taken. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === DUPLICATE_KEY;
}

/** A connection that breaks during a write surfaces as the socket's own error, not as one of the driver's. */
function isSocketError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  // A socket that the other side has ended before the write names no system call.
  return 'syscall' in error || error.code === 'EPIPE';
}

function isTransient(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('TransientTransactionError'))
    return true;
  if (TRANSIENT_NAMES.has(error.name)) return true;
  return typeof error.code === 'number' && TRANSIENT_CODES.has(error.code);
}

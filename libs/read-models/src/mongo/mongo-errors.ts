import { MongoError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { ReadModelError } from '../read-model.errors.js';

/**
 * Server error codes after which the same call may succeed: not primary, shutting down, stepped down, interrupted,
 * write concern not reached in time, exceeded time limit.
 */
const PASSING_CODES: ReadonlySet<number> = new Set([
  6, 7, 50, 64, 89, 91, 112, 133, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** The code of an insert that found its id taken. */
export const DUPLICATE_KEY = 11_000;

/** Says what a driver error means. The message never repeats the driver's: it may hold addresses and values. */
export function toReadModelError(error: unknown): unknown {
  if (error instanceof ReadModelError) return error;
  if (isSocketError(error)) {
    return new ReadModelError('STORE_UNAVAILABLE', 'MongoDB does not answer (socket)', true, {
      cause: error,
    });
  }
  if (!(error instanceof MongoError)) return error;
  const retriable = isPassing(error);
  const code = typeof error.code === 'number' ? ` (${error.name} ${String(error.code)})` : ` (${error.name})`;
  const message = retriable ? `MongoDB does not answer${code}` : `MongoDB refused${code}`;
  return new ReadModelError('STORE_UNAVAILABLE', message, retriable, { cause: error });
}

/** A connection that breaks while it is written to surfaces as the socket's own error, not as one of the driver's. */
function isSocketError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  // Written to after the other side has ended it, a socket names no system call.
  return 'syscall' in error || error.code === 'EPIPE';
}

function isPassing(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('TransientTransactionError'))
    return true;
  if (PASSING_NAMES.has(error.name)) return true;
  return typeof error.code === 'number' && PASSING_CODES.has(error.code);
}

const PASSING_NAMES: ReadonlySet<string> = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoWriteConcernError',
  'MongoOperationTimeoutError',
]);

import { mongoFailure } from '#mongo';
import { ReadModelError } from '../read-model.errors.js';

/** Turns an error of MongoDB into the port's; any other error is a bug and is returned as it is. */
export function toReadModelError(error: unknown): unknown {
  const failure = mongoFailure(error);
  if (failure === null) return error;
  return new ReadModelError('STORE_UNAVAILABLE', failure.message, failure.retriable, { cause: error });
}

import type { MongoClient } from 'mongodb';
import { pause } from '#async';

const RETRY_MS = 1000;

/**
 * Connects a client and waits until the server answers a ping, for as long as that takes.
 *
 * @param onWaiting called after each attempt that failed, with one line for people.
 * @param signal ends the waiting; the promise resolves then, too, without a connection.
 */
export async function waitForMongo(
  client: MongoClient,
  onWaiting: (detail: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  while (signal?.aborted !== true) {
    try {
      await client.connect();
      await client.db('admin').command({ ping: 1 });
      return;
    } catch {
      onWaiting('MongoDB does not answer.');
      await pause(RETRY_MS, signal);
    }
  }
}

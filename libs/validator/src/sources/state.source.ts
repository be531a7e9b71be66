import type { LiveKnowledge, RevocationSource } from './revocation-source.port.js';

/**
 * Options of {@link stateSource}.
 *
 * @example
 * ```ts
 * import { stateSource, type StateSourceOptions } from '@rescind/validator';
 *
 * export const live = (options: StateSourceOptions) => stateSource(options);
 * ```
 */
export interface StateSourceOptions extends LiveKnowledge {
  /** Subscribes to changes of an issuer's signing keys; answers the way to stop. */
  readonly onSigningKeysChanged?: (listener: (iss: string) => void) => () => void;
}

/**
 * Uses a state that this process folds anyway, without a copy.
 *
 * @example
 * ```ts
 * import { type LiveKnowledge, stateSource } from '@rescind/validator';
 *
 * export const follow = (org: LiveKnowledge) =>
 *   stateSource({ state: () => org.state(), knownAsOf: () => org.knownAsOf() });
 * ```
 */
export function stateSource(options: StateSourceOptions): RevocationSource {
  const { onSigningKeysChanged, ...live } = options;
  let stop: () => void = () => undefined;
  return {
    start(sink) {
      sink.attach(live);
      stop =
        onSigningKeysChanged?.((iss) => {
          sink.signingKeysChanged(iss);
        }) ?? stop;
      return Promise.resolve();
    },
    close() {
      stop();
      return Promise.resolve();
    },
  };
}

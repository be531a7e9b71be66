import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

/** The process's logger: JSON lines. */
export type Logger = PinoLogger;

/** Fields that must never be printed: of the logged object itself, and of the objects in it. */
const SECRETS = [
  'client_secret',
  'edge_secret',
  'token',
  'refresh_token',
  'access_token',
  'id_token',
  'code_verifier',
  'password',
];
const REDACTED = [
  ...['authorization', 'cookie', 'code', 'req.headers.authorization', 'req.headers.cookie'],
  ...SECRETS.flatMap((name) => [name, `*.${name}`]),
];

/** Makes the logger of a process. Levels are pino's. Default destination: standard output. */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = { name, level, redact: { paths: REDACTED, censor: '[redacted]' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

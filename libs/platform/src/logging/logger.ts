import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

/** The process's logger: JSON lines. */
export type Logger = PinoLogger;

/** Members that must never be printed, wherever they stand. */
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

/** Makes the logger of a process, on standard output unless told otherwise. Levels are pino's. */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = { name, level, redact: { paths: REDACTED, censor: '[redacted]' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

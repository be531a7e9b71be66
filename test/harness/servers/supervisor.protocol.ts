/** What the supervisor needs to know of a server to run it and to leave nothing of it behind. */
export interface ProcessSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Everything that the server writes; removed when it is released. */
  readonly folder: string;
  /** For a server that a signal to `command` would not reach, e.g. one in a container. */
  readonly commands: ControlCommands | null;
}

/** Commands in the place of signals, each a program and its arguments. */
export interface ControlCommands {
  readonly kill: readonly string[];
  readonly freeze: readonly string[];
  readonly thaw: readonly string[];
  /** Removes what isn't in the server's folder. */
  readonly cleanUp: readonly string[];
}

/** What a test process asks of its supervisor. */
export type SupervisorRequest =
  | { readonly seq: number; readonly op: 'start'; readonly id: string; readonly spec: ProcessSpec }
  | { readonly seq: number; readonly op: 'stop'; readonly id: string; readonly gracefully: boolean }
  | { readonly seq: number; readonly op: 'freeze' | 'thaw' | 'release'; readonly id: string };

/** What the supervisor reports. */
export type SupervisorReply =
  | { readonly kind: 'done'; readonly seq: number }
  | { readonly kind: 'failed'; readonly seq: number; readonly message: string }
  | { readonly kind: 'exited'; readonly id: string; readonly status: string };

/** Standard output and error of a server, in its folder. */
export const OUTPUT_FILE = 'output.log';
/** Who runs the server of a folder, for the sweep after a supervisor was killed. */
export const OWNER_FILE = 'supervisor.json';
/** How the names of the folders begin. */
export const FOLDER_PREFIX = 'rescind-test-';

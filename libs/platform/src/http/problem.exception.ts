import type { ProblemCode } from '#contracts';

/** Members added to a problem document. */
export interface ProblemExtras {
  /** What is wrong with this request, for people; public. */
  readonly detail?: string;
  /** Extension members (RFC 9457 section 3.2). */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Response headers, e.g. `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Ends a request with the problem document of its code. */
export class ProblemException extends Error {
  override readonly name = 'ProblemException';

  constructor(
    readonly code: ProblemCode,
    readonly extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? code, { cause: extras.cause });
  }
}

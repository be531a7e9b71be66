import { Command } from '@nestjs/cqrs';
import { type ReportedToken } from './report-tokens.http.schema.js';
import type { CommandMeta } from '#platform';
import { type Acceptance } from '#decision-log';

/** The outcome of a report. */
export interface TokensReported {
  readonly acceptance: Acceptance;
  /** Tokens that weren't listed yet. */
  readonly reported: number;
  readonly known: number;
  /** Tokens that were left out, because they have expired. */
  readonly expired: number;
  readonly newClientIds: readonly string[];
}

/** Adds access tokens of a foreign issuer to the inventory. */
export class ReportTokensCommand extends Command<TokensReported> {
  constructor(
    readonly meta: CommandMeta,
    /** The app that reports. */
    readonly reporter: string,
    readonly iss: string,
    readonly tokens: readonly ReportedToken[],
  ) {
    super();
  }
}

import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeAppSettings } from '#domain';
import type { CommandMeta } from '#platform';

/** The outcome of changing an app's settings. */
export interface ChangedAppSettings {
  readonly acceptance: Acceptance;
  /** The new secret of a public app that became one that authenticates; otherwise `null`. Only this answer shows it. */
  readonly clientSecret: string | null;
}

/** Replaces the registration of an app. */
export class ChangeAppSettingsCommand extends Command<ChangedAppSettings> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeAppSettings,
  ) {
    super();
  }
}

import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeAppSettings } from '#domain';
import type { CommandMeta } from '#platform';

/** What came of changing an app's settings. */
export interface ChangedAppSettings {
  readonly acceptance: Acceptance;
  /** The one time that it is shown, where a public app became one that authenticates; otherwise `null`. */
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

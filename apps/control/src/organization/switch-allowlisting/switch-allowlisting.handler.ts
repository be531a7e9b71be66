import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  decideChangeOrgSettings,
  decideRevokeAppTokens,
  DomainError,
  emptyOrg,
  isAllowlisted,
  type OrgSettingsChanged,
  type OrgState,
  TOKEN_KINDS,
} from '#domain';
import { Runtime } from '#platform';
import { type Acceptance, DecisionLog } from '#decision-log';
import { allOf } from '#async';
import { blockedByAllowlist, NONE, notAllowlisted } from './not-allowlisted.js';
import { SwitchAllowlistingCommand, type SwitchedAllowlisting } from './switch-allowlisting.command.js';

/** Largest number of revocations that are under way at the same time. */
const CONCURRENT_REVOCATIONS = 50;

/**
 * Switches API client allowlisting on or off. If it is on, also revokes what the apps hold that aren't on the list, except blocked apps,
 * which hold nothing. The ids of these revocations are derived from the switch's id, so a retry with the same `Idempotency-Key`
 * continues where the first attempt stopped. Without a key, switching it on again revokes again, which completes the first attempt too.
 */
@CommandHandler(SwitchAllowlistingCommand)
export class SwitchAllowlistingHandler implements ICommandHandler<SwitchAllowlistingCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute(command: SwitchAllowlistingCommand): Promise<SwitchedAllowlisting> {
    const { meta, enabled, dryRun } = command;
    if (dryRun) return this.preview(command);
    const switched = await this.decisions.decide(
      meta.orgId,
      (org) => decideSwitchAllowlisting(org, command),
      meta,
    );
    const org = this.decisions.org(meta.orgId);
    // The current state counts: if the allowlist was switched off since then, a repeated command revokes nothing.
    const blocked = enabled && org !== undefined ? blockedByAllowlist(org) : NONE;
    const id = switched.id ?? this.runtime.ambient.newId();
    let position = switched.position;
    for (let from = 0; from < blocked.apps.length; from += CONCURRENT_REVOCATIONS) {
      const chunk = blocked.apps.slice(from, from + CONCURRENT_REVOCATIONS);
      const revoked = await allOf(chunk.map((clientId) => this.revoke(command, id, clientId)));
      position = revoked.reduce(
        (last, { position: own }) => (own.offset > last.offset ? own : last),
        position,
      );
    }
    return { acceptance: { ...switched, position }, revoked: blocked };
  }

  /** The apps that the command would block. A command that would be refused is refused here too. */
  private async preview(command: SwitchAllowlistingCommand): Promise<SwitchedAllowlisting> {
    const { orgId } = command.meta;
    await this.decisions.catchUp(orgId);
    const org = this.decisions.org(orgId) ?? emptyOrg(orgId);
    decideSwitchAllowlisting(org, command);
    return { acceptance: null, revoked: command.enabled ? notAllowlisted(org) : NONE };
  }

  private revoke(
    { meta: { orgId, actor }, reason }: SwitchAllowlistingCommand,
    id: string,
    clientId: string,
  ): Promise<Acceptance> {
    const revocation = {
      clientId,
      covers: TOKEN_KINDS,
      reason: reason ?? 'The app is not on the allowlist.',
    };
    return this.decisions.decide(orgId, (org) => decideRevokeAppTokens(org, revocation), {
      actor,
      factId: `${id}-${this.runtime.ring.digest(clientId)}`,
    });
  }
}

function decideSwitchAllowlisting(
  org: OrgState,
  { enabled, reason, askingApp }: SwitchAllowlistingCommand,
): OrgSettingsChanged | null {
  if (!org.registered) throw new DomainError('ORG_NOT_FOUND');
  if (enabled && askingApp !== null && wouldBeBlocked(org, askingApp)) {
    throw new DomainError(
      'APP_NOT_ALLOWLISTED',
      'The calling app is not on the allowlist, so it could not switch the allowlist off again. First install the app, and permit ' +
        'only preauthorized users in its policy.',
    );
  }
  const settings = { apiClientAllowlisting: enabled };
  return decideChangeOrgSettings(org, { settings, basedOn: null, reason });
}

/** Whether the allowlist blocks an app once it is on. */
function wouldBeBlocked(org: OrgState, clientId: string): boolean {
  const app = org.apps.get(clientId);
  const settings = { ...org.settings, apiClientAllowlisting: true };
  return app !== undefined && !isAllowlisted({ ...org, settings }, app);
}

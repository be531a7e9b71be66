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
import { allOf } from '../../http/all-of.js';
import { blockedByList, NONE, offTheList } from './off-the-list.js';
import { SwitchAllowlistingCommand, type SwitchedAllowlisting } from './switch-allowlisting.command.js';

/** Revocations that are under way at a time. */
const AT_A_TIME = 50;

/**
 * Switches API client allowlisting, and when it is on, revokes what apps hold that aren't on the list; a blocked one holds nothing.
 * The ids of those revocations are made from the switch's, so a retry with the same `Idempotency-Key` goes on where the first
 * attempt stopped. Without a key, switching on what is on already revokes once more, which completes it as well.
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
    // As it is now, not as it was asked: sent again after it was switched off, the command revokes nothing.
    const off = enabled && org !== undefined ? blockedByList(org) : NONE;
    const id = switched.id ?? this.runtime.ambient.newId();
    let position = switched.position;
    for (let from = 0; from < off.apps.length; from += AT_A_TIME) {
      const chunk = off.apps.slice(from, from + AT_A_TIME);
      const revoked = await allOf(chunk.map((clientId) => this.revoke(command, id, clientId)));
      position = revoked.reduce(
        (last, { position: own }) => (own.offset > last.offset ? own : last),
        position,
      );
    }
    return { acceptance: { ...switched, position }, revoked: off };
  }

  /** Whom it would block. What would be refused is refused. */
  private async preview(command: SwitchAllowlistingCommand): Promise<SwitchedAllowlisting> {
    const { orgId } = command.meta;
    await this.decisions.catchUp(orgId);
    const org = this.decisions.org(orgId) ?? emptyOrg(orgId);
    decideSwitchAllowlisting(org, command);
    return { acceptance: null, revoked: command.enabled ? offTheList(org) : NONE };
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
  if (enabled && askingApp !== null && wouldFallOff(org, askingApp)) {
    throw new DomainError(
      'APP_NOT_ALLOWLISTED',
      'The app that asks is not on the allowlist, and could not switch it off again: install it, and let its policy permit ' +
        'preauthorized users only.',
    );
  }
  const settings = { apiClientAllowlisting: enabled };
  return decideChangeOrgSettings(org, { settings, basedOn: null, reason });
}

/** Whether an app gets nothing once the allowlist is on. */
function wouldFallOff(org: OrgState, clientId: string): boolean {
  const app = org.apps.get(clientId);
  const settings = { ...org.settings, apiClientAllowlisting: true };
  return app !== undefined && !isAllowlisted({ ...org, settings }, app);
}

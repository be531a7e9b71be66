import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DecisionLog } from '#decision-log';
import { decideChangeAppPolicy, decideRevokeAppTokens, TOKEN_KINDS } from '#domain';
import { Runtime } from '#platform';
import { ChangeAppPolicyCommand, type ChangedAppPolicy } from './change-app-policy.command.js';

/**
 * Replaces the policy of an app and then, if asked, revokes what the app holds. If the revocation fails, a retry with the same
 * `Idempotency-Key` completes it, because the revocation's id is derived from the id of the change. Without a key, sending the same
 * policy again completes it as well.
 */
@CommandHandler(ChangeAppPolicyCommand)
export class ChangeAppPolicyHandler implements ICommandHandler<ChangeAppPolicyCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, change, applyToExisting }: ChangeAppPolicyCommand): Promise<ChangedAppPolicy> {
    const { basedOn, clientId, reason } = change;
    const factId = meta.factId ?? this.runtime.ambient.newId();
    const acceptance = await this.decisions.decide(meta.orgId, (org) => decideChangeAppPolicy(org, change), {
      ...meta,
      factId,
      basedOn,
    });
    if (!applyToExisting) return { acceptance, revocation: null };
    const revocation = await this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeAppTokens(org, { clientId, covers: TOKEN_KINDS, reason }),
      { ...meta, factId: `${factId}-tokens` },
    );
    return { acceptance, revocation };
  }
}

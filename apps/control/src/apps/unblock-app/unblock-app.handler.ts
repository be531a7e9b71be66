import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideUnblockApp, DomainError } from '#domain';
import { ProblemException } from '#platform';
import { type Acceptance, DecisionLog } from '#decision-log';
import { appPaths } from '../app-paths.js';
import { UnblockAppCommand } from './unblock-app.command.js';

/** Lifts the blocks of an app. What was issued before stays refused. */
@CommandHandler(UnblockAppCommand)
export class UnblockAppHandler implements ICommandHandler<UnblockAppCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  async execute({ meta, clientId, reason }: UnblockAppCommand): Promise<Acceptance> {
    try {
      return await this.decisions.decide(
        meta.orgId,
        (org) => decideUnblockApp(org, { clientId, reason }),
        meta,
      );
    } catch (error) {
      throw error instanceof DomainError && error.code === 'APP_NOT_ALLOWLISTED'
        ? notAllowlisted(clientId, error)
        : error;
    }
  }
}

/** Tells the caller how to put the app on the allowlist. */
function notAllowlisted(clientId: string, cause: DomainError): ProblemException {
  const { install, policy } = appPaths(clientId);
  return new ProblemException('APP_NOT_ALLOWLISTED', {
    detail:
      'The organisation has API client allowlisting on, and the app is not on the list. To put it there, install it for everybody ' +
      '(POST install), permit only preauthorized users in its policy (PUT policy, permitted_users: preauthorized_users), then unblock it.',
    members: { install, policy },
    cause,
  });
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrantRole, decideRegisterUser } from '#domain';
import { hashPassword, ProblemException, Runtime } from '#platform';
import { DecisionLog } from '#decision-log';
import { requireHeld } from '../chosen-permissions.js';
import { RegisterUserCommand, type RegisteredUser } from './register-user.command.js';

/** Stores the name and the password in the credential store, where they can be erased. The log gets only a pseudonymous id. */
@CommandHandler(RegisterUserCommand)
export class RegisterUserHandler implements ICommandHandler<RegisterUserCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({
    meta,
    username,
    password,
    permissions,
    callerScopes,
    reason,
  }: RegisterUserCommand): Promise<RegisteredUser> {
    const { ambient, storage } = this.runtime;
    requireHeld(permissions, callerScopes);
    const factId = meta.factId ?? ambient.newId();
    const userId = `user_${factId}`;
    const stored = await storage.credentials.putIfAbsent({
      kind: 'user',
      id: userId,
      orgId: meta.orgId,
      alias: username,
      data: { username, password: await hashPassword(password) },
    });
    if (stored.id !== userId)
      throw new ProblemException('USER_ALREADY_REGISTERED', { detail: 'This username is taken.' });
    const registered = await this.decisions.decide(meta.orgId, (org) => decideRegisterUser(org, { userId }), {
      ...meta,
      factId,
    });
    if (permissions.length === 0) return { userId, position: registered.position };
    const { actor } = meta;
    const granted = await this.decisions.decide(
      meta.orgId,
      (org) => decideGrantRole(org, { userId, permissions, reason }),
      {
        actor,
        factId: `${factId}-role`,
      },
    );
    return { userId, position: granted.position };
  }
}

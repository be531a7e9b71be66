import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRegisterApp } from '#domain';
import { newSecret, Runtime } from '#platform';
import { DecisionLog } from '#decision-log';
import { RegistrationSecret } from '../../http/registration-secret.js';
import { RegisterAppCommand, type RegisteredApp } from './register-app.command.js';

/**
 * Stores the secret's hash first, then appends the fact: a credential without a fact is harmless. A retry with the same
 * `Idempotency-Key` gets the same `client_id` and a new secret.
 */
@CommandHandler(RegisterAppCommand)
export class RegisterAppHandler implements ICommandHandler<RegisterAppCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, metadata, callerScopes, installed }: RegisterAppCommand): Promise<RegisteredApp> {
    const { ambient, ring, storage } = this.runtime;
    const factId = meta.factId ?? ambient.newId();
    const clientId = `app_${factId}`;
    const decide = (org: Parameters<typeof decideRegisterApp>[0]) =>
      decideRegisterApp(org, { clientId, metadata, callerScopes, installed });
    const isPublic = metadata.token_endpoint_auth_method === 'none';
    const clientSecret = isPublic ? null : newSecret();
    const hashed = clientSecret === null ? null : { secretHash: ring.hashSecret(clientSecret) };
    const secret = new RegistrationSecret(
      storage.credentials,
      hashed === null ? null : { kind: 'client', id: clientId, orgId: meta.orgId, alias: null, data: hashed },
    );
    const { beforeAppend } = secret;
    const acceptance = await this.decisions.decide(meta.orgId, decide, { ...meta, factId, beforeAppend });
    await secret.settle(acceptance);
    return {
      clientId,
      clientSecret,
      issuedAt: Math.floor(ambient.now() / 1000),
      metadata,
      position: acceptance.position,
    };
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ChangeAppSettings, decideChangeAppSettings } from '#domain';
import { type Credential, newSecret, Runtime } from '#platform';
import { DecisionLog } from '#decision-log';
import { RegistrationSecret } from '../../http/registration-secret.js';
import { ChangeAppSettingsCommand, type ChangedAppSettings } from './change-app-settings.command.js';

/**
 * Replaces the registration of an app. A public app that becomes one that authenticates gets a new secret, which is stored before the
 * fact and replaces any secret that the app had earlier. The credential stores the fact's id: the caller may never have received the
 * first answer, so a retry with the same `Idempotency-Key` gets a working secret again.
 */
@CommandHandler(ChangeAppSettingsCommand)
export class ChangeAppSettingsHandler implements ICommandHandler<ChangeAppSettingsCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, change }: ChangeAppSettingsCommand): Promise<ChangedAppSettings> {
    const { ambient, ring, storage } = this.runtime;
    const { orgId } = meta;
    const { basedOn, clientId } = change;
    const factId = meta.factId ?? ambient.newId();
    await this.decisions.catchUp(orgId);
    const clientSecret = (await this.needsSecret(orgId, factId, change)) ? newSecret() : null;
    const credential: Credential | null =
      clientSecret === null
        ? null
        : {
            kind: 'client',
            id: clientId,
            orgId,
            alias: null,
            data: { secretHash: ring.hashSecret(clientSecret), madeBy: factId },
          };
    const secret = new RegistrationSecret(storage.credentials, credential);
    const { beforeAppend } = secret;
    const acceptance = await this.decisions.decide(orgId, (org) => decideChangeAppSettings(org, change), {
      ...meta,
      factId,
      basedOn,
      beforeAppend,
    });
    await secret.settle(acceptance);
    return { acceptance, clientSecret };
  }

  private async needsSecret(
    orgId: string,
    factId: string,
    { clientId, metadata }: ChangeAppSettings,
  ): Promise<boolean> {
    const app = this.decisions.org(orgId)?.apps.get(clientId);
    if (app === undefined || metadata.token_endpoint_auth_method === 'none') return false;
    if (app.metadata.token_endpoint_auth_method === 'none') return true;
    const stored = await this.runtime.storage.credentials.get('client', clientId);
    return stored?.data['madeBy'] === factId;
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DecisionLog } from '#decision-log';
import { decideRegisterApp, decideRegisterOrg, type OrgState, PERMISSIONS } from '#domain';
import { issuerOf, newSecret, Runtime } from '#platform';
import { RegisterOrganizationCommand, type RegisteredOrganization } from './register-organization.command.js';

/** Permissions that the first client of an organisation holds and can grant: all except operating the platform. */
const ORG_PERMISSIONS = PERMISSIONS.filter((permission) => permission !== 'platform:operate');

/** Stores the signing key before the fact of the organisation, and the secret before the fact of its service client. */
@CommandHandler(RegisterOrganizationCommand)
export class RegisterOrganizationHandler implements ICommandHandler<RegisterOrganizationCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, orgId, name }: RegisterOrganizationCommand): Promise<RegisteredOrganization> {
    const { ambient, issuerKeys, publicUrl, ring } = this.runtime;
    const { actor } = meta;
    // The Idempotency-Key is the caller's, but the facts belong to the new organisation. If the caller uses one key to register two
    // organisations, their clients must have different ids.
    const factId =
      meta.factId === undefined ? ambient.newId() : ring.digest(JSON.stringify([meta.factId, orgId]));
    const issuer = issuerOf(publicUrl, orgId);
    const key = await issuerKeys.create(orgId);
    await this.decisions.decide(orgId, (org) => decideRegisterOrg(org, { name, issuer, key }), {
      actor,
      factId,
      ...(meta.requestDigest === undefined ? {} : { requestDigest: meta.requestDigest }),
    });
    const client = await this.registerServiceClient(orgId, factId, actor);
    return { orgId, name, issuer, ...client };
  }

  private async registerServiceClient(
    orgId: string,
    factId: string,
    actor: RegisterOrganizationCommand['meta']['actor'],
  ): Promise<{ clientId: string; clientSecret: string }> {
    const { ring, storage } = this.runtime;
    const clientId = `app_${factId}`;
    const clientSecret = newSecret();
    const metadata = {
      client_name: 'Service client',
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: ORG_PERMISSIONS.join(' '),
    } as const;
    const data = { secretHash: ring.hashSecret(clientSecret) };
    await storage.credentials.put({ kind: 'client', id: clientId, orgId, alias: null, data });
    const register = (org: OrgState) =>
      decideRegisterApp(org, { clientId, metadata, callerScopes: new Set<string>(ORG_PERMISSIONS) });
    await this.decisions.decide(orgId, register, { actor, factId: `${factId}-client` });
    return { clientId, clientSecret };
  }
}

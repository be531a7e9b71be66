import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRegisterEdge, type OrgState } from '#domain';
import { newSecret, Runtime } from '#platform';
import { DecisionLog } from '#decision-log';
import { RegistrationSecret } from '../../http/registration-secret.js';
import { RegisterEdgeCommand, type RegisteredEdge } from './register-edge.command.js';

/** Stores the secret's hash first, then appends the fact. */
@CommandHandler(RegisterEdgeCommand)
export class RegisterEdgeHandler implements ICommandHandler<RegisterEdgeCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, name }: RegisterEdgeCommand): Promise<RegisteredEdge> {
    const { ambient, ring, storage } = this.runtime;
    const factId = meta.factId ?? ambient.newId();
    const edgeId = `edge_${factId}`;
    const edgeSecret = newSecret();
    const decide = (org: OrgState) => decideRegisterEdge(org, { edgeId, name });
    const data = { secretHash: ring.hashSecret(edgeSecret), orgIds: [meta.orgId] };
    const credential = { kind: 'edge', id: edgeId, orgId: meta.orgId, alias: null, data } as const;
    const secret = new RegistrationSecret(storage.credentials, credential);
    const { beforeAppend } = secret;
    const acceptance = await this.decisions.decide(meta.orgId, decide, { ...meta, factId, beforeAppend });
    await secret.settle(acceptance);
    return { edgeId, edgeSecret, name, position: acceptance.position };
  }
}

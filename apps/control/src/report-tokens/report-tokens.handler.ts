import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ReportedToken } from '#contracts';
import {
  decideReportApp,
  DomainError,
  emptyOrg,
  formatIsoTime,
  type OrgState,
  type TokenIssued,
} from '#domain';
import { type CommandMeta, DecisionLog, Runtime } from '#platform';
import { getTokens } from '#read-models';
import { allOf } from '../bulk/all-of.js';
import { nothingHappened } from '../bulk/would-happen.js';
import { ReportTokensCommand, type TokensReported } from './report-tokens.command.js';

/**
 * Writes what a foreign issuer's inventory tells into the log: first the apps that nobody knew, so that what is listed can be
 * revoked and blocked, then the tokens that aren't listed yet. A report can be sent again, whole or overlapping: a token's first
 * report stands. Of tokens that are only on their way into the lists, the projector finds those that were written twice.
 */
@CommandHandler(ReportTokensCommand)
export class ReportTokensHandler implements ICommandHandler<ReportTokensCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  /** @throws DomainError `ISSUER_NOT_FOUND`, `INVALID_ID` */
  async execute({ meta, iss, tokens }: ReportTokensCommand): Promise<TokensReported> {
    await this.requireIssuer(meta.orgId, iss);
    const byId = new Map(tokens.toReversed().map((token) => [token.jti, token]));
    const { readModels } = this.runtime.storage;
    const listed = await getTokens(readModels, meta.orgId, iss, [...byId.keys()]);
    const fresh = [...byId.values()].filter(({ jti }) => listed.get(jti)?.known !== true);
    const newClientIds = await this.makeKnown(meta, iss, fresh);
    const { usage } = this.runtime;
    await allOf(fresh.map((token) => usage.write(meta.orgId, issuedFact(iss, token))));
    const status = fresh.length === 0 ? 'nothing-happened' : 'accepted';
    const acceptance = { ...nothingHappened(this.decisions, meta.orgId), status } as const;
    return { acceptance, reported: fresh.length, known: tokens.length - fresh.length, newClientIds };
  }

  private async requireIssuer(orgId: string, iss: string): Promise<void> {
    const isKnown = () => this.decisions.org(orgId)?.foreignIssuers.has(iss) === true;
    if (isKnown()) return;
    await this.decisions.catchUp(orgId);
    if (!isKnown()) throw new DomainError('ISSUER_NOT_FOUND');
  }

  /** The apps that weren't known, in order. */
  private async makeKnown(
    { orgId, actor, traceparent }: CommandMeta,
    iss: string,
    tokens: readonly ReportedToken[],
  ): Promise<readonly string[]> {
    const clientIds = [...new Set(tokens.map(({ client_id: clientId }) => clientId))].sort();
    // All of them before any: a report that is refused leaves nothing behind.
    const org = this.decisions.org(orgId) ?? emptyOrg(orgId);
    for (const clientId of clientIds) decideReportApp(org, { iss, clientId });
    const made = await allOf(
      clientIds.map(async (clientId) => {
        const decide = (org: OrgState) => decideReportApp(org, { iss, clientId });
        // Without the request's key: it is one for many, and what is known already is not made known again.
        const { id } = await this.decisions.decide(orgId, decide, {
          actor,
          priority: 'normal',
          ...(traceparent === undefined ? {} : { traceparent }),
        });
        return id === null ? [] : [clientId];
      }),
    );
    return made.flat();
  }
}

function issuedFact(iss: string, token: ReportedToken): TokenIssued {
  return {
    type: 'TokenIssued',
    data: {
      tokenId: token.jti,
      iss,
      kind: 'access',
      format: 'JWT',
      clientId: token.client_id,
      userId: token.sub,
      scopes: token.scope.split(/\s+/).filter((part) => part !== ''),
      issuedAt: formatIsoTime(Math.floor(token.iat * 1000)),
      expiresAt: formatIsoTime(Math.floor(token.exp * 1000)),
      ...(token.grant_id === undefined ? {} : { grantId: token.grant_id }),
      ...(token.sid === undefined ? {} : { sessionId: token.sid }),
      ...(token.kid === undefined ? {} : { kid: token.kid }),
    },
  };
}

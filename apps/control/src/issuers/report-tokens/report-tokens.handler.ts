import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ReportedToken } from './report-tokens.http.schema.js';
import {
  type AppsReported,
  decideReportApps,
  DomainError,
  emptyOrg,
  type ForeignIssuerState,
  formatIsoTime,
  registeredIssuer,
  type TokenIssued,
  splitScope,
} from '#domain';
import { type CommandMeta, ProblemException, Runtime } from '#platform';
import { getTokens } from '#read-models';
import { type Acceptance, DecisionLog } from '#decision-log';
import { allOf } from '#async';
import { nothingHappened } from '../../http/nothing-happened.js';
import { holdsLog } from '../../inventory/holds-log.js';
import { checkReported } from './reported-token.check.js';
import { ReportTokensCommand, type TokensReported } from './report-tokens.command.js';

/**
 * Writes a foreign issuer's report into the log: first the apps that are not known yet, so that every listed app can be revoked and
 * blocked, then the tokens that aren't listed yet. Reports can be repeated and can overlap: the first report of a token counts. If two
 * reports at the same time write a token twice, the projector recognises the duplicate.
 */
@CommandHandler(ReportTokensCommand)
export class ReportTokensHandler implements ICommandHandler<ReportTokensCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  /** @throws DomainError as `decideReportApps`, ProblemException `FORBIDDEN`, `INVALID_REQUEST`, `NOT_READY` */
  async execute({ meta, reporter, iss, tokens }: ReportTokensCommand): Promise<TokensReported> {
    const { orgId } = meta;
    const issuer = await this.requireIssuer(orgId, iss);
    if (issuer.reporters?.includes(reporter) === false)
      throw new ProblemException('FORBIDDEN', {
        detail: 'This app may not report tokens of this issuer: its registration names other apps.',
      });
    const nowMs = this.runtime.ambient.now();
    checkReported(tokens, issuer, nowMs);
    const live = tokens.filter(({ exp }) => exp * 1000 > nowMs);
    // Refuses a report before anything is read from the storage or written.
    decideReportApps(this.decisions.org(orgId) ?? emptyOrg(orgId), { iss, clientIds: clientIdsOf(live) });
    const fresh = await this.notListed(orgId, iss, live);
    const made = await this.reportApps(meta, iss, fresh);
    const { usage } = this.runtime;
    await allOf(fresh.map((token) => usage.write(orgId, issuedFact(iss, token))));
    return {
      acceptance: { ...made, status: fresh.length === 0 ? 'nothing-happened' : 'accepted' },
      reported: fresh.length,
      known: live.length - fresh.length,
      expired: tokens.length - live.length,
      newClientIds: (made.fact as AppsReported | null)?.data.clientIds ?? [],
    };
  }

  private async requireIssuer(orgId: string, iss: string): Promise<ForeignIssuerState> {
    const find = () => registeredIssuer(this.decisions.org(orgId) ?? emptyOrg(orgId), iss);
    const known = find();
    if (known !== undefined) return known;
    await this.decisions.catchUp(orgId);
    const issuer = find();
    if (issuer === undefined) throw new DomainError('ISSUER_NOT_FOUND');
    return issuer;
  }

  /**
   * The tokens that the inventory doesn't list yet, each once, as first reported. Refuses while the inventory is behind the log, because
   * a token that is in the log but not in the inventory yet would be counted twice.
   */
  private async notListed(
    orgId: string,
    iss: string,
    tokens: readonly ReportedToken[],
  ): Promise<readonly ReportedToken[]> {
    const { storage } = this.runtime;
    if (!(await holdsLog(storage)))
      throw new ProblemException('NOT_READY', {
        detail: 'The inventory of tokens is behind the log. Send the report again later.',
        headers: { 'retry-after': '1' },
      });
    const byId = new Map(tokens.toReversed().map((token) => [token.jti, token]));
    const listed = await getTokens(storage.readModels, orgId, iss, [...byId.keys()]);
    return [...byId.values()].filter(({ jti }) => listed.get(jti)?.known !== true);
  }

  private async reportApps(
    { orgId, actor, traceparent }: CommandMeta,
    iss: string,
    tokens: readonly ReportedToken[],
  ): Promise<Acceptance> {
    const clientIds = clientIdsOf(tokens);
    if (clientIds.length === 0) return nothingHappened(this.decisions, orgId);
    // Without the request's Idempotency-Key: apps that are known already are skipped anyway, and tokens are not decisions.
    return this.decisions.decide(orgId, (org) => decideReportApps(org, { iss, clientIds }), {
      actor,
      priority: 'normal',
      ...(traceparent === undefined ? {} : { traceparent }),
    });
  }
}

function clientIdsOf(tokens: readonly ReportedToken[]): readonly string[] {
  return [...new Set(tokens.map(({ client_id: clientId }) => clientId))];
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
      scopes: [...splitScope(token.scope)],
      issuedAt: formatIsoTime(Math.floor(token.iat * 1000)),
      expiresAt: formatIsoTime(Math.floor(token.exp * 1000)),
      ...(token.sid === undefined ? {} : { sessionId: token.sid }),
      ...(token.kid === undefined ? {} : { kid: token.kid }),
    },
  };
}

import {
  decideRegisterUser,
  formatIsoTime,
  formatPosition,
  type ReadModel,
  type ReadModelFact,
  type TokenIssued,
  type UsageDenied,
  type UsageFact,
} from '#domain';
import { recordedUsage } from '#domain/testing';
import { DECISIONS_TOPIC, USAGE_TOPIC } from '#event-log';
import {
  type Doc,
  projectBatch,
  type ProjectedFact,
  type Projection,
  PROJECTOR,
  READ_MODELS,
} from '#read-models';
import { decide, ORG } from '#platform/testing';
import type { ControlUnderTest } from './control-under-test.js';
import { writtenDecisions } from './written-decisions.js';

type AnyModel = ReadModel<Doc & { readonly orgId: string }>;

interface Fact extends ProjectedFact {
  readonly recorded: ReadModelFact;
}

/** What a test sets of a token. The rest is that of an access token that was issued a minute ago and lives for an hour. */
export type TokenParts = Partial<TokenIssued['data']>;

/** Makes usage as the issuer and the edges write it, and projects it into the read models of a {@link ControlUnderTest}. */
export class UsageUnderTest {
  private offset = 0;

  constructor(private readonly control: ControlUnderTest) {}

  /** The time `minutes` from now, ISO 8601. */
  at(minutes: number): string {
    return formatIsoTime(Math.floor(Date.now() / 1000 + minutes * 60) * 1000);
  }

  /** A token as the organisation's own issuer writes it, issued after everything that was decided so far. */
  token(parts: TokenParts, orgId = ORG): TokenIssued {
    const { decisions } = this.control.process.runtime;
    const data: TokenIssued['data'] = {
      tokenId: `jti-${String(this.offset)}`,
      iss: decisions.org(orgId)?.issuer ?? '',
      kind: 'access',
      format: 'JWT',
      clientId: 'nobody',
      userId: 'nobody',
      scopes: ['openid'],
      issuedAt: this.at(-1),
      expiresAt: this.at(59),
      rpos: formatPosition(decisions.positionOf(orgId) ?? { generation: 'none', offset: -1 }),
    };
    return { type: 'TokenIssued', data: { ...data, ...parts } };
  }

  /** An access token and a refresh token of one grant. */
  grant(grantId: string, parts: TokenParts): readonly TokenIssued[] {
    return [
      this.token({ ...parts, grantId, tokenId: `${grantId}-access` }),
      this.token({
        ...parts,
        grantId,
        tokenId: `${grantId}-refresh`,
        kind: 'refresh',
        format: 'Opaque',
        expiresAt: this.at(60 * 24),
      }),
    ];
  }

  /** A denial by the issuer, `minutes` from now. */
  denial(parts: Partial<UsageDenied['data']>, minutes = -1): UsageDenied {
    const at = this.at(minutes);
    const data = { clientId: 'nobody', reason: 'not-installed', where: 'issuer', count: 1 } as const;
    return { type: 'UsageDenied', data: { ...data, firstAt: at, lastAt: at, ...parts } };
  }

  /** Projects all decisions so far, and then these usage facts. */
  async project(facts: readonly UsageFact[] = [], orgId = ORG): Promise<void> {
    const { log, readModels } = this.control.deployment.storage;
    const decisions = await writtenDecisions(log, orgId);
    const partition = log.partitionOf(DECISIONS_TOPIC, orgId);
    const usage = facts.map((fact) => {
      this.offset += 1;
      return recordedUsage(fact, { orgId, offset: this.offset, appendedAtMs: Date.now() });
    });
    const batch = [
      ...decisions.map((recorded) => factOf(DECISIONS_TOPIC, partition, recorded)),
      ...usage.map((recorded) => factOf(USAGE_TOPIC, 0, recorded)),
    ];
    const projections = READ_MODELS.map((model) => bound(model as unknown as AnyModel));
    await projectBatch(readModels, { projector: PROJECTOR, projections, facts: batch });
  }

  /** Registers users with sign-in names. */
  async users(...userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) {
      await this.control.deployment.storage.credentials.putIfAbsent({
        kind: 'user',
        id: userId,
        orgId: ORG,
        alias: `${userId}@acme.test`,
        data: { username: `${userId}@acme.test` },
      });
      await decide(this.control.process.runtime, (org) => decideRegisterUser(org, { userId }));
    }
  }
}

function factOf(topic: string, partition: number, recorded: ReadModelFact): Fact {
  return { type: recorded.fact.type, topic, partition, ...recorded.position, recorded };
}

function bound(model: AnyModel): Projection<Fact> {
  return {
    name: model.name,
    version: model.version,
    collection: model.collection,
    handles: model.handles,
    keys: ({ recorded }) => model.keys(recorded),
    ...(model.after === undefined ? {} : { after: model.after }),
    apply: (doc, { recorded }, id, before) => model.apply(doc as never, recorded, id, before),
  };
}

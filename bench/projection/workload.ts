import { encodeUsage } from '#contracts';
import { type RecordedUsage, TOKEN_MODEL, type UsageFact } from '#domain';
import { type LogBatch, type LogRecord, USAGE_TOPIC } from '#event-log';
import type { Doc } from '#read-models';
import { v7 as uuidv7 } from 'uuid';
import { Dice } from './dice.ts';

const ORG = 'acme';
const ISSUER = 'https://id.bench/o/acme';
const GENERATION = 'bench-generation';
const PARTITIONS = 3;
const APPS = 200;
const USERS = 20_000;
const EDGES = 8;
/** A third of the tokens come from client credentials, the rest from sign-ins and refreshes of users. */
const MACHINES = 1 / 3;
const REFRESHES = 0.6;
const KEPT_GRANTS = 10_000;

/** A token document, as a peer writes it. */
export interface TokenDocument {
  readonly id: string;
  readonly positions: Readonly<Record<string, string>>;
  readonly doc: Doc;
}

interface Grant {
  readonly clientId: string;
  readonly userId: string;
  readonly grantId: string;
  refreshTokenId: string;
}

/**
 * Usage facts of one organisation: 200 apps, 20,000 users, 8 edges; always the same ones. Their ids and times follow each
 * other, as they do in life.
 */
export class Workload {
  readonly #dice = new Dice(20_261_121);
  readonly #grants: Grant[] = [];
  readonly #offsets = new Array<number>(PARTITIONS).fill(0);
  #ms = Date.UTC(2026, 10, 21, 8);

  /**
   * `TokenIssued`: machines' access tokens, and of users a refresh and an access token at each sign-in and at each refresh,
   * which also touches the refresh token that it used up.
   */
  issued(count: number): readonly LogBatch[] {
    return batchesOf(this.#placed(this.#issuedFacts(count)));
  }

  /** `TokenUsed`: several edges report the same app and user, each in its own window. */
  used(count: number): readonly LogBatch[] {
    const facts: UsageFact[] = [];
    while (facts.length < count) {
      const clientId = this.#app();
      const userId = this.#dice.chance(MACHINES) ? clientId : this.#dice.skewed('user', USERS);
      for (let edge = 0; edge < EDGES && facts.length < count; edge += 1) {
        if (this.#dice.chance(0.5)) facts.push(this.#window(clientId, userId, `edge-${String(edge)}`));
      }
    }
    return batchesOf(this.#placed(facts));
  }

  /** The documents of `count` tokens, one per token. */
  tokens(count: number): readonly TokenDocument[] {
    return this.#placed(this.#issuedFacts(count)).map(documentOf);
  }

  #issuedFacts(count: number): readonly UsageFact[] {
    const facts: UsageFact[] = [];
    while (facts.length < count)
      facts.push(...(this.#dice.chance(MACHINES) ? this.#machine() : this.#user()));
    return facts.slice(0, count);
  }

  #machine(): UsageFact[] {
    const clientId = this.#app();
    return [this.#token({ clientId, userId: clientId, kind: 'access' })];
  }

  #user(): UsageFact[] {
    const known = this.#dice.chance(REFRESHES) ? this.#dice.pick(this.#grants) : undefined;
    const used = known?.refreshTokenId;
    const grant = known ?? this.#signIn();
    grant.refreshTokenId = this.#id();
    const { clientId, userId, grantId, refreshTokenId } = grant;
    const common = { clientId, userId, grantId, sessionId: `session-${userId}` };
    return [
      this.#token({ ...common, kind: 'access', ...(used === undefined ? {} : { refreshTokenId: used }) }),
      this.#token({ ...common, kind: 'refresh', tokenId: refreshTokenId }),
    ];
  }

  #signIn(): Grant {
    const userId = this.#dice.skewed('user', USERS);
    const grant = { clientId: this.#app(), userId, grantId: this.#id(), refreshTokenId: '' };
    if (this.#grants.length < KEPT_GRANTS) this.#grants.push(grant);
    return grant;
  }

  #token(data: Partial<Extract<UsageFact, { type: 'TokenIssued' }>['data']>): UsageFact {
    const isAccess = data.kind === 'access';
    const issued = {
      tokenId: this.#id(),
      iss: ISSUER,
      kind: 'access',
      format: isAccess ? 'JWT' : 'Opaque',
      clientId: '',
      userId: '',
      scopes: ['orders:read', 'orders:write'],
      issuedAt: iso(this.#ms),
      expiresAt: iso(this.#ms + (isAccess ? 3_600_000 : 30 * 86_400_000)),
      rpos: `${GENERATION}:1000`,
      ...(isAccess ? { kid: 'key-1' } : {}),
      ...data,
    } as const;
    return { type: 'TokenIssued', data: issued };
  }

  #window(clientId: string, userId: string, edgeId: string): UsageFact {
    const windowId = this.#id();
    const count = 1 + this.#dice.below(50);
    const times = { firstAt: iso(this.#ms - 10_000), lastAt: iso(this.#ms) };
    return { type: 'TokenUsed', data: { clientId, userId, edgeId, windowId, count, ...times } };
  }

  #app(): string {
    return this.#dice.skewed('app', APPS);
  }

  /** Time-ordered, as the issuer's are. */
  #id(): string {
    this.#ms += this.#dice.below(3);
    return uuidv7({ msecs: this.#ms, random: this.#dice.bytes(16) });
  }

  /** As records of the log: facts about the same app and user are in the same partition. */
  #placed(facts: readonly UsageFact[]): readonly RecordedUsage[] {
    return facts.map((fact) => {
      const partition = partitionOf(fact);
      const offset = this.#offsets[partition] ?? 0;
      this.#offsets[partition] = offset + 1;
      const position = { generation: GENERATION, offset };
      return {
        id: this.#id(),
        orgId: ORG,
        time: iso(this.#ms),
        fact,
        partition,
        position,
        appendedAtMs: this.#ms,
      };
    });
  }
}

/** One batch per partition, of the records as they stand in the log. */
function batchesOf(placed: readonly RecordedUsage[]): readonly LogBatch[] {
  const records = Array.from({ length: PARTITIONS }, (): LogRecord[] => []);
  for (const usage of placed) {
    const { partition, position, appendedAtMs } = usage;
    const place = { topic: USAGE_TOPIC, partition, ...position } as const;
    records[partition]?.push({ ...place, appendedAtMs, ...encodeUsage(usage), headers: {} });
  }
  return records.flatMap((run, partition) =>
    run.length === 0 ? [] : [{ topic: USAGE_TOPIC, partition, generation: GENERATION, records: run }],
  );
}

/** What the projector will write of an access or refresh token that was just issued. */
function documentOf(usage: RecordedUsage): TokenDocument {
  const [id = ''] = TOKEN_MODEL.keys(usage);
  const doc = TOKEN_MODEL.apply(null, usage, id);
  if (doc === null) throw new Error('the workload made a fact that is no token');
  const source = `${USAGE_TOPIC}/${String(usage.partition)}`;
  return { id, positions: { [source]: `${GENERATION}:${String(usage.position.offset)}` }, doc };
}

function partitionOf({ data }: UsageFact): number {
  const key = 'clientId' in data ? `${data.clientId}/${data.userId ?? ''}` : '';
  let value = 0;
  for (let at = 0; at < key.length; at += 1) value = (Math.imul(value, 31) + key.charCodeAt(at)) >>> 0;
  return value % PARTITIONS;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeDecision,
  generateSigningKey,
  importSigningKey,
  importVerificationKeys,
  type SigningKey,
  signValue,
  type VerificationKeys,
  verifyValue,
} from '#contracts';
import {
  decideBlockApp,
  decideRegisterApp,
  decideRegisterOrg,
  decideRevokeUserTokens,
  decideUnblockApp,
  type Decision,
  effectsOf,
  type OrgState,
} from '#domain';
import { openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC } from '#event-log';
import { createEmbeddedLog, type EmbeddedLog } from '#event-log/embedded';
import { FaultyLog } from '#event-log/testing';
import { DecisionLog } from '../decision-log.js';
import type { Acceptance, DecisionLogLimits } from '../decision-log.options.js';

/** The organisation of tests that need one. */
export const ORG = 'acme';
/** Who decides. */
export const ACTOR = { kind: 'user', id: 'admin' } as const;
const METADATA = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
} as const;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A process that decides: a decision log of its own, on the shared event log. */
export interface TestProcess {
  readonly decisions: DecisionLog;
  /** Stands between the process and the shared event log. */
  readonly log: FaultyLog;
}

/** How a process differs from the usual one. */
export interface TestProcessOptions {
  /** Monotonic ms. */
  readonly monotonic?: () => number;
  readonly limits?: DecisionLogLimits;
}

/** An embedded event log in a folder of its own, and the processes that decide on it. */
export class TestDecisionLogs {
  private readonly processes: TestProcess[] = [];

  private constructor(
    /** The shared event log, without faults. */
    readonly log: EmbeddedLog,
    /** The key that every process signs with. */
    readonly signer: SigningKey,
    private readonly keys: VerificationKeys,
    private readonly remove: () => Promise<void>,
  ) {}

  static async open(): Promise<TestDecisionLogs> {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-decision-log-'));
    const database = await openEmbeddedDatabase({ file: join(folder, 'rescind.db') });
    const log = createEmbeddedLog({ database });
    await log.start();
    const { privateJwk, publicJwk } = await generateSigningKey();
    const keys = await importVerificationKeys({ keys: [publicJwk] });
    return new TestDecisionLogs(log, await importSigningKey(privateJwk), keys, async () => {
      await log.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** Makes one more process. It isn't started, so that faults can be set before. */
  process({ monotonic = () => performance.now(), limits = {} }: TestProcessOptions = {}): TestProcess {
    const log = new FaultyLog(this.log);
    const decisions = new DecisionLog({
      ...limits,
      log,
      monotonic,
      now: () => Date.now(),
      newId: randomUUID,
      logger: SILENT,
      signer: () => Promise.resolve(this.signer),
      verify: ({ value, headers }) => verifyValue(this.keys, value, headers),
    });
    const made = { decisions, log };
    this.processes.push(made);
    return made;
  }

  /** Makes and starts one more process. */
  async start(options: TestProcessOptions = {}): Promise<TestProcess> {
    const made = this.process(options);
    await made.decisions.start();
    return made;
  }

  /** Appends what a decision log itself would never write. */
  appendRaw(
    value: string,
    headers: Record<string, string> = {},
    key = ORG,
  ): Promise<{ offset: number; partition: number }> {
    return this.log.append(DECISIONS_TOPIC, { key, value, headers });
  }

  /** The signature of a record, as a process would write it. */
  async signed(value: string): Promise<Record<string, string>> {
    return { ...(await signValue(this.signer.privateKey, this.signer.kid, value)) };
  }

  /** Closes every process and removes the data. */
  async close(): Promise<void> {
    await Promise.all(this.processes.map(({ decisions }) => decisions.close()));
    await this.remove();
  }
}

/** An event log in which the organisation is registered, and its first process. */
export async function openDecisionLog(): Promise<{ deployment: TestDecisionLogs; a: TestProcess }> {
  const deployment = await TestDecisionLogs.open();
  const a = await deployment.start();
  await registerOrg(a);
  return { deployment, a };
}

/** Decides as the administrator. */
export function decide(
  { decisions }: Pick<TestProcess, 'decisions'>,
  decider: (org: OrgState) => Decision | null,
  orgId = ORG,
): Promise<Acceptance> {
  return decisions.decide(orgId, decider, { actor: ACTOR });
}

/** Registers an organisation with a signing key. */
export async function registerOrg(process: TestProcess, orgId = ORG): Promise<void> {
  const kid = `key-of-${orgId}`;
  const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid, alg: 'ES256', use: 'sig' };
  const key = { kid, alg: 'ES256', jwk };
  const issuer = `https://rescind.test/o/${orgId}`;
  await decide(process, (org) => decideRegisterOrg(org, { name: orgId, issuer, key }), orgId);
}

/** Decides to register an app. */
export const register =
  (clientId: string, name = clientId) =>
  (org: OrgState) =>
    decideRegisterApp(org, {
      clientId,
      metadata: { ...METADATA, client_name: name },
      callerScopes: new Set<string>(),
    });
/** Decides to block an app. */
export const block = (clientId: string, blockId: string) => (org: OrgState) =>
  decideBlockApp(org, { clientId, blockId });
/** Decides to unblock an app. */
export const unblock = (clientId: string) => (org: OrgState) => decideUnblockApp(org, { clientId });
/** Decides to revoke the access tokens of a user. */
export const revokeUser = (userId: string) => (org: OrgState) =>
  decideRevokeUserTokens(org, { userId, covers: ['access'] });

/** Decides as a request with an Idempotency-Key. */
export function withKey(
  { decisions }: TestProcess,
  factId: string,
  requestDigest: string,
  decider: (org: OrgState) => Decision | null,
): Promise<Acceptance> {
  return decisions.decide(ORG, decider, { actor: ACTOR, factId, requestDigest });
}

/** An organisation as a process has folded it. */
export function orgOf({ decisions }: Pick<TestProcess, 'decisions'>, orgId = ORG): OrgState {
  const org = decisions.org(orgId);
  if (org === undefined) throw new Error(`${orgId} is not folded.`);
  return org;
}

/** The text of a decision, as a process would write it. */
export function encoded(fact: Decision): string {
  const time = new Date().toISOString();
  const draft = {
    id: randomUUID(),
    orgId: ORG,
    actor: ACTOR,
    time,
    fact,
    keepUntil: null,
    basedOn: null,
    requestDigest: null,
  };
  return encodeDecision({ ...draft, effects: effectsOf(fact, time) }).value;
}

function ignore(): void {
  // Nothing is logged in tests.
}

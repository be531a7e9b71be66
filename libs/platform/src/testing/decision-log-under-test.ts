import { encodeDecision, signValue } from '#contracts';
import {
  decideBlockApp,
  decideRegisterApp,
  decideRevokeUserTokens,
  decideUnblockApp,
  type Decision,
  effectsOf,
  type OrgState,
} from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { gate } from '#event-log/testing';
import type { Acceptance } from '../decision-log/decision-log.js';
import { ORG, registerOrg, TestDeployment, type TestProcess } from './test-deployment.js';

/** Who decides. */
export const ACTOR = { kind: 'user', id: 'admin' } as const;
const METADATA = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
} as const;

/** A deployment in which the organisation is registered, and its first process. */
export async function openDecisionLog(): Promise<{ deployment: TestDeployment; a: TestProcess }> {
  const deployment = await TestDeployment.open();
  const a = await deployment.start();
  await registerOrg(a.runtime);
  return { deployment, a };
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
  process: TestProcess,
  factId: string,
  requestDigest: string,
  decider: (org: OrgState) => Decision | null,
): Promise<Acceptance> {
  return process.runtime.decisions.decide(ORG, decider, { actor: ACTOR, factId, requestDigest });
}

/** An organisation as a process has folded it. */
export function orgOf({ runtime }: TestProcess, orgId = ORG): OrgState {
  const org = runtime.decisions.org(orgId);
  if (org === undefined) throw new Error(`${orgId} is not folded.`);
  return org;
}

/** What a promise is rejected with; `null` where it isn't. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

/** The code of what a promise is rejected with. */
export async function failureCodeOf(promise: Promise<unknown>): Promise<unknown> {
  return ((await failureOf(promise)) as { code?: unknown } | null)?.code;
}

/** Holds the batches of a process back until the answer is called. */
export function holdBack(process: TestProcess): () => void {
  const { opened, open } = gate();
  process.log.beforeBatch = () => opened;
  return open;
}

/** Lets appends into the log only when as many have come. */
export function meetBeforeAppend(processes: readonly TestProcess[]): void {
  const { opened, open } = gate();
  let waiting = 0;
  for (const { log } of processes) {
    log.beforeAppend = () => {
      waiting += 1;
      if (waiting === processes.length) open();
      return opened;
    };
  }
}

/** Appends what the decision log itself would never write. */
export function appendRaw(
  deployment: TestDeployment,
  value: string,
  headers: Record<string, string> = {},
  key = ORG,
): Promise<{ offset: number; partition: number }> {
  return deployment.storage.log.append(DECISIONS_TOPIC, { key, value, headers });
}

/** The signature of a record, as a process would write it. */
export async function signed({ runtime }: TestProcess, value: string): Promise<Record<string, string>> {
  const signer = await runtime.platformKeys.signer('decisions');
  return { ...(await signValue(signer.privateKey, signer.kid, value)) };
}

/** The text of a decision, as a process would write it. */
export function encoded({ runtime }: TestProcess, fact: Decision): string {
  const time = new Date().toISOString();
  const id = runtime.ambient.newId();
  const draft = {
    id,
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

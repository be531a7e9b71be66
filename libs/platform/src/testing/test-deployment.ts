import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { type Decision, decideRegisterOrg, formatPosition, type OrgState } from '#domain';
import type { Acceptance, DecisionLogLimits } from '#decision-log';
import { KeyRing } from '../crypto/key-ring.js';
import { createLogger } from '../logging/logger.js';
import { type EmbeddedStorage, openEmbeddedStorage } from '../runtime/embedded-storage.js';
import { type Ambient, REAL_AMBIENT } from '../runtime/ambient.js';
import { issuerOf, Runtime, type RuntimeStorage } from '../runtime/runtime.js';
import { FaultyLog } from '#event-log/testing';

/** The public URL of a test's deployment. Nothing listens there. */
export const PUBLIC_URL = 'https://rescind.test';
/** The organisation of tests that need one. */
export const ORG = 'acme';
const ACTOR = { kind: 'system', id: 'test' } as const;

/** A process of a {@link TestDeployment}: a runtime of its own, on the shared storage. */
export interface TestProcess {
  readonly runtime: Runtime;
  /** Stands between the process and the shared log. */
  readonly log: FaultyLog;
}

/** How a process differs from the usual one. */
export interface TestProcessOptions {
  readonly ambient?: Partial<Ambient>;
  readonly limits?: DecisionLogLimits;
}

/** Embedded storage in a folder of its own, and the processes of one deployment on it. */
export class TestDeployment {
  private readonly processes: TestProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly storage: EmbeddedStorage,
    readonly ring: KeyRing,
  ) {}

  static async open(): Promise<TestDeployment> {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-platform-'));
    const storage = await openEmbeddedStorage(join(folder, 'rescind.db'));
    await storage.log.start();
    return new TestDeployment(folder, storage, new KeyRing(randomBytes(32)));
  }

  /** Makes one more process. It isn't started, so that faults can be set before. */
  process({ ambient = {}, limits = {} }: TestProcessOptions = {}): TestProcess {
    const log = new FaultyLog(this.storage.log);
    const storage: RuntimeStorage = {
      log,
      readModels: this.storage.readModels,
      credentials: this.storage.credentials,
      open: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const runtime = new Runtime({
      storage,
      ring: this.ring,
      logger: createLogger('test', 'silent'),
      ambient: { ...REAL_AMBIENT, ...ambient },
      publicUrl: PUBLIC_URL,
      defaultResource: PUBLIC_URL,
      limits,
    });
    const made = { runtime, log };
    this.processes.push(made);
    return made;
  }

  /** Makes and starts one more process. */
  async start(options: TestProcessOptions = {}): Promise<TestProcess> {
    const made = this.process(options);
    await made.runtime.start();
    return made;
  }

  /** Closes every process and removes the data. */
  async close(): Promise<void> {
    await Promise.all(this.processes.map(({ runtime }) => runtime.close()));
    await this.storage.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Registers an organisation with a signing key. */
export async function registerOrg(runtime: Runtime, orgId = ORG): Promise<void> {
  const key = await runtime.issuerKeys.create(orgId);
  const issuer = issuerOf(runtime.publicUrl, orgId);
  await decide(runtime, (org) => decideRegisterOrg(org, { name: orgId, issuer, key }), orgId);
}

/** Decides as the system. */
export function decide(
  runtime: Runtime,
  decider: (org: OrgState) => Decision | null,
  orgId = ORG,
): Promise<Acceptance> {
  return runtime.decisions.decide(orgId, decider, { actor: ACTOR });
}

/** The claims of {@link accessToken} that a test chooses. */
export interface AccessTokenParts {
  readonly orgId?: string;
  readonly clientId?: string;
  /** Default: the client itself. */
  readonly sub?: string;
  readonly scope?: string;
  readonly audience?: string;
  /** Default: the organisation's. */
  readonly issuer?: string;
  /** Whose key signs. Default: the organisation's. */
  readonly signedBy?: string;
}

/** Mints an access token as our issuer would (RFC 9068). */
export async function accessToken(runtime: Runtime, parts: AccessTokenParts = {}): Promise<string> {
  const { orgId = ORG, clientId = 'service', scope = '', audience = runtime.defaultResource } = parts;
  const { sub = clientId, signedBy = orgId, issuer = issuerOf(runtime.publicUrl, orgId) } = parts;
  const key = runtime.decisions.org(signedBy)?.keys.find(({ status }) => status === 'active');
  const jwk = key === undefined ? null : await runtime.issuerKeys.privateJwk(signedBy, key.kid);
  const position = runtime.decisions.positionOf(orgId);
  if (jwk === null || position === null) throw new Error(`${signedBy} has no key.`);
  const alg = jwk.alg ?? 'RS256';
  const claims = { client_id: clientId, scope, rpos: formatPosition(position), jti: runtime.ambient.newId() };
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid: jwk.kid ?? '', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setSubject(sub)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(jwk, alg));
}

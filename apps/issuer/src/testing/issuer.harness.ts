import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import { decodeUsage } from '#contracts';
import {
  type ClientMetadata,
  decideRegisterApp,
  decideRegisterOrg,
  decideRegisterUser,
  decideRotateSigningKeys,
  type Decision,
  formatPosition,
  type OrgState,
  PERMISSIONS,
  type UsageFact,
} from '#domain';
import { EventLogError, USAGE_TOPIC } from '#event-log';
import { collect } from '#event-log/testing';
import {
  createHttpApp,
  createLogger,
  type EmbeddedStorage,
  KeyRing,
  newSecret,
  openEmbeddedStorage,
  Runtime,
} from '#platform';
import { IssuerModule } from '../issuer.module.js';
import { type IssuerOptions, issuerOf } from '../issuer.options.js';
import type { IssuerPorts, RevocationIndex } from '../ports/issuer.ports.js';
import { createEmbeddedOidcStorage } from '../storage/oidc-storage.embedded.js';
import type { OidcKey, OidcObject } from '../storage/oidc-storage.port.js';
import { CookieBrowser } from './cookie-browser.js';

/** Where the outside world believes the issuer to be. */
export const PUBLIC_URL = 'https://id.example';
const ACTOR = { actor: { kind: 'system', id: 'test' } } as const;

/** An app with its secret. */
export interface TestApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the harness can be started with. */
export interface HarnessOptions {
  readonly issuer?: Partial<IssuerOptions>;
  readonly revocationIndex?: RevocationIndex;
  /** Addresses of the proxies that are trusted; what the test itself is, is `127.0.0.1`. */
  readonly trustedProxies?: readonly string[];
}

/** A controller of the application beside the issuers. */
@Controller('neighbour')
class NeighbourHttpController {
  @Post()
  echo(@Body() body: unknown): unknown {
    return { body };
  }
}

@Module({ controllers: [NeighbourHttpController] })
class NeighbourModule {}

/** The issuer on the real embedded log and storage, behind HTTP, with the faults that a test asks for. */
export class IssuerHarness {
  readonly clock = { offsetMs: 0 };
  readonly faults = { usage: false, decisions: false, credentials: false };
  /** How old the knowledge of decisions is, ms. */
  knowledgeAgeMs = 0;
  /** Awaited while a refresh token is being stored: after the grant was judged, before the access token is minted. */
  whileRotating: () => Promise<void> = () => Promise.resolve();
  /** What the issuer knows of the organisation, while it is behind the log. */
  behind: OrgState | null = null;
  /** Awaited while the issuer looks at the log's end for what it may have missed. */
  whileCatchingUp: () => Promise<void> = () => Promise.resolve();
  private readonly secrets = new Map<string, string>();
  private readonly passwords = new Map<string, { password: string; userId: string }>();

  private constructor(
    readonly runtime: Runtime,
    private readonly storage: EmbeddedStorage,
    private readonly directory: string,
  ) {}

  private app: NestFastifyApplication | undefined;
  private baseUrl = '';

  static async start(options: HarnessOptions = {}): Promise<IssuerHarness> {
    const directory = await mkdtemp(join(tmpdir(), 'rescind-issuer-'));
    const storage = await openEmbeddedStorage(join(directory, 'rescind.db'));
    const ambient = { now: () => Date.now(), monotonic: () => performance.now(), newId: () => uuidv7() };
    const ring = new KeyRing(Buffer.alloc(32, 7));
    const logger = createLogger('issuer-test', process.env['RESCIND_TEST_LOG'] ?? 'silent');
    const runtime = new Runtime({
      storage,
      ring,
      logger,
      ambient,
      publicUrl: PUBLIC_URL,
      defaultResource: PUBLIC_URL,
      trustedProxies: options.trustedProxies ?? [],
    });
    const harness = new IssuerHarness(runtime, storage, directory);
    try {
      await runtime.start();
      await harness.serve(options);
      await harness.registerOrg('acme');
    } catch (error) {
      await harness.close();
      throw error;
    }
    return harness;
  }

  private async serve({ issuer, revocationIndex }: HarnessOptions): Promise<void> {
    const oidc = createEmbeddedOidcStorage(this.storage.database, () => this.now());
    await oidc.open();
    const setup = {
      options: { publicUrl: PUBLIC_URL, secret: Buffer.alloc(32, 9), now: () => this.now(), ...issuer },
      ports: { ...this.ports(), ...(revocationIndex === undefined ? {} : { revocationIndex }) },
      storage: {
        ...oidc,
        insertIfAbsent: async (key: OidcKey, object: OidcObject) => {
          await this.whileRotating();
          return oidc.insertIfAbsent(key, object);
        },
      },
    };
    const module = { module: NeighbourModule, imports: [IssuerModule.forRoot(setup)] };
    this.app = await createHttpApp(module, this.runtime);
    await this.app.listen({ host: '127.0.0.1', port: 0 });
    this.baseUrl = (await this.app.getUrl()).replace('[::1]', '127.0.0.1');
  }

  private ports(): IssuerPorts {
    const { decisions, usage, issuerKeys, logger } = this.runtime;
    return {
      orgs: {
        org: (orgId) => (this.behind?.orgId === orgId ? this.behind : decisions.org(orgId)),
        positionOf: (orgId) => decisions.positionOf(orgId),
        ageMs: () => this.knowledgeAgeMs,
        catchUp: () => this.whileCatchingUp().catch(() => undefined),
        readToEnd: () => this.whileCatchingUp(),
      },
      decisions: {
        decide: (orgId, decider, by) =>
          this.faults.decisions ? unavailable() : decisions.decide(orgId, decider, by),
      },
      usage: { write: (orgId, fact) => (this.faults.usage ? unavailable() : usage.write(orgId, fact)) },
      signingKeys: issuerKeys,
      clients: {
        verifySecret: (clientId, secret) =>
          this.faults.credentials ? unavailable() : Promise.resolve(this.secrets.get(clientId) === secret),
      },
      users: {
        verifyPassword: (orgId, name, password) => {
          const user = this.passwords.get(`${orgId}/${name}`);
          return Promise.resolve(user?.password === password ? { userId: user.userId } : null);
        },
        displayName: (_orgId, userId) => {
          const [found] = [...this.passwords].filter(([, user]) => user.userId === userId);
          return Promise.resolve(found?.[0].split('/')[1] ?? null);
        },
      },
      log: logger,
    };
  }

  now(): number {
    return Date.now() + this.clock.offsetMs;
  }

  /** `keyOwner`: whose the private half of its key is. */
  async registerOrg(orgId: string, keyOwner = orgId): Promise<void> {
    const key = await this.runtime.issuerKeys.create(keyOwner);
    const command = { name: `${orgId} Ltd`, issuer: issuerOf(PUBLIC_URL, orgId), key };
    await this.decide((org) => decideRegisterOrg(org, command), orgId);
  }

  async registerApp(metadata: Partial<ClientMetadata> = {}, orgId = 'acme'): Promise<TestApp> {
    const clientId = `app_${uuidv7()}`;
    const clientSecret = newSecret();
    const whole: ClientMetadata = {
      client_name: 'Invoices <b>& more',
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      ...metadata,
    };
    this.secrets.set(clientId, clientSecret);
    await this.decide(
      (org) => decideRegisterApp(org, { clientId, metadata: whole, callerScopes: PERMISSIONS }),
      orgId,
    );
    return { clientId, clientSecret };
  }

  async registerUser(name: string, password: string, orgId = 'acme'): Promise<string> {
    const userId = `usr_${uuidv7()}`;
    this.passwords.set(`${orgId}/${name}`, { password, userId });
    await this.decide((org) => decideRegisterUser(org, { userId }), orgId);
    return userId;
  }

  /** Rotates the signing key of an organisation. */
  async rotate(mode: 'graceful' | 'revoke', orgId = 'acme'): Promise<void> {
    const key = await this.runtime.issuerKeys.create(orgId);
    await this.decide((org) => decideRotateSigningKeys(org, { mode, key }), orgId);
  }

  /** Writes a decision and waits until it is folded. */
  async decide(decider: (org: OrgState) => Decision | null, orgId = 'acme'): Promise<void> {
    await this.runtime.decisions.decide(orgId, decider, ACTOR);
  }

  /** What `rpos` would be now. */
  position(orgId = 'acme'): string {
    const position = this.runtime.decisions.positionOf(orgId);
    return position === null ? 'none' : formatPosition(position);
  }

  /** Sends a request for a public URL to where the server really is. */
  send = (url: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url.replace(PUBLIC_URL, this.baseUrl), { redirect: 'manual', ...init });

  url(path: string, orgId = 'acme'): string {
    return `${issuerOf(PUBLIC_URL, orgId)}${path}`;
  }

  /** Posts a form to an endpoint of the issuer, authenticated by HTTP Basic where an app is given. */
  post(path: string, fields: Record<string, string>, app?: TestApp, orgId = 'acme'): Promise<Response> {
    const headers: Record<string, string> =
      app === undefined ? {} : { authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}` };
    return this.send(this.url(path, orgId), { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  browser(): CookieBrowser {
    return new CookieBrowser(this.send);
  }

  /** The usage facts in the log by now, in the order of each partition. */
  async usageFacts(): Promise<readonly UsageFact[]> {
    const { log } = this.runtime.storage;
    const partitions = Array.from({ length: log.partitions(USAGE_TOPIC) }, (_, partition) => partition);
    const bounds = await Promise.all(partitions.map((partition) => log.bounds(USAGE_TOPIC, partition)));
    const count = bounds.reduce((sum, { first, end }) => sum + end - first, 0);
    const records = count === 0 ? [] : await collect(log, USAGE_TOPIC, { count });
    return records.flatMap((record) => {
      const decoded = decodeUsage(record);
      return decoded.kind === 'usage' ? [decoded.usage.fact] : [];
    });
  }

  /** Every byte that is stored, as text, for looking for what must not be there. */
  async storedText(): Promise<string> {
    const rows = await this.storage.database.query(
      'SELECT org, model, id, payload, grant_id, uid FROM oidc_objects',
    );
    return JSON.stringify(rows);
  }

  async close(): Promise<void> {
    await this.app?.close();
    await this.runtime.close();
    await rm(this.directory, { recursive: true });
  }
}

function unavailable(): Promise<never> {
  return Promise.reject(new EventLogError('LOG_UNAVAILABLE', 'It is away.', true));
}

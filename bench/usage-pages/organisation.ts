import type { Decision, UsageFact } from '#domain';
import type { LogBatch } from '#event-log';
import { v7 as uuidv7 } from 'uuid';
import { Dice } from '../projection/dice.ts';
import { BenchLog, iso, ISSUER, LIFETIME_MS, type Said } from './log.ts';
import { appTraits, clientIdOf, isServed, START_MS, userIdOf } from './population.ts';

/** Tokens per app and per user. */
const TOKENS_PER_APP = 10;
const TOKENS_PER_USER = 100;
/** As in the `projection` bench: a third of the tokens come from client credentials, the rest from sign-ins and refreshes. */
const MACHINES = 1 / 3;
const REFRESHES = 0.6;
const KEPT_GRANTS = 250_000;
/** Fractions of the apps that aren't installed: those that somebody tried to use, and those that were installed later. */
const TRIED = 0.5;
const INSTALLED_LATER = 0.2;
/** The first apps are the busiest: of a million apps, the first has a hundredth of the tokens. */
const APP_SKEW = 3;
const USER_SKEW = 2;

/** Facts that were made, and how many tokens are among them. */
export interface Made {
  readonly tokens: number;
  readonly batches: readonly LogBatch[];
}

interface Grant {
  readonly app: number;
  readonly user: number;
  readonly grantId: string;
  readonly sessionId: string;
  refreshTokenId: string;
}

/**
 * What happens in one organisation, in the order of its log, and always the same: a tenth as many apps as tokens, a
 * hundredth as many users, at any time. A smaller fill is the beginning of a larger one.
 */
export class Organisation {
  readonly log = new BenchLog();
  readonly #dice = new Dice(START_MS % 2 ** 31);
  readonly #grants: Grant[] = [];
  #ms = START_MS;
  #tokens = 0;
  #apps = 0;
  #users = 0;

  /** The time of the last fact, epoch ms. */
  get nowMs(): number {
    return this.#ms;
  }

  get apps(): number {
    return this.#apps;
  }

  get users(): number {
    return this.#users;
  }

  /** Makes at least `count` more tokens, and the apps and users that appear meanwhile. */
  next(tokens: number): Made {
    const before = this.#tokens;
    const decisions: Said<Decision>[] = [];
    const usage: Said<UsageFact>[] = [];
    this.#newUsers(tokens, decisions);
    this.#newApps(tokens, decisions, usage);
    const batches = this.log.decisions(decisions);
    while (this.#tokens - before < tokens) {
      if (this.#dice.chance(MACHINES)) this.#machine(usage);
      else this.#user(usage);
    }
    return { tokens: this.#tokens - before, batches: [...batches, ...this.log.usage(usage)] };
  }

  /** A decision by itself. */
  decide(fact: Decision): readonly LogBatch[] {
    return this.log.decisions([this.#said(fact)]);
  }

  #newUsers(tokens: number, decisions: Said<Decision>[]): void {
    const wanted = Math.ceil((this.#tokens + tokens) / TOKENS_PER_USER);
    for (; this.#users < wanted; this.#users += 1) {
      decisions.push(this.#said({ type: 'UserRegistered', data: { userId: userIdOf(this.#users) } }));
    }
  }

  #newApps(tokens: number, decisions: Said<Decision>[], usage: Said<UsageFact>[]): void {
    const wanted = Math.ceil((this.#tokens + tokens) / TOKENS_PER_APP);
    for (; this.#apps < wanted; this.#apps += 1) {
      const clientId = clientIdOf(this.#apps);
      const { name, registered, installed, blocked } = appTraits(this.#apps);
      if (registered) decisions.push(this.#registered(clientId, name, installed));
      if (blocked)
        decisions.push(this.#said({ type: 'AppBlocked', data: { clientId, blockId: this.#id() } }));
      if (blocked) usage.push(this.#denied(clientId, 'blocked'));
      if (installed) continue;
      if (!registered || this.#dice.chance(TRIED)) usage.push(this.#denied(clientId, 'not-installed'));
      if (registered && this.#dice.chance(INSTALLED_LATER))
        decisions.push(this.#said({ type: 'AppInstalled', data: { clientId } }));
    }
  }

  #registered(clientId: string, name: string, installed: boolean): Said<Decision> {
    const metadata = {
      client_name: name,
      redirect_uris: ['https://client.bench/callback'],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'orders:read orders:write',
    } as const;
    return this.#said({
      type: 'AppRegistered',
      data: { clientId, metadata, ...(installed ? {} : { installed }) },
    });
  }

  #denied(clientId: string, reason: 'blocked' | 'not-installed'): Said<UsageFact> {
    const at = iso(this.#ms);
    const userId = userIdOf(this.#skewed(this.#users, USER_SKEW));
    const count = 1 + this.#dice.below(20);
    return this.#said({
      type: 'UsageDenied',
      data: { clientId, userId, reason, where: 'issuer', count, firstAt: at, lastAt: at },
    });
  }

  #machine(usage: Said<UsageFact>[]): void {
    const clientId = clientIdOf(this.#servedApp());
    usage.push(this.#token('access', { clientId, userId: clientId }));
  }

  #user(usage: Said<UsageFact>[]): void {
    const known = this.#dice.chance(REFRESHES) ? this.#dice.pick(this.#grants) : undefined;
    const used = known?.refreshTokenId;
    const grant = known ?? this.#signIn();
    grant.refreshTokenId = this.#id();
    const { grantId, sessionId, refreshTokenId } = grant;
    const common = { clientId: clientIdOf(grant.app), userId: userIdOf(grant.user), grantId, sessionId };
    usage.push(
      this.#token('access', { ...common, ...(used === undefined ? {} : { refreshTokenId: used }) }),
      this.#token('refresh', { ...common, tokenId: refreshTokenId }),
    );
  }

  #signIn(): Grant {
    const user = this.#skewed(this.#users, USER_SKEW);
    const ids = { grantId: this.#id(), sessionId: this.#id(), refreshTokenId: '' };
    const grant = { app: this.#servedApp(), user, ...ids };
    if (this.#grants.length < KEPT_GRANTS) this.#grants.push(grant);
    else this.#grants[this.#dice.below(KEPT_GRANTS)] = grant;
    return grant;
  }

  #token(
    kind: 'access' | 'refresh',
    data: { readonly clientId: string; readonly userId: string } & Partial<Issued>,
  ): Said<UsageFact> {
    this.#tokens += 1;
    const issued = {
      tokenId: this.#id(),
      iss: ISSUER,
      kind,
      format: kind === 'access' ? 'JWT' : 'Opaque',
      scopes: ['orders:read', 'orders:write'],
      issuedAt: iso(this.#ms),
      expiresAt: iso(this.#ms + LIFETIME_MS[kind]),
      rpos: this.log.rpos,
      ...(kind === 'access' ? { kid: 'key-1' } : {}),
      ...data,
    } as const;
    return this.#said({ type: 'TokenIssued', data: issued });
  }

  #servedApp(): number {
    for (;;) {
      const app = this.#skewed(this.#apps, APP_SKEW);
      if (isServed(appTraits(app))) return app;
    }
  }

  #skewed(count: number, skew: number): number {
    return Math.floor(this.#dice.roll() ** skew * count);
  }

  #said<F>(fact: F): Said<F> {
    return { id: this.#id(), atMs: this.#ms, fact };
  }

  /** Time-ordered, as the platform's are. */
  #id(): string {
    this.#ms += this.#dice.below(2);
    return uuidv7({ msecs: this.#ms, random: this.#dice.bytes(16) });
  }
}

type Issued = Extract<UsageFact, { type: 'TokenIssued' }>['data'];

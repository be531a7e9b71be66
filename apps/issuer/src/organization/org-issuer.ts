import {
  formatPosition,
  judge,
  KEEP_MARGIN_MS,
  type JudgedClaims,
  type OrgState,
  OWN_ISSUER_TRUST,
  type Verdict,
} from '#domain';
import { issuerOf, type ResolvedIssuerOptions } from '../issuer.options.js';
import type { IssuerPorts } from '../ports/issuer.ports.js';
import type { OidcStorage } from '../storage/oidc-storage.port.js';
import { deriveSecrets, type IssuerSecrets } from './issuer-secrets.js';
import { TemporarilyUnavailableError } from './oauth.errors.js';

/**
 * How old what is known may be for something to be minted, ms. Revocations are kept long enough to cover what an issuer mints
 * that has not read them yet, but no longer than that.
 */
const OLDEST_KNOWLEDGE_MS = KEEP_MARGIN_MS / 2;

/** One organisation's issuer: what everything that is done for it needs. */
export class OrgIssuer {
  /** The issuer identifier. */
  readonly issuer: string;
  /** Path of the issuer, where its links and cookies live. */
  readonly basePath: string;
  readonly secrets: IssuerSecrets;

  constructor(
    readonly orgId: string,
    readonly options: ResolvedIssuerOptions,
    readonly ports: IssuerPorts,
    readonly storage: OidcStorage,
  ) {
    this.issuer = issuerOf(options.publicUrl, orgId);
    this.basePath = new URL(this.issuer).pathname;
    this.secrets = deriveSecrets(options.secret, orgId);
  }

  /** Epoch ms. */
  now(): number {
    return this.options.now();
  }

  nowIso(): string {
    return new Date(this.now()).toISOString();
  }

  /** The live fold. @throws TemporarilyUnavailableError */
  state(): OrgState {
    const state = this.ports.orgs.org(this.orgId);
    if (state === undefined) throw new TemporarilyUnavailableError('The organisation is not known yet.');
    return state;
  }

  /**
   * What has been folded by now, as `rpos`. It has to be read *before* anything is checked: a revocation that is folded in
   * between then covers what is minted, instead of being outrun by it.
   * @throws TemporarilyUnavailableError
   */
  rpos(): string {
    const { orgs } = this.ports;
    const position = orgs.positionOf(this.orgId);
    if (position === null) throw new TemporarilyUnavailableError('The decision log has not been read yet.');
    if ((orgs.ageMs?.(this.orgId) ?? 0) > OLDEST_KNOWLEDGE_MS) {
      throw new TemporarilyUnavailableError('The decision log has not been read for too long.');
    }
    return formatPosition(position);
  }

  /** Looks once more at the log, for what may have been decided a moment ago. */
  async catchUp(): Promise<void> {
    await this.ports.orgs.catchUp?.(this.orgId);
  }

  /** Folds what is in the log now, where an answer would be wrong without it. @throws TemporarilyUnavailableError */
  async readToEnd(): Promise<void> {
    try {
      await this.ports.orgs.readToEnd(this.orgId);
    } catch (error) {
      throw new TemporarilyUnavailableError(
        'The decision log cannot be read now; send the request again later.',
        error,
      );
    }
  }

  /** The verdict of the live fold on something that this issuer made. */
  judge(claims: Omit<JudgedClaims, 'iss'>): Verdict {
    return judge(this.state().revocations, { ...claims, iss: this.issuer }, OWN_ISSUER_TRUST, this.now());
  }
}

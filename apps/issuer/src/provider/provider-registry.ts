import { OrgIssuer } from '../organization/org-issuer.js';
import type { ResolvedIssuerOptions } from '../issuer.options.js';
import type { IssuerPorts } from '../ports/issuer.ports.js';
import type { OidcStorage } from '../storage/oidc-storage.port.js';
import { buildProvider, type IssuerHandler } from './build-provider.js';
import { fingerprintOf } from '../keys/signing-keys.js';

interface Entry {
  readonly fingerprint: string;
  readonly handler: Promise<IssuerHandler>;
}

/**
 * The authorization servers of the organisations. Each is built when it is first asked for, and again when its signing keys have changed.
 * The least recently used one is dropped where there are more than `maxProviders`.
 */
export class ProviderRegistry {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly options: ResolvedIssuerOptions,
    private readonly ports: IssuerPorts,
    private readonly storage: OidcStorage,
  ) {}

  /** How many are in memory. */
  get size(): number {
    return this.entries.size;
  }

  /** `null` where there is no such organisation. @throws TemporarilyUnavailableError where this process lacks its signing key */
  async handlerOf(orgId: string): Promise<IssuerHandler | null> {
    const state = this.ports.orgs.org(orgId);
    if (state?.registered !== true) return null;
    const fingerprint = fingerprintOf(state.keys);
    const known = this.entries.get(orgId);
    const entry = known?.fingerprint === fingerprint ? known : this.build(orgId, fingerprint);
    // A map keeps the order of insertion: the least recently used one stands first.
    this.entries.delete(orgId);
    this.entries.set(orgId, entry);
    this.dropOldest();
    return entry.handler;
  }

  private build(orgId: string, fingerprint: string): Entry {
    const org = new OrgIssuer(orgId, this.options, this.ports, this.storage);
    const entry = { fingerprint, handler: buildProvider(org) };
    entry.handler.catch(() => {
      if (this.entries.get(orgId) === entry) this.entries.delete(orgId);
    });
    return entry;
  }

  private dropOldest(): void {
    for (const orgId of this.entries.keys()) {
      if (this.entries.size <= this.options.maxProviders) return;
      this.entries.delete(orgId);
    }
  }
}

export * from './issuer.module.js';
export {
  isResource,
  issuerOf,
  type IssuerLifetimes,
  type IssuerOptions,
  type ResolvedIssuerOptions,
  resolveIssuerOptions,
} from './issuer.options.js';
export { mountIssuers } from './mount/issuer.mount.js';
export type * from './ports/issuer.ports.js';
export { ProviderRegistry } from './provider/provider-registry.js';
export { OidcStorageError, type OidcStorageErrorCode } from './storage/oidc-storage.errors.js';
export type * from './storage/oidc-storage.port.js';
export { createEmbeddedOidcStorage } from './storage/oidc-storage.embedded.js';
export { createMongoOidcStorage } from './storage/oidc-storage.mongo.js';
export { INTROSPECT_SCOPE } from './introspection/introspection.middleware.js';
export { createIssuerPorts } from './ports/runtime-issuer-ports.js';

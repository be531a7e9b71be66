export type * from './credential-store.port.js';
export { CredentialStoreError, type CredentialStoreErrorCode } from './credential-store.errors.js';
export { createEmbeddedCredentials } from './credential-store.embedded.js';
export { createMongoCredentials } from './credential-store.mongo.js';

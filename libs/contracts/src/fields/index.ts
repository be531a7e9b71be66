/** The fields that messages are made of, each with its limits, for whoever describes messages of their own. */
export * from '../encoding/fields.schema.js';
export { url } from '../facts/codec/fact-parts.schema.js';

/** What the cache keeps: anything that knows its token's whole text. */
export interface CachedText {
  readonly text: string;
}

/** Characters at the end of the text that the short key is made from: 96 bits of the signature. */
const KEY_LENGTH = 16;

/**
 * Remembers which texts had a valid signature. Found by a short piece of the text, then the whole text is compared: no
 * hashing of a kilobyte per call, and no collision can pass. Bounded: two generations, so that a hit moves nothing while its entry
 * is young, and what isn't used for a whole generation is forgotten.
 */
export class SignatureCache<T extends CachedText> {
  #young = new Map<number, T>();
  #old = new Map<number, T>();
  readonly #generationSize: number;

  /** @param size most entries kept; 0 remembers nothing */
  constructor(size: number) {
    this.#generationSize = Math.ceil(size / 2);
  }

  /** The entry of exactly this text. */
  get(text: string): T | undefined {
    const key = shortKey(text);
    const young = this.#young.get(key);
    if (young !== undefined && young.text === text) return young;
    const old = this.#old.get(key);
    if (old?.text !== text) return undefined;
    this.#old.delete(key);
    this.#add(key, old);
    return old;
  }

  /** Remembers an entry, in place of one with the same short key. */
  put(entry: T): void {
    if (this.#generationSize > 0) this.#add(shortKey(entry.text), entry);
  }

  /** Forgets an entry. */
  delete(entry: T): void {
    const key = shortKey(entry.text);
    if (this.#young.get(key) === entry) this.#young.delete(key);
    if (this.#old.get(key) === entry) this.#old.delete(key);
  }

  /** How many entries are kept. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  #add(key: number, entry: T): void {
    if (this.#young.size >= this.#generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, entry);
  }
}

/** A small integer from the end of the text. Not a secret and not trusted: it only finds candidates. */
function shortKey(text: string): number {
  let key = 0;
  for (let at = Math.max(0, text.length - KEY_LENGTH); at < text.length; at++) {
    key = (Math.imul(key, 31) + text.charCodeAt(at)) | 0;
  }
  return key & 0x3fffffff;
}

import type { RevocationState, Watermark } from '#domain';
import { malformed, type ByteReader } from './byte-reader.js';
import { SECTIONS } from './snapshot-format.js';
import type { SnapshotHeader } from './snapshot-header.js';
import { SnapshotError } from './snapshot.errors.js';

/** Entries that are read before the event loop gets its next turn: a few ms of work. */
const ENTRIES_PER_SLICE = 4_000;

/** Reads the sections of a snapshot. While it reads, it counts the entries and compares them with the header and the limit. */
export class SectionReader {
  private entries = 0;
  private slice = 0;

  constructor(
    private readonly reader: ByteReader,
    private readonly header: SnapshotHeader,
    private readonly maxEntries: number,
  ) {
    const claimed = Object.values(header.counts).reduce((sum, count) => sum + count, 0);
    if (claimed > maxEntries) throw tooMany();
  }

  /** @throws SnapshotError `MALFORMED`, `TOO_LARGE` */
  async read(): Promise<RevocationState> {
    const { position, logTimeMs, prunedToMs } = this.header;
    const state: RevocationState = {
      position,
      logTimeMs,
      prunedToMs,
      denied: await this.denials('denied'),
      deniedKids: await this.denials('deniedKids'),
      watermarks: {
        access: await this.watermarks('accessWatermarks'),
        refresh: await this.watermarks('refreshWatermarks'),
        session: await this.watermarks('sessionWatermarks'),
      },
      blocks: await this.blocks('blocks'),
      lifts: await this.blocks('lifts'),
    };
    if (this.reader.remaining > 0) throw malformed('bytes after its last section');
    return state;
  }

  private async denials(section: 'denied' | 'deniedKids'): Promise<Map<string, number>> {
    const denials = new Map<string, number>();
    await this.section(section, (key) => {
      putNew(denials, key, this.reader.f64());
    });
    return denials;
  }

  private async watermarks(
    section: 'accessWatermarks' | 'refreshWatermarks' | 'sessionWatermarks',
  ): Promise<Map<string, Watermark>> {
    const watermarks = new Map<string, Watermark>();
    let lastKey: string | null = null;
    let last: Watermark | null = null;
    await this.section(section, (key) => {
      const mark = this.watermark();
      if (key === lastKey && last !== null && mark.generation > last.generation) last.next = mark;
      else putNew(watermarks, key, mark);
      lastKey = key;
      last = mark;
    });
    return watermarks;
  }

  private watermark(): Watermark {
    const generation = this.header.generations[this.reader.varint()];
    if (generation === undefined) throw malformed('a generation that its header does not name');
    const ordinal = this.reader.f64();
    const timeMs = this.reader.f64();
    return { generation, ordinal, timeMs, keepUntilMs: this.reader.f64(), next: null };
  }

  private async blocks(section: 'blocks' | 'lifts'): Promise<Map<string, Set<string>>> {
    const blocks = new Map<string, Set<string>>();
    await this.section(section, (key) => {
      putNew(blocks, key, this.ids());
    });
    return blocks;
  }

  private ids(): Set<string> {
    const count = this.reader.varint();
    const ids = new Set<string>();
    for (let at = 0; at < count; at += 1) {
      this.count();
      ids.add(this.reader.text());
    }
    if (ids.size !== count) throw malformed('a duplicate id');
    return ids;
  }

  private async section(section: keyof typeof SECTIONS, readValue: (key: string) => void): Promise<void> {
    const id = this.reader.u8();
    const count = this.reader.varint();
    if (id !== SECTIONS[section] || count !== this.header.counts[section])
      throw malformed('a section out of place');
    for (let at = 0; at < count; at += 1) {
      this.count();
      readValue(this.reader.text());
      if (this.slice >= ENTRIES_PER_SLICE) await this.pause();
    }
  }

  private count(): void {
    this.entries += 1;
    this.slice += 1;
    if (this.entries > this.maxEntries) throw tooMany();
  }

  private async pause(): Promise<void> {
    this.slice = 0;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
  }
}

function putNew<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.has(key)) throw malformed('a duplicate key');
  map.set(key, value);
}

function tooMany(): SnapshotError {
  return new SnapshotError('TOO_LARGE', 'The snapshot has too many entries');
}

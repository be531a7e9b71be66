import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { encodeSnapshot, type ReceiptRequest, ReceiptRequestSchema } from '#contracts';
import { DEFAULT_MAX_LIFETIME_MS, emptyRevocationState, fold, type Position, parsePosition } from '#domain';
import { type SignedRecord, signRecord, type TestDecision, TestSigner } from './signed-log.js';

/** Ways in which the feed may misbehave; all off to begin with. */
export interface FeedFaults {
  /** Every resource answers this status. */
  status: number | null;
  /** The stream never sends anything, and keeps the connection open. */
  mute: boolean;
  /** Streams from any position answer 410. */
  gone: boolean;
  /** The snapshot claims, and begins to send, this many bytes; 0: it claims nothing and has no end. */
  snapshotBytes: number | null;
  /** Done to a record on its way out; `null`: it isn't sent. */
  tamper: (record: SignedRecord) => SignedRecord | null;
  /** Receipts are taken, and the answer is lost. */
  loseReceiptAnswers: boolean;
  /** Receipts are read and answered with this status; `null`: taken. */
  receiptStatus: number | null;
}

const honest = (record: SignedRecord): SignedRecord => record;
/** Offsets are shared with other organisations, so they have holes. */
const STRIDE = 3;

/** A real HTTP server that speaks the feed's protocol for one organisation, from a list of signed records. */
export class FeedFixture {
  readonly edge = { orgId: 'acme', edgeId: 'edge-1', edgeSecret: 's3cret:with colon' };
  readonly faults: FeedFaults = {
    status: null,
    mute: false,
    gone: false,
    snapshotBytes: null,
    tamper: honest,
    loseReceiptAnswers: false,
    receiptStatus: null,
  };
  readonly receipts: ReceiptRequest[] = [];
  readonly hits: Record<string, number> = {};
  generation = 'g1';
  #records: SignedRecord[] = [];
  readonly #streams = new Set<ServerResponse>();

  private constructor(
    readonly signer: TestSigner,
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FeedFixture> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    const fixture = new FeedFixture(
      await TestSigner.make(),
      server,
      `http://127.0.0.1:${String(address.port)}`,
    );
    server.on('request', (request, response) => {
      fixture.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    return fixture;
  }

  get position(): Position {
    return { generation: this.generation, offset: this.#records.at(-1)?.offset ?? -1 };
  }

  /** Signs, keeps and sends a decision. */
  async append(decision: TestDecision): Promise<SignedRecord> {
    const previous = this.position.offset;
    const place = { generation: this.generation, offset: previous < 0 ? 1 : previous + STRIDE, previous };
    const record = await signRecord(this.signer, place, decision);
    this.#records.push(record);
    for (const stream of this.#streams) this.#send(stream, record);
    return record;
  }

  /** Appends a denial of one token. */
  deny(jti: string, iss = 'https://id.test/o/acme'): Promise<SignedRecord> {
    return this.append({ effects: [{ effect: 'deny', iss, jti }] });
  }

  /** The log is another one from now on, and empty. */
  recreate(generation: string): void {
    this.generation = generation;
    this.#records = [];
  }

  /** Drops the newest records, as a log does that lost them. */
  truncate(count: number): void {
    this.#records.splice(-count);
  }

  /** Cuts every stream. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.hits[url.pathname] = (this.hits[url.pathname] ?? 0) + 1;
    const credential = Buffer.from(`${this.edge.edgeId}:${this.edge.edgeSecret}`).toString('base64');
    const status = request.headers.authorization === `Basic ${credential}` ? this.faults.status : 401;
    if (status !== null) {
      response.writeHead(status).end();
      return;
    }
    switch (url.pathname) {
      case '/feed/keys':
        json(response, { keys: [this.signer.publicJwk] });
        return;
      case '/feed/head':
        json(response, {
          head: `${this.position.generation}:${String(this.position.offset)}`,
          ageMs: 0,
        });
        return;
      case '/feed/snapshot':
        return this.#snapshot(response);
      case '/feed/stream':
        this.#stream(url.searchParams.get('from') ?? '', response);
        return;
      case '/feed/receipts':
        return this.#receipt(request, response);
      default:
        response.writeHead(404).end();
    }
  }

  async #snapshot(response: ServerResponse): Promise<void> {
    const { snapshotBytes } = this.faults;
    if (snapshotBytes !== null) {
      response.writeHead(200, snapshotBytes === 0 ? {} : { 'content-length': String(snapshotBytes) });
      const chunk = Buffer.alloc(64 * 1024);
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
      return;
    }
    const state = emptyRevocationState();
    for (const record of this.#records) {
      const { generation, offset, appendedAtMs, effects } = record;
      fold(state, { position: { generation, offset }, appendedAtMs, effects, keepUntilMs: null });
    }
    const content = { orgId: 'acme', position: this.position, state, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS };
    response.end(await encodeSnapshot(content, this.signer.key));
  }

  #stream(from: string, response: ServerResponse): void {
    const position = parsePosition(from);
    const known = position?.generation === this.generation && position.offset <= this.position.offset;
    if (this.faults.gone || !known) return void response.writeHead(410).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    for (const record of this.#records) if (record.offset > position.offset) this.#send(response, record);
  }

  #send(stream: ServerResponse, original: SignedRecord): void {
    const record = this.faults.mute ? null : this.faults.tamper(original);
    if (record === null) return;
    const { generation, offset, previous, appendedAtMs, value, headers } = record;
    const data = JSON.stringify({ prev: `${generation}:${String(previous)}`, appendedAtMs, value, headers });
    stream.write(`id: ${generation}:${String(offset)}\nevent: decision\ndata: ${data}\n\n`);
  }

  async #receipt(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.receipts.push(ReceiptRequestSchema.parse(JSON.parse(Buffer.concat(chunks).toString())));
    if (this.faults.loseReceiptAnswers) response.destroy();
    else response.writeHead(this.faults.receiptStatus ?? 204).end();
  }
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

import { WatchCreateRequest, WatchRequest, WatchService } from '../../../proto/generated/etcdserverpb.js';
import { grpcFrame, Http2Caller } from './http2-caller.js';
import type { WatchJob, WatchResult } from './load-job.js';

/** Opens the job's watches, each on a stream of its own, and counts events until all have come. */
export async function runWatch(job: WatchJob, onReady: () => void): Promise<WatchResult> {
  const callers = await Promise.all(
    Array.from({ length: Math.min(job.watchers, job.connections) }, () => Http2Caller.open(job.port)),
  );
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const events = await countEvents(job, callers, onReady);
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const caller of callers) {
    caller.close();
  }
  return { events, seconds, generatorCpu: (user + system) / 1e6 / seconds, endedMs: Date.now() };
}

function countEvents(job: WatchJob, callers: readonly Http2Caller[], onReady: () => void): Promise<number> {
  const body = createRequest(job);
  let created = 0;
  let events = 0;
  return new Promise((resolve, reject) => {
    if (job.secondsMax !== undefined) {
      setTimeout(() => resolve(events), job.secondsMax * 1_000);
    }
    const message = (bytes: Buffer, start: number, end: number): void => {
      const seen = countEventsIn(bytes, start, end);
      if (seen === 0 && ++created === job.watchers) {
        onReady();
      }
      events += seen;
      if (events >= job.events) {
        resolve(events);
      }
    };
    for (let watcher = 0; watcher < job.watchers; watcher++) {
      const pieces = new MessagePieces(message);
      const data = (piece: Buffer): void => pieces.push(piece);
      const end = (): void => reject(new Error(`a watch ended after ${events} events of ${job.events}`));
      callers[watcher % callers.length]?.call(WatchService.watch.path, body, { data, end }, true);
    }
  });
}

function createRequest({ prefix, startRevision }: WatchJob): Buffer {
  const key = Buffer.from(prefix);
  const rangeEnd = Buffer.from(key);
  rangeEnd[rangeEnd.length - 1] = (rangeEnd.at(-1) ?? 0) + 1;
  const createRequest = WatchCreateRequest.create({ key, rangeEnd, startRevision });
  return grpcFrame(WatchRequest.encode({ createRequest }));
}

/** Finds the messages in a stream's pieces; one that lies within a piece is not copied. */
class MessagePieces {
  readonly #onMessage: (bytes: Buffer, start: number, end: number) => void;
  /** Of a message that is not whole. */
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #wantedBytes = prefixBytes;

  constructor(onMessage: (bytes: Buffer, start: number, end: number) => void) {
    this.#onMessage = onMessage;
  }

  push(piece: Buffer): void {
    if (this.#gatheredBytes > 0) {
      this.#gather(piece);
      if (this.#gatheredBytes < this.#wantedBytes) {
        return;
      }
      const joined = Buffer.concat(this.#gathered);
      this.#gathered = [];
      this.#gatheredBytes = 0;
      this.#split(joined);
    } else {
      this.#split(piece);
    }
  }

  #split(bytes: Buffer): void {
    let at = 0;
    this.#wantedBytes = prefixBytes;
    while (bytes.length - at >= prefixBytes) {
      const end = at + prefixBytes + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) {
        this.#wantedBytes = end - at;
        break;
      }
      this.#onMessage(bytes, at + prefixBytes, end);
      at = end;
    }
    if (at < bytes.length) {
      this.#gather(bytes.subarray(at));
    }
  }

  #gather(piece: Buffer): void {
    this.#gathered.push(Buffer.from(piece));
    this.#gatheredBytes += piece.length;
  }
}

const prefixBytes = 5;
/** Of WatchResponse.events: field 11, length-delimited. */
const eventsTag = 0x5a;

/** Walks a WatchResponse's fields without decoding them. */
function countEventsIn(bytes: Buffer, start: number, end: number): number {
  let events = 0;
  let at = start;
  while (at < end) {
    const tag = bytes[at] ?? 0;
    let value = 0;
    let shift = 1;
    let byte = 0x80;
    for (at += 1; byte >= 0x80; at += 1) {
      byte = bytes[at] ?? 0;
      value += (byte & 0x7f) * shift;
      shift *= 0x80;
    }
    if ((tag & 7) === 2) {
      at += value;
      events += tag === eventsTag ? 1 : 0;
    }
  }
  return events;
}

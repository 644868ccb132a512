import {
  type WatchCreateRequest,
  WatchRequest,
  WatchResponse,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { AuthError } from '../auth/errors.js';
import type { Member } from '../server/member.js';
import type { WatchBatch, WatchSpec, WatchStream } from '../watch/types.js';
import type { StreamContext, StreamReceiver } from './call.js';
import { WatchEncoder } from './encode-watch.js';
import { rpcError, toStatus } from './errors.js';
import { headerEncoder, responseHeader } from './header.js';
import type { ServiceEntry } from './method.js';
import { describeStatus } from './status.js';

/** The id in an answer about a watch that was not created, or about all watches of a stream. */
const noWatchId = -1n;
/** In a request: the stream chooses the id. */
const anyWatchId = 0n;
const smallestKey = Uint8Array.of(0);

export function watchService(member: Member): ServiceEntry[] {
  const encoder = new WatchEncoder(headerEncoder(member));
  return [
    [
      WatchService.watch.path,
      { kind: 'bidirectional', handle: (context) => new WatchCall(member, context, encoder) },
    ],
  ];
}

/** One watch stream: requests in, and out what its watches see. */
class WatchCall implements StreamReceiver {
  readonly #member: Member;
  readonly #context: StreamContext;
  readonly #encoder: WatchEncoder;
  readonly #stream: WatchStream;
  /** What came for a watch whose creation has not been answered yet: the answer goes first. */
  #held: (() => void)[] | undefined;

  constructor(member: Member, context: StreamContext, encoder: WatchEncoder) {
    this.#member = member;
    this.#context = context;
    this.#encoder = encoder;
    this.#stream = member.watches.open({
      prepare: (batch) => encoder.prepare(batch),
      deliver: (batch) => this.#deliver(batch),
      compacted: (watchId, compactRevision) =>
        this.#afterCreated(() => this.#sendCompacted(watchId, compactRevision)),
      progress: (watchId, revision) => this.#afterCreated(() => this.#sendProgress(watchId, revision)),
    });
    context.onWritable(() => this.#stream.resume());
    context.onClose(() => this.#stream.close());
  }

  message(bytes: Uint8Array): void {
    const { createRequest, cancelRequest, progressRequest } = WatchRequest.decode(bytes);
    if (createRequest !== undefined) {
      this.#create(createRequest);
    } else if (cancelRequest !== undefined) {
      this.#cancel(cancelRequest.watchId);
    } else if (progressRequest !== undefined) {
      this.#stream.requestProgress();
    }
  }

  /** A client that asks for nothing more still gets its events. */
  end(): void {}

  #create(request: WatchCreateRequest): void {
    if (request.startRevision < 0) {
      this.#refuse(rpcError('compacted').message);
      return;
    }
    const spec = specOf(request);
    const denial = this.#denialOf(spec);
    if (denial !== undefined) {
      this.#refuse(denial);
      return;
    }
    if (isEmptyRange(spec)) {
      this.#refuse('mvcc: watcher range is empty');
      return;
    }
    const held: (() => void)[] = [];
    this.#held = held;
    const wanted = request.watchId === anyWatchId ? noWatchId : request.watchId;
    const watchId = this.#stream.create(wanted, spec);
    this.#held = undefined;
    if (watchId === undefined) {
      this.#refuse('mvcc: duplicate watch ID provided on the WatchStream');
    } else {
      this.#send({ watchId, created: true });
    }
    for (const send of held) {
      send();
    }
  }

  /** Why the caller may not watch these keys, in the words of Go's gRPC; undefined when it may. */
  #denialOf({ key, rangeEnd }: WatchSpec): string | undefined {
    try {
      this.#member.checkWatch(key, rangeEnd, this.#context);
      return undefined;
    } catch (error) {
      if (!(error instanceof AuthError)) {
        throw error;
      }
      return describeStatus(toStatus(error));
    }
  }

  #refuse(cancelReason: string): void {
    this.#send({ watchId: noWatchId, created: true, canceled: true, cancelReason });
  }

  /** Cancelling what is not there is passed over in silence. */
  #cancel(watchId: bigint): void {
    if (this.#stream.cancel(watchId)) {
      this.#send({ watchId, canceled: true });
    }
  }

  #send(response: Partial<WatchResponse>): void {
    this.#context.send(WatchResponse.encode({ header: responseHeader(this.#member), ...response }));
  }

  #sendCompacted(watchId: bigint, compactRevision: number): void {
    const header = { ...responseHeader(this.#member), revision: 0 };
    this.#send({ header, watchId, canceled: true, compactRevision });
  }

  #sendProgress(watchId: bigint, revision: number): void {
    this.#send({ header: responseHeader(this.#member, revision), watchId });
  }

  #deliver(batch: WatchBatch): boolean {
    if (this.#held === undefined) {
      return this.#context.send(this.#encoder.encode(batch));
    }
    this.#held.push(() => this.#context.send(this.#encoder.encode(batch)));
    return true;
  }

  #afterCreated(send: () => void): void {
    if (this.#held === undefined) {
      send();
    } else {
      this.#held.push(send);
    }
  }
}

function specOf(request: WatchCreateRequest): WatchSpec {
  return {
    key: request.key.length === 0 ? smallestKey : request.key,
    rangeEnd: request.rangeEnd,
    startRevision: request.startRevision,
    filters: request.filters,
    prevKv: request.prevKv,
    progressNotify: request.progressNotify,
    fragment: request.fragment,
  };
}

/** A range end of one zero byte means "to the end", none at all means one key. */
function isEmptyRange({ key, rangeEnd }: WatchSpec): boolean {
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0;
  return rangeEnd.length > 0 && !isOpen && Buffer.compare(key, rangeEnd) >= 0;
}

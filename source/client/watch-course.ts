import type { WatchCreateRequest, WatchResponse } from '../../proto/generated/etcdserverpb.js';
import type { Event } from '../../proto/generated/mvccpb.js';
import type { Endpoint, WatchMessage, WatchOptions } from './api.js';
import type { EtcdError } from './errors.js';

/**
 * What one watch has told so far and where it goes on. Pure: responses in, messages out.
 * `nextRevision` moves only when a whole batch was told, so that a cut inside fragments loses nothing
 * and repeats nothing.
 */
export class WatchCourse {
  readonly #options: WatchOptions;
  /** 0: from the next change on, which revision that is the server will say. */
  #nextRevision: number;
  /** What the server was asked to begin with. */
  #askedFrom = 0;
  #fragments: Event[] = [];
  #told: 'nothing' | 'created' | 'interrupted' | 'refused' = 'nothing';

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#nextRevision = options.startRevision ?? 0;
  }

  /** Asks to go on from here, on this or another stream. */
  createRequest(watchId: bigint): Partial<WatchCreateRequest> {
    this.#askedFrom = this.#nextRevision;
    const { key, rangeEnd, prevKv, filters } = this.#options;
    return {
      key,
      ...(rangeEnd === undefined ? {} : { rangeEnd }),
      filters: [...(filters ?? [])],
      prevKv: prevKv === true,
      startRevision: this.#nextRevision,
      progressNotify: true,
      fragment: true,
      watchId,
    };
  }

  created(response: WatchResponse, endpoint: Endpoint): readonly WatchMessage[] {
    if (this.#nextRevision === 0) {
      this.#nextRevision = revisionOf(response) + 1;
    }
    if (this.#told === 'created') {
      return [];
    }
    this.#told = 'created';
    return [{ kind: 'created', revision: this.#nextRevision - 1, endpoint }];
  }

  /** An answer without `created` and `canceled`: events, a part of them, or progress. */
  response(response: WatchResponse, receivedMs: number): readonly WatchMessage[] {
    if (response.events.length === 0 && this.#fragments.length === 0) {
      return this.progress(revisionOf(response));
    }
    const asked = this.#withoutOlder(response.events);
    const events = this.#fragments.length === 0 ? asked : this.#fragments.concat(asked);
    if (response.fragment) {
      this.#fragments = events;
      return [];
    }
    this.#fragments = [];
    const last = events.at(-1);
    if (last === undefined) {
      return [];
    }
    const revision = last.kv?.modRevision ?? revisionOf(response);
    this.#nextRevision = revision + 1;
    return [{ kind: 'events', revision, events, receivedMs }];
  }

  /**
   * A member that lags behind and is then restored from a snapshot repeats older events
   * (etcd before 3.4.25 and 3.5.8: "watch response traveling back in time").
   */
  #withoutOlder(events: Event[]): Event[] {
    const isOlder = (event: Event) => event.kv !== undefined && event.kv.modRevision < this.#askedFrom;
    return events.some(isOlder) ? events.filter((event) => !isOlder(event)) : events;
  }

  /** Everything up to `revision` has been told. */
  progress(revision: number): readonly WatchMessage[] {
    this.#nextRevision = Math.max(this.#nextRevision, revision + 1);
    return [{ kind: 'progress', revision }];
  }

  /**
   * The revisions up to `compactRevision` are compacted. Of that one itself, puts can still be read but
   * deletions are gone, so it belongs to the hole (etcd: keyIndex.doCompact drops its tombstones).
   */
  compacted(compactRevision: number): readonly WatchMessage[] {
    const fromRevision = this.#nextRevision;
    this.#nextRevision = compactRevision + 1;
    return [{ kind: 'hole', fromRevision, toRevision: compactRevision }];
  }

  /** The stream is gone, with whatever part of a batch had arrived. */
  cut(error: EtcdError): readonly WatchMessage[] {
    this.#fragments = [];
    if (this.#told === 'interrupted' || this.#told === 'refused') {
      return [];
    }
    this.#told = 'interrupted';
    return [{ kind: 'interrupted', error, nextRevision: this.#nextRevision }];
  }

  /** The server does not want it, for now; a cut before it is wanted changes nothing. */
  refused(): void {
    this.#fragments = [];
    this.#told = 'refused';
  }

  /** The client itself goes over to another stream. */
  moved(): void {
    this.#fragments = [];
  }
}

export function revisionOf(response: WatchResponse): number {
  return response.header?.revision ?? 0;
}

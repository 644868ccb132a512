/** What the load generator's process is asked to do, and what it tells of it. All of it is JSON. */

export type LoadRequest =
  /** Puts of `valueBytes` to the keys `prefix000000000` and on, over and over. */
  | {
      readonly kind: 'put';
      readonly prefix: string;
      readonly keys: number;
      readonly valueBytes: number;
    }
  /** The same in transactions of `putsInTxn`. */
  | {
      readonly kind: 'txn';
      readonly prefix: string;
      readonly keys: number;
      readonly valueBytes: number;
      readonly putsInTxn: number;
    }
  /** One of the keys `prefix000000000` and on after another, in no order. */
  | { readonly kind: 'get'; readonly prefix: string; readonly keys: number; readonly serializable: boolean }
  /** The same range again and again. */
  | { readonly kind: 'scan'; readonly start: string; readonly end: string; readonly countOnly: boolean };

export interface LoadJob {
  readonly kind: 'load';
  readonly port: number;
  readonly request: LoadRequest;
  /** Calls under way at any time. */
  readonly clients: number;
  readonly connections: number;
  readonly until: { readonly seconds: number } | { readonly calls: number };
}

export interface LoadResult {
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  /** Of messages received. */
  readonly bytesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one core, that the generator itself used: near 1, and it may have been the limit. */
  readonly generatorCpu: number;
  /** Unix time. */
  readonly startedMs: number;
}

/** Watches of all keys below a prefix, until each has had its events. */
export interface WatchJob {
  readonly kind: 'watch';
  readonly port: number;
  readonly prefix: string;
  readonly watchers: number;
  readonly connections: number;
  /** 0: from now on. */
  readonly startRevision: number;
  /** For all watchers together. */
  readonly events: number;
  /** The job ends then with what has come; absent: it waits for all. */
  readonly secondsMax?: number;
}

export interface WatchResult {
  readonly events: number;
  /** From the first watch asked for to the last event, or to the job's bound. */
  readonly seconds: number;
  readonly generatorCpu: number;
  /** When the last event came; Unix time. */
  readonly endedMs: number;
}

export type Job = LoadJob | WatchJob;

export type JobNotice =
  /** A watch job's watches are all there. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'load-result'; readonly result: LoadResult }
  | { readonly kind: 'watch-result'; readonly result: WatchResult }
  | { readonly kind: 'failed'; readonly reason: string };

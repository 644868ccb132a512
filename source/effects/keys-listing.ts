import { type ByteString, fromBytes } from '../bytes/byte-string.js';
import { EtcdError } from '../client/errors.js';
import { layoutAt } from '../kube/registry-children.js';
import { usualRoots } from '../kube/resources.js';
import type { KeysEffect, KeysEvent } from '../store/keys.js';
import type { Reading } from '../store/keys-tree.js';
import type { Discovery } from '../tree/discovery.js';
import { DirectoryListing, type ListingPorts } from '../tree/listing.js';
import { leanHeap } from './lean-heap.js';
import { isCompacted, sentenceOf } from './sentence.js';

type Dispatch = (event: KeysEvent) => void;

/** How often the screen hears of a directory being read, in milliseconds. */
const tellMs = 80;

/** Who wants more children than this reads a large part of a cluster. */
const manyChildren = 10_000;

/** Waiting for the budget so long is told, in milliseconds. */
const pacedMs = 300;

/** More would be a screen full of what nobody asked for. */
const grantedMax = 5;

/** Where else there is something to read for whoever may not read everything. */
function readableDirectories(failure: unknown, separator: ByteString): readonly ByteString[] {
  if (!(failure instanceof EtcdError) || separator === '') return [];
  const prefixes = (failure.grants ?? []).flatMap(({ mayRead, prefix }) =>
    mayRead && prefix ? [fromBytes(prefix)] : [],
  );
  const paths = prefixes
    .filter((prefix) => prefix !== '')
    .map((prefix) => (prefix.endsWith(separator) ? prefix : `${prefix}${separator}`));
  return [...new Set(paths)].slice(0, grantedMax);
}

/** A directory being read: as many children as are wanted, then it waits to be asked on. */
export class ListingRun {
  readonly #path: ByteString;
  readonly #separator: ByteString;
  readonly #number: number;
  readonly #listing: DirectoryListing;
  readonly #ports: ListingPorts;
  readonly #dispatch: Dispatch;
  readonly #sessionEnd: AbortSignal;
  /** Until it is stopped; questions may still be out while it pauses. */
  #stop: AbortController | undefined;
  #isReading = false;
  /** Found, and not told yet. */
  #found: Discovery[] = [];
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(
    effect: Extract<KeysEffect, { type: 'list-directory' }>,
    ports: ListingPorts,
    sessionEnd: AbortSignal,
    dispatch: Dispatch,
    registryRoots: readonly ByteString[] = usualRoots,
  ) {
    const { path, separator, listing, total, revision, isPast } = effect;
    this.#path = path;
    this.#separator = separator;
    this.#number = listing;
    const layout = layoutAt(path, registryRoots, revision);
    this.#listing = new DirectoryListing({ prefix: path, separator, total, revision, isPast, layout }, ports);
    this.#ports = ports;
    this.#sessionEnd = sessionEnd;
    this.#dispatch = dispatch;
  }

  catchUp(revision: number | undefined): void {
    this.#listing.catchUp(revision);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  /** Reads so many children more, or all there are. Does nothing while it reads already. */
  async read(children: number): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#stop ??= new AbortController();
    const endLean = children > manyChildren ? leanHeap() : () => {};
    const failure = await this.#readUntil(children, AbortSignal.any([this.#stop.signal, this.#sessionEnd]));
    endLean();
    this.#isReading = false;
    if (failure === undefined) this.#tell({ kind: this.#listing.done ? 'done' : 'paused' });
    else this.#failed(failure);
  }

  #failed(failure: unknown): void {
    const isDenied = failure instanceof EtcdError && failure.kind === 'permission-denied';
    this.#tell({ kind: 'failed', reason: sentenceOf(failure), isGone: isCompacted(failure), isDenied });
    const paths = this.#path === '' ? readableDirectories(failure, this.#separator) : [];
    if (paths.length > 0) this.#dispatch({ type: 'directories-granted', paths });
  }

  /** @returns why it could not go on; undefined when it has read enough, or was stopped. */
  async #readUntil(wanted: number, signal: AbortSignal): Promise<unknown> {
    try {
      for (let children = 0; children < wanted && !this.#listing.done && !signal.aborted; ) {
        if (this.#ports.budget.waitMs > pacedMs) this.#tell({ kind: 'reading', isPaced: true });
        const more = await this.#listing.read(signal);
        children += more.filter(({ kind }) => kind !== 'counted').length;
        this.#found.push(...more);
        const isDue = this.#ports.nowMs() - this.#toldMs >= tellMs;
        if (isDue && this.#found.length > 0) this.#tell({ kind: 'reading' });
      }
    } catch (error) {
      return signal.aborted ? undefined : error;
    }
    return undefined;
  }

  #tell(reading: Reading): void {
    const { frontier, revision, cost } = this.#listing;
    const told = this.#found;
    this.#found = [];
    this.#toldMs = this.#ports.nowMs();
    this.#dispatch({
      type: 'children-told',
      path: this.#path,
      listing: this.#number,
      told,
      frontier,
      reading,
      revision,
      cost,
    });
  }
}

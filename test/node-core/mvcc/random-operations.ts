import type { Lessor } from '../../../node-core/lease/types.js';
import type { MvccStore } from '../../../node-core/mvcc/types.js';
import { atOnce } from '../../../node-core/ports/turns.js';
import { bytesOf } from './byte-strings.js';
import type { NaiveStore } from './naive-store.js';
import type { SeededRandom } from './seeded-random.js';

export type Write =
  | { readonly put: string; readonly value: string; readonly lease: bigint }
  | { readonly deleteFrom: string; readonly rangeEnd: string };

/** One Raft entry's work. */
export type Operation =
  | { readonly kind: 'write'; readonly writes: readonly Write[] }
  | { readonly kind: 'compact'; readonly revision: number }
  | { readonly kind: 'grant'; readonly lease: bigint }
  | { readonly kind: 'revoke'; readonly lease: bigint }
  | { readonly kind: 'nothing' };

/** Few keys, so that they meet often; some with bytes that sorting or strings could get wrong. */
const keys = ['\0', 'a', 'a\0', 'a\xff', 'b', 'b/1', 'b/2', 'b0', 'k\x80', 'k\xc3\xa9', '\xff', '\xff\xff'];
const rangeEnds = ['', '', '\0', 'b', 'b0', 'c', '\xff'];

/** The next operation, drawn so that it fits the state: a lease is used only while it is there. */
function randomOperation(
  random: SeededRandom,
  state: { readonly revision: number; readonly compactRevision: number; readonly leases: readonly bigint[] },
): Operation {
  const dice = random.below(100);
  if (dice < 4 && state.revision > state.compactRevision + 3) {
    const first = Math.max(state.compactRevision + 1, 1);
    return { kind: 'compact', revision: first + random.below(state.revision - first + 1) };
  }
  if (dice < 7) {
    const lease = BigInt(1 + random.below(1_000_000));
    return state.leases.includes(lease) ? { kind: 'nothing' } : { kind: 'grant', lease };
  }
  if (dice < 9 && state.leases.length > 0) {
    return { kind: 'revoke', lease: random.pick(state.leases) };
  }
  if (dice < 11) {
    return { kind: 'nothing' };
  }
  return { kind: 'write', writes: randomWrites(random, state.leases) };
}

/** Puts of different keys, or deletions: etcd refuses a transaction that touches a key by both. */
function randomWrites(random: SeededRandom, leases: readonly bigint[]): Write[] {
  if (random.chance(20)) {
    return [{ deleteFrom: random.pick(keys), rangeEnd: random.pick(rangeEnds) }];
  }
  const count = random.chance(70) ? 1 : 1 + random.below(4);
  const names = new Set(Array.from({ length: count }, () => random.pick(keys)));
  return [...names].map((put) => ({
    put,
    value: random.chance(5) ? '' : `value ${random.below(1_000_000)}`.repeat(1 + random.below(3)),
    lease: leases.length > 0 && random.chance(25) ? random.pick(leases) : 0n,
  }));
}

export interface Subject {
  readonly store: MvccStore;
  readonly lessor: Lessor;
}

/** The next operation for a store: the same random numbers in the same state give the same one. */
export function nextOperation(random: SeededRandom, { store, lessor }: Subject): Operation {
  const { revision, compactRevision } = store;
  return randomOperation(random, { revision, compactRevision, leases: lessor.list() });
}

/** Applies an operation to a store as the server does, in one turn of the event loop. */
export function applyToStore(
  { store, lessor }: Subject,
  operation: Operation,
  index: number,
): Promise<void> | undefined {
  const entry = { index, term: 1 };
  switch (operation.kind) {
    case 'write':
      runTransaction(store, operation.writes, entry);
      return undefined;
    case 'compact':
      return store.compact(operation.revision, entry).done;
    case 'grant':
      lessor.grant(operation.lease, 60, 0);
      break;
    case 'revoke': {
      const keysOfLease = lessor.revoke(operation.lease);
      const writes = keysOfLease.map((key) => ({
        deleteFrom: Buffer.from(key).toString('latin1'),
        rangeEnd: '',
      }));
      runTransaction(store, writes, entry);
      return undefined;
    }
    case 'nothing':
      break;
  }
  store.markApplied(entry);
  return undefined;
}

function runTransaction(
  store: MvccStore,
  writes: readonly Write[],
  entry: { readonly index: number; readonly term: number },
): void {
  const transaction = store.beginWrite(entry);
  for (const write of writes) {
    if ('put' in write) {
      transaction.put(bytesOf(write.put), bytesOf(write.value), write.lease);
    } else {
      atOnce(transaction.deleteRange(bytesOf(write.deleteFrom), bytesOf(write.rangeEnd), false));
    }
  }
  transaction.end();
}

/** The same to the model. */
export function applyToModel(model: NaiveStore, operation: Operation): void {
  switch (operation.kind) {
    case 'write':
      model.write(operation.writes);
      break;
    case 'compact':
      model.compactRevision = operation.revision;
      break;
    case 'revoke':
      model.write(model.keysOfLease(operation.lease).map((deleteFrom) => ({ deleteFrom, rangeEnd: '' })));
      break;
    case 'grant':
    case 'nothing':
      break;
  }
}

import type {
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { emptyBytes } from '../../proto/wire.js';
import { LeaseNotFoundError } from '../lease/errors.js';
import type { Lessor } from '../lease/types.js';
import { CompactedError, FutureRevisionError } from '../mvcc/errors.js';
import type { RangeReader, StoredKeyValue, StoreView, WriteTransaction } from '../mvcc/types.js';
import type { Steps } from '../ports/turns.js';
import type { DeleteRangeAnswer, OperationAnswer, PutAnswer, TxnAnswer } from './answers.js';
import { allHold } from './compare.js';
import { RequestError } from './errors.js';
import { executeRange } from './range.js';
import { storedValue } from './stored-value.js';

/** A transaction whose compares have been decided, nested ones too: all of them see the state before it. */
export interface TxnPlan {
  readonly succeeded: boolean;
  readonly operations: readonly PlannedOperation[];
}

type PlannedOperation =
  | { readonly kind: 'range'; readonly request: RangeRequest }
  | { readonly kind: 'put'; readonly request: PutRequest }
  | { readonly kind: 'delete-range'; readonly request: DeleteRangeRequest }
  | { readonly kind: 'txn'; readonly plan: TxnPlan };

export function* planTxn(reader: RangeReader, request: TxnRequest): Steps<TxnPlan> {
  const succeeded = yield* allHold(reader, request.compare);
  const operations: PlannedOperation[] = [];
  for (const operation of succeeded ? request.success : request.failure) {
    operations.push(...(yield* planOperation(reader, operation)));
  }
  return { succeeded, operations };
}

/** Requests with an empty operation are refused before they get here; one from a log is passed over. */
function* planOperation(reader: RangeReader, operation: RequestOp): Steps<PlannedOperation[]> {
  if (operation.requestRange !== undefined) {
    return [{ kind: 'range', request: operation.requestRange }];
  }
  if (operation.requestPut !== undefined) {
    return [{ kind: 'put', request: operation.requestPut }];
  }
  if (operation.requestDeleteRange !== undefined) {
    return [{ kind: 'delete-range', request: operation.requestDeleteRange }];
  }
  if (operation.requestTxn !== undefined) {
    return [{ kind: 'txn', plan: yield* planTxn(reader, operation.requestTxn) }];
  }
  return [];
}

/** The store, or a view of it. */
type CheckedReader = RangeReader & Pick<StoreView, 'revision' | 'compactRevision'>;

/**
 * Checks the branches taken before anything is written, so that a transaction happens whole or not at all.
 * @throws RequestError, LeaseNotFoundError, CompactedError, FutureRevisionError
 */
export function checkTxn(store: CheckedReader, lessor: Lessor, plan: TxnPlan): void {
  for (const operation of plan.operations) {
    switch (operation.kind) {
      case 'range':
        checkRevision(store, operation.request.revision);
        break;
      case 'put':
        checkPrevious(store, operation.request);
        checkLease(lessor, operation.request);
        break;
      case 'delete-range':
        break;
      case 'txn':
        checkTxn(store, lessor, operation.plan);
    }
  }
}

function checkRevision(store: CheckedReader, revision: number): void {
  if (revision > store.revision) {
    throw new FutureRevisionError(revision, store.revision);
  }
  if (revision !== 0 && revision < store.compactRevision) {
    throw new CompactedError(revision, store.compactRevision);
  }
}

/**
 * A put by itself is checked for its lease first, one in a transaction for the key it refers to: etcd's
 * order decides which of two errors a client sees.
 * @throws RequestError, LeaseNotFoundError
 */
export function checkPut(reader: RangeReader, lessor: Lessor, request: PutRequest): void {
  checkLease(lessor, request);
  checkPrevious(reader, request);
}

function checkPrevious(reader: RangeReader, request: PutRequest): void {
  if ((request.ignoreValue || request.ignoreLease) && current(reader, request.key) === undefined) {
    throw new RequestError('key-not-found');
  }
}

function checkLease(lessor: Lessor, request: PutRequest): void {
  if (request.lease !== 0n && lessor.find(request.lease, 0) === undefined) {
    throw new LeaseNotFoundError(request.lease);
  }
}

/** Runs a checked plan. */
export function* executeTxn(writes: WriteTransaction, plan: TxnPlan): Steps<readonly OperationAnswer[]> {
  const responses: OperationAnswer[] = [];
  for (const operation of plan.operations) {
    responses.push(yield* executeOperation(writes, operation));
  }
  return responses;
}

function* executeOperation(writes: WriteTransaction, operation: PlannedOperation): Steps<OperationAnswer> {
  switch (operation.kind) {
    case 'range':
      return { kind: 'range', range: yield* executeRange(writes, operation.request, seenRevision(writes)) };
    case 'put':
      return { kind: 'put', put: executePut(writes, operation.request) };
    case 'delete-range':
      return { kind: 'delete-range', deleteRange: yield* executeDeleteRange(writes, operation.request) };
    case 'txn':
      return { kind: 'txn', txn: nested(operation.plan, yield* executeTxn(writes, operation.plan)) };
  }
}

/** A transaction that only reads: its ranges, from one moment of the store. */
export function* readTxn(view: StoreView, plan: TxnPlan): Steps<TxnAnswer> {
  const responses: OperationAnswer[] = [];
  for (const operation of plan.operations) {
    if (operation.kind !== 'range') {
      throw new Error(`a read-only transaction holds a ${operation.kind}`);
    }
    responses.push({ kind: 'range', range: yield* executeRange(view, operation.request, view.revision) });
  }
  return { revision: view.revision, succeeded: plan.succeeded, responses };
}

function nested(plan: TxnPlan, responses: readonly OperationAnswer[]): TxnAnswer {
  return { revision: undefined, succeeded: plan.succeeded, responses };
}

export function executePut(writes: WriteTransaction, request: PutRequest): PutAnswer {
  const needsPrevious = request.ignoreValue || request.ignoreLease || request.prevKv;
  const previous = needsPrevious ? current(writes, request.key) : undefined;
  const value = request.ignoreValue && previous !== undefined ? storedValue(previous) : request.value;
  const lease = request.ignoreLease && previous !== undefined ? previous.lease : request.lease;
  writes.put(request.key, value, lease);
  return { revision: writes.nextRevision, previous: request.prevKv ? previous : undefined };
}

export function* executeDeleteRange(
  writes: WriteTransaction,
  { key, rangeEnd, prevKv }: DeleteRangeRequest,
): Steps<DeleteRangeAnswer> {
  const { count, previous } = yield* writes.deleteRange(key, rangeEnd, prevKv);
  return { revision: seenRevision(writes), deleted: count, previous };
}

/** The revision a reader inside the transaction is at: the next one as soon as something has changed. */
function seenRevision(writes: WriteTransaction): number {
  return writes.changeCount > 0 ? writes.nextRevision : writes.nextRevision - 1;
}

function current(reader: RangeReader, key: Uint8Array): StoredKeyValue | undefined {
  return reader.range(key, emptyBytes, { revision: 0, limit: 0, countOnly: false }).kvs[0];
}

/** Nothing but ranges on either branch: such a transaction needs no Raft entry. */
export function isReadOnly(request: TxnRequest): boolean {
  return [...request.success, ...request.failure].every((operation) => operation.requestRange !== undefined);
}

/** Every range may be answered by this member alone. True of a transaction with no operation, as in etcd. */
export function isSerializable(request: TxnRequest): boolean {
  return [...request.success, ...request.failure].every(
    (operation) => operation.requestRange?.serializable === true,
  );
}

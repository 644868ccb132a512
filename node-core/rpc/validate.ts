import {
  type DeleteRangeRequest,
  type PutRequest,
  type RangeRequest,
  type RequestOp,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
  type TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { rpcError } from './errors.js';

/** The checks that etcd makes before a request reaches the server. All throw RpcError. */

const sortOrders: readonly number[] = Object.values(SortOrder);
const sortTargets: readonly number[] = Object.values(SortTarget);

export function checkRange(request: RangeRequest): void {
  requireKey(request.key);
  if (!sortOrders.includes(request.sortOrder) || !sortTargets.includes(request.sortTarget)) {
    throw rpcError('invalid-sort');
  }
}

export function checkPut(request: PutRequest): void {
  requireKey(request.key);
  if (request.ignoreValue && request.value.length > 0) {
    throw rpcError('value-provided');
  }
  if (request.ignoreLease && request.lease !== 0n) {
    throw rpcError('lease-provided');
  }
}

export function checkDeleteRange(request: DeleteRangeRequest): void {
  requireKey(request.key);
}

/** @param maxOperations what this level may hold; what it uses, the levels inside it may not. */
export function checkTxn(request: TxnRequest, maxOperations: number): void {
  const used = Math.max(request.compare.length, request.success.length, request.failure.length);
  if (used > maxOperations) {
    throw rpcError('too-many-operations');
  }
  for (const compare of request.compare) {
    requireKey(compare.key);
  }
  for (const operation of [...request.success, ...request.failure]) {
    checkOperation(operation, maxOperations - used);
  }
}

function checkOperation(operation: RequestOp, maxOperations: number): void {
  if (operation.requestRange !== undefined) {
    checkRange(operation.requestRange);
  } else if (operation.requestPut !== undefined) {
    checkPut(operation.requestPut);
  } else if (operation.requestDeleteRange !== undefined) {
    checkDeleteRange(operation.requestDeleteRange);
  } else if (operation.requestTxn !== undefined) {
    checkTxn(operation.requestTxn, maxOperations);
  } else {
    throw rpcError('key-not-found');
  }
}

function requireKey(key: Uint8Array): void {
  if (key.length === 0) {
    throw rpcError('empty-key');
  }
}

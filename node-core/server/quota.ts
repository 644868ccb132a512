import type { PutRequest, RequestOp, TxnRequest } from '../../proto/generated/etcdserverpb.js';

/** etcd's default for `--quota-backend-bytes`. */
export const defaultQuotaBytes = 2 * 1024 ** 3;

/** etcd's estimates of what a request adds beside its own bytes. */
const keyOverheadBytes = 256;
export const leaseCostBytes = 64;

/** Limits what the backend may grow to. */
export class Quota {
  readonly limitBytes: number;
  readonly #sizeBytes: () => number;

  /** @param configuredBytes 0 for the default, negative for no limit. */
  constructor(configuredBytes: number, sizeBytes: () => number) {
    this.limitBytes = configuredBytes === 0 ? defaultQuotaBytes : configuredBytes;
    this.#sizeBytes = sizeBytes;
  }

  /** Whether a request of this cost fits. One that costs nothing always does. */
  allows(costBytes: number): boolean {
    return costBytes === 0 || this.limitBytes < 0 || this.#sizeBytes() + costBytes < this.limitBytes;
  }
}

export function putCostBytes(request: PutRequest): number {
  return keyOverheadBytes + request.key.length + request.value.length;
}

/** The dearer branch. 0 for a transaction that puts nothing. */
export function txnCostBytes(request: TxnRequest): number {
  const cost = (operations: readonly RequestOp[]) =>
    operations.reduce((sum, operation) => sum + operationCostBytes(operation), 0);
  return Math.max(cost(request.success), cost(request.failure));
}

function operationCostBytes(operation: RequestOp): number {
  if (operation.requestPut !== undefined) {
    return putCostBytes(operation.requestPut);
  }
  return operation.requestTxn === undefined ? 0 : txnCostBytes(operation.requestTxn);
}

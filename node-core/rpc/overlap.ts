import type { RequestOp, TxnRequest } from '../../proto/generated/etcdserverpb.js';
import { rpcError } from './errors.js';

/** Bytes as text in which each unit is one byte: compares as the bytes do, and works as a map's key. */
type ByteText = string;

/** `[start, end)`, empty when they are not in order. */
interface DeletedRange {
  readonly start: ByteText;
  readonly end: ByteText;
}

interface Writes {
  readonly puts: ReadonlySet<ByteText>;
  readonly deletes: readonly DeletedRange[];
}

/**
 * Refuses a transaction that may write one key twice: two puts, or a put and a delete of it, on one branch,
 * nested transactions included. Deletes may overlap. Then- and else-branch are judged apart, and what
 * only one of a nested transaction's branches can do may be in both.
 * @throws RpcError
 */
export function checkOverlap(request: TxnRequest): void {
  writesOf(request.success);
  writesOf(request.failure);
}

function writesOf(operations: readonly RequestOp[]): Writes {
  const deletes = operations.flatMap(deletesOf);
  const puts = new Set<ByteText>();
  for (const { requestTxn } of operations) {
    if (requestTxn !== undefined) {
      addNested(requestTxn, puts, deletes);
    }
  }
  for (const { requestPut } of operations) {
    if (requestPut !== undefined) {
      addPut(text(requestPut.key), puts, deletes);
    }
  }
  return { puts, deletes };
}

/** Puts are held against the deletes known so far, then the nested deletes join them: etcd's order. */
function addNested(request: TxnRequest, puts: Set<ByteText>, deletes: DeletedRange[]): void {
  const onSuccess = writesOf(request.success);
  const onFailure = writesOf(request.failure);
  for (const key of onSuccess.puts) {
    addPut(key, puts, deletes);
  }
  for (const key of onFailure.puts) {
    if (onSuccess.puts.has(key)) {
      refuseIf(isDeleted(key, deletes));
    } else {
      addPut(key, puts, deletes);
    }
  }
  deletes.push(...onSuccess.deletes, ...onFailure.deletes);
}

function addPut(key: ByteText, puts: Set<ByteText>, deletes: readonly DeletedRange[]): void {
  refuseIf(puts.has(key) || isDeleted(key, deletes));
  puts.add(key);
}

function refuseIf(duplicate: boolean): void {
  if (duplicate) {
    throw rpcError('duplicate-key');
  }
}

function isDeleted(key: ByteText, deletes: readonly DeletedRange[]): boolean {
  return deletes.some(({ start, end }) => key >= start && key < end);
}

/**
 * The range end of one zero byte, which elsewhere means "to the end", is compared as it stands, so such a
 * delete never overlaps: seen on etcd 3.4 and 3.6.
 */
function deletesOf({ requestDeleteRange: request }: RequestOp): DeletedRange[] {
  if (request === undefined) {
    return [];
  }
  const start = text(request.key);
  const end = text(request.rangeEnd);
  return [{ start, end: end === '' ? `${start}\0` : end }];
}

function text(bytes: Uint8Array): ByteText {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

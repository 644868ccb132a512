import { createHash } from 'node:crypto';
import {
  Compare,
  Compare_CompareResult as CompareResult,
  Compare_CompareTarget as CompareTarget,
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  type TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { KeyValue } from '../../proto/generated/mvccpb.js';
import type { EtcdClient } from '../client/api.js';
import { grouped } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import type { WriteStep } from './plan.js';

/** `conflict`: nothing was written, for this is there and not what was planned on; undefined: nothing is. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly found: KeyValue | undefined; readonly revision: number };

/**
 * Compare and swap: the transaction writes only while the key has the revision it was planned on, and says
 * else what there is.
 * @throws EtcdError
 */
export async function performWrite(
  step: WriteStep,
  client: Pick<EtcdClient, 'kv'>,
): Promise<{ readonly message: string; readonly write: WriteOutcome }> {
  const name = keyText(step.key);
  const { succeeded, responses, header } = await client.kv.txn(transactionOf(step));
  const revision = header?.revision ?? 0;
  if (!succeeded) {
    const found = responses[0]?.responseRange?.kvs[0];
    return { message: conflictText(name, found), write: { kind: 'conflict', found, revision } };
  }
  const done = step.value === undefined ? 'is deleted' : 'is written';
  return { message: `${name} ${done} at rev ${grouped(revision)}`, write: { kind: 'written', revision } };
}

function conflictText(name: string, found: KeyValue | undefined): string {
  const now = found === undefined ? 'is not there any more' : `changed at rev ${grouped(found.modRevision)}`;
  return `${name} ${now}, so nothing was written`;
}

function transactionOf(step: WriteStep): Partial<TxnRequest> {
  const { key } = step;
  const compare = Compare.create({
    key,
    result: CompareResult.EQUAL,
    target: CompareTarget.MOD,
    modRevision: step.before?.modRevision ?? 0,
  });
  const look = RequestOp.create({ requestRange: RangeRequest.create({ key }) });
  return { compare: [compare], success: [writeOf(step)], failure: [look] };
}

function writeOf({ key, value, lease }: WriteStep): RequestOp {
  if (value === undefined) {
    return RequestOp.create({ requestDeleteRange: DeleteRangeRequest.create({ key }) });
  }
  const leased = lease === 'keep' ? { ignoreLease: true } : { lease };
  return RequestOp.create({ requestPut: PutRequest.create({ key, value, ...leased }) });
}

export function writeAction({ value }: WriteStep): 'put' | 'delete' {
  return value === undefined ? 'delete' : 'put';
}

/** Sizes, hashes and revisions: what tells one value from another, and not what it is. */
export function writeDetails(
  { key, value, before, isSecret }: WriteStep,
  outcome: WriteOutcome | undefined,
): Readonly<Record<string, string | number>> {
  const hash = (name: string, bytes: Uint8Array | undefined) =>
    bytes === undefined || isSecret ? {} : { [name]: createHash('sha256').update(bytes).digest('hex') };
  return {
    key: keyText(key),
    expected_revision: before?.modRevision ?? 0,
    ...(outcome?.kind === 'written' ? { revision: outcome.revision } : {}),
    ...(outcome?.kind === 'conflict' ? { found_revision: outcome.found?.modRevision ?? 0 } : {}),
    ...(before === undefined ? {} : { size_before: before.value.length }),
    ...(value === undefined ? {} : { size: value.length }),
    ...hash('sha256_before', before?.value),
    ...hash('sha256', value),
  };
}

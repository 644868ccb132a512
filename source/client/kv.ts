import { KVService, type TxnRequest } from '../../proto/generated/etcdserverpb.js';
import type { KvApi } from './api.js';
import { type CallPolicy, localRead, quorumRead, write } from './call-policy.js';
import type { Caller } from './caller.js';
import { RangeStreams } from './range-stream.js';

export function kvApi(caller: Caller): KvApi {
  const streams = new RangeStreams(caller);
  return {
    range: (request, options) => {
      const policy = request.serializable === true ? localRead('get') : quorumRead('get');
      return caller.unary(KVService.range, request, { ...policy, inEveryEtcd: true }, options);
    },
    rangeStream: (request, options) => streams.read(request, options),
    put: (request, options) => caller.unary(KVService.put, request, write('put'), options),
    deleteRange: (request, options) => caller.unary(KVService.deleteRange, request, write('delete'), options),
    txn: (request, options) => caller.unary(KVService.txn, request, txnPolicy(request), options),
    compact: (request, options) => caller.unary(KVService.compact, request, write('compact'), options),
  };
}

function txnPolicy(request: Partial<TxnRequest>): CallPolicy {
  if (!onlyReads(request)) return write('txn');
  return isLocal(request) ? localRead('txn') : quorumRead('txn');
}

/** As etcd decides it: a transaction of nothing but serializable ranges is answered by the asked member alone. */
function isLocal({ success = [], failure = [] }: Partial<TxnRequest>): boolean {
  return [...success, ...failure].every(({ requestRange }) => requestRange?.serializable === true);
}

/** Whether neither branch can change anything, nested transactions included. */
function onlyReads(request: Partial<TxnRequest>): boolean {
  return [...(request.success ?? []), ...(request.failure ?? [])].every(
    ({ requestRange, requestTxn }) =>
      requestRange !== undefined || (requestTxn !== undefined && onlyReads(requestTxn)),
  );
}

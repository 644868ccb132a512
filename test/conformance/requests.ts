import {
  Compare,
  DeleteRangeRequest,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';

/** One byte for each character. */
export const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** As a range end: to the last key. As a key: the smallest. */
export const toTheEnd = bytes('\0');

export const rangeOp = (fields: Partial<RangeRequest>): RequestOp =>
  RequestOp.create({ requestRange: RangeRequest.create(fields) });

export const putOp = (key: string, value: string, fields: Partial<PutRequest> = {}): RequestOp =>
  RequestOp.create({ requestPut: PutRequest.create({ key: bytes(key), value: bytes(value), ...fields }) });

export const deleteOp = (key: string, rangeEnd = '', prevKv = false): RequestOp =>
  RequestOp.create({
    requestDeleteRange: DeleteRangeRequest.create({ key: bytes(key), rangeEnd: bytes(rangeEnd), prevKv }),
  });

export const txnOp = (fields: Partial<TxnRequest>): RequestOp =>
  RequestOp.create({ requestTxn: TxnRequest.create(fields) });

export const compareOf = (key: string, fields: Partial<Compare>): Compare =>
  Compare.create({ key: bytes(key), ...fields });

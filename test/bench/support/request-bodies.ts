import {
  KVService,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
} from '../../../proto/generated/etcdserverpb.js';
import { grpcFrame } from './http2-caller.js';
import type { LoadRequest } from './load-job.js';

/** The bodies of a kind of request, one after another; each is good until the next is made. */
export interface RequestBodies {
  readonly path: string;
  next(): Buffer;
}

const digits = '000000000';
/** Shares no factor with the numbers of keys used here, so it visits all of them. */
const stride = 7_919;

/** Bodies are encoded once; for each call only the digits of its keys are written. */
export function requestBodies(request: LoadRequest): RequestBodies {
  switch (request.kind) {
    case 'put':
      return numbered(KVService.put.path, PutRequest.encode(putOf(request)), request.keys, 1);
    case 'txn': {
      const operation = RequestOp.create({ requestPut: PutRequest.create(putOf(request)) });
      const message = TxnRequest.encode({
        success: Array.from({ length: request.putsInTxn }, () => operation),
      });
      return numbered(KVService.txn.path, message, request.keys, 1);
    }
    case 'get': {
      const key = Buffer.from(request.prefix + digits);
      const message = RangeRequest.encode({ key, serializable: request.serializable });
      return numbered(KVService.range.path, message, request.keys, stride);
    }
    case 'scan': {
      const { start, end, countOnly } = request;
      const message = { key: Buffer.from(start), rangeEnd: Buffer.from(end), countOnly };
      const body = grpcFrame(RangeRequest.encode(message));
      return { path: KVService.range.path, next: () => body };
    }
  }
}

export function keyNumber(prefix: string, index: number): string {
  return prefix + String(index).padStart(digits.length, '0');
}

function putOf({ prefix, valueBytes }: { readonly prefix: string; readonly valueBytes: number }) {
  return { key: Buffer.from(prefix + digits), value: Buffer.alloc(valueBytes, 'v') };
}

function numbered(path: string, message: Uint8Array, keys: number, step: number): RequestBodies {
  const body = grpcFrame(message);
  const places: number[] = [];
  for (let at = body.indexOf(digits); at >= 0; at = body.indexOf(digits, at + digits.length)) {
    places.push(at);
  }
  let key = 0;
  return {
    path,
    next: () => {
      for (const place of places) {
        writeDigits(body, place, key);
        key = (key + step) % keys;
      }
      return body;
    },
  };
}

function writeDigits(body: Buffer, place: number, value: number): void {
  let rest = value;
  for (let at = place + digits.length - 1; at >= place; at--) {
    body[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

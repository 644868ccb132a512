import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmRequest,
  AlarmType,
  CompactionRequest,
  CompactionResponse,
  DeleteRangeRequest,
  KVService,
  PutRequest,
  RangeRequest,
  TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { putCostBytes, txnCostBytes } from '../server/quota.js';
import {
  encodeDeleteRangeAnswer,
  encodePutAnswer,
  encodeRangeAnswer,
  encodeTxnAnswer,
} from './encode-answer.js';
import { rpcError } from './errors.js';
import { headerEncoder, responseHeader } from './header.js';
import type { ServiceEntry } from './method.js';
import { checkOverlap } from './overlap.js';
import { checkRangeStream, streamRange } from './range-stream.js';
import { checkDeleteRange, checkPut, checkRange, checkTxn } from './validate.js';

export interface KvOptions {
  readonly maxTxnOperations: number;
  /** What a chunk of a streamed range should weigh. */
  readonly maxRequestBytes: number;
}

export function kvService(member: Member, options: KvOptions): ServiceEntry[] {
  const header = headerEncoder(member);
  return [
    [
      KVService.range.path,
      {
        kind: 'unary',
        handle: (bytes, context) => {
          const request = RangeRequest.decode(bytes);
          checkRange(request);
          const answer = member.range(request, context);
          return answer instanceof Promise
            ? answer.then((ready) => encodeRangeAnswer(ready, header))
            : encodeRangeAnswer(answer, header);
        },
      },
    ],
    [
      KVService.rangeStream.path,
      {
        kind: 'server-stream',
        handle: (bytes, context) => {
          const request = RangeRequest.decode(bytes);
          checkRangeStream(request);
          streamRange(member, request, context, header, options.maxRequestBytes).then(
            () => context.finish(),
            (error: unknown) => context.finish(error),
          );
        },
      },
    ],
    [
      KVService.put.path,
      {
        kind: 'unary',
        handle: async (bytes, context) => {
          const request = PutRequest.decode(bytes);
          await requireSpace(member, putCostBytes(request));
          checkPut(request);
          return encodePutAnswer(await member.put(bytes, context), header);
        },
      },
    ],
    [
      KVService.deleteRange.path,
      {
        kind: 'unary',
        handle: async (bytes, context) => {
          checkDeleteRange(DeleteRangeRequest.decode(bytes));
          const answer = await member.deleteRange(bytes, context);
          return member.inTurns(encodeDeleteRangeAnswer(answer, header));
        },
      },
    ],
    [
      KVService.txn.path,
      {
        kind: 'unary',
        handle: async (bytes, context) => {
          const request = TxnRequest.decode(bytes);
          await requireSpace(member, txnCostBytes(request));
          checkTxn(request, options.maxTxnOperations);
          checkOverlap(request);
          const answer = await member.txn(request, bytes, context);
          return member.inTurns(encodeTxnAnswer(answer, header));
        },
      },
    ],
    [
      KVService.compact.path,
      {
        kind: 'unary',
        handle: async (bytes, context) => {
          member.auth.requireRoot(context);
          const revision = await member.compact(CompactionRequest.decode(bytes));
          return CompactionResponse.encode({ header: responseHeader(member, revision) });
        },
      },
    ],
  ];
}

/** A request that does not fit the quota raises the alarm, which stops writes on every member. */
export async function requireSpace(member: Member, costBytes: number): Promise<void> {
  if (member.quota.allows(costBytes)) {
    return;
  }
  if (!member.alarms().some(({ alarm }) => alarm === AlarmType.NOSPACE)) {
    const { memberId } = member.identity;
    await member.alarm(
      AlarmRequest.create({ action: AlarmAction.ACTIVATE, memberID: memberId, alarm: AlarmType.NOSPACE }),
    );
  }
  throw rpcError('no-space');
}

import {
  Compare_CompareResult as CompareResult,
  Compare_CompareTarget as CompareTarget,
  KVService,
  LeaseService,
  RequestOp,
  type TxnRequest,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, compareOf, deleteOp, putOp, rangeOp, toTheEnd, txnOp } from './requests.js';
import type { Scenario } from './transcript.js';

const { EQUAL, GREATER, LESS, NOT_EQUAL } = CompareResult;
const { VERSION, CREATE, MOD, VALUE, LEASE } = CompareTarget;

export const compareScenario: Scenario = {
  name: 'compares',
  async run(script) {
    await script.call('grant', LeaseService.leaseGrant, { id: 5n, ttl: 600 });
    await script.call('put a', KVService.put, { key: bytes('a'), value: bytes('m'), lease: 5n });
    await script.call('put a again', KVService.put, { key: bytes('a'), value: bytes('n'), lease: 5n });
    await script.call('put b', KVService.put, { key: bytes('b'), value: bytes('n') });
    const targets = [
      ['version', { target: VERSION, version: 2 }],
      ['create', { target: CREATE, createRevision: 2 }],
      ['mod', { target: MOD, modRevision: 3 }],
      ['value', { target: VALUE, value: bytes('n') }],
      ['lease', { target: LEASE, lease: 5n }],
      ['version 0', { target: VERSION, version: 0 }],
      ['value not given', { target: VALUE }],
      ['create not given', { target: CREATE }],
    ] as const;
    const ranges = [
      ['a', 'a', ''],
      ['an absent key', 'zz', ''],
      ['a and b', 'a', 'c'],
      ['an empty range', 'x', 'y'],
      ['from a on', 'a', '\0'],
    ] as const;
    for (const [rangeName, key, rangeEnd] of ranges) {
      for (const [targetName, fields] of targets) {
        for (const [resultName, result] of Object.entries({ EQUAL, GREATER, LESS, NOT_EQUAL })) {
          await script.call(`${targetName} of ${rangeName} ${resultName}`, KVService.txn, {
            compare: [compareOf(key, { ...fields, result, rangeEnd: bytes(rangeEnd) })],
          });
        }
      }
    }
    await script.call('a compare without a key', KVService.txn, { compare: [compareOf('', {})] });
    await script.call('all must hold', KVService.txn, {
      compare: [
        compareOf('a', { target: VERSION, version: 2 }),
        compareOf('b', { target: VERSION, version: 9 }),
      ],
      success: [putOp('never', '')],
      failure: [rangeOp({ key: bytes('b') })],
    });
  },
};

const absent = compareOf('n', { target: VERSION, result: EQUAL, version: 0 });

export const txnScenario: Scenario = {
  name: 'transactions',
  async run(script) {
    const txn = (step: string, request: Partial<TxnRequest>) => script.call(step, KVService.txn, request);
    await txn('nothing', {});
    await txn('an empty operation', { success: [RequestOp.create()] });
    await txn('no key in a put', { success: [putOp('', 'v')] });
    await txn('no key in a nested delete', { success: [txnOp({ failure: [deleteOp('')] })] });
    await txn('puts', { success: [putOp('a', '1'), putOp('b', '2', { prevKv: true })] });
    await txn('reads see the writes before them', {
      success: [
        rangeOp({ key: bytes('a') }),
        putOp('a', '3', { prevKv: true }),
        rangeOp({ key: bytes('a') }),
        deleteOp('b', '', true),
        rangeOp({ key: bytes('a'), rangeEnd: toTheEnd }),
        deleteOp('absent'),
      ],
    });
    await txn('reads only', { success: [rangeOp({ key: bytes('a') }), rangeOp({ key: bytes('b') })] });
    await txn('deletes that find nothing', { success: [deleteOp('x'), deleteOp('y', 'z')] });
    await txn('nested', {
      compare: [absent],
      success: [
        putOp('n', 'outer'),
        txnOp({
          compare: [absent],
          success: [putOp('nested', 'sees the state before'), rangeOp({ key: bytes('n') })],
          failure: [putOp('nested', 'sees the put')],
        }),
        rangeOp({ key: bytes('n'), rangeEnd: bytes('o') }),
      ],
    });
    await txn('nested reads only', { success: [txnOp({ success: [rangeOp({ key: bytes('a') })] })] });
    await txn('nested nothing', { success: [txnOp({})] });
    await txn('future range', { success: [putOp('f', '1'), rangeOp({ key: bytes('f'), revision: 99 })] });
    await txn('nothing happened', { success: [rangeOp({ key: bytes('f') })] });
    await txn('range in the branch not taken', {
      success: [putOp('g', '1')],
      failure: [rangeOp({ key: bytes('f'), revision: 99 })],
    });
    await txn('ignore value of an absent key', { success: [putOp('absent', '', { ignoreValue: true })] });
    await txn('ignore value', { success: [putOp('a', '', { ignoreValue: true }), putOp('h', '1')] });
    await txn('unknown lease', { success: [putOp('h', '2'), putOp('i', '', { lease: 404n })] });
    await txn('unknown lease in the branch not taken', {
      success: [putOp('h', '2')],
      failure: [putOp('i', '', { lease: 404n })],
    });
    await txn('range at a past revision', {
      success: [putOp('a', 'now'), rangeOp({ key: bytes('a'), revision: 2 })],
    });
    await txn('serializable', { success: [rangeOp({ key: bytes('a'), serializable: true })] });
    await script.call('all', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd });
  },
};

export const txnLimitScenario: Scenario = {
  name: 'what transactions are refused for',
  async run(script) {
    const txn = (step: string, success: RequestOp[], failure: RequestOp[] = []) =>
      script.call(step, KVService.txn, { success, failure });
    const puts = (count: number) => Array.from({ length: count }, (_, number) => putOp(`k${number}`, ''));
    await txn('two puts', [putOp('a', '1'), putOp('a', '2')]);
    await txn('put and delete', [putOp('a', '1'), deleteOp('a')]);
    await txn('delete and put', [deleteOp('a'), putOp('a', '1')]);
    await txn('put in a deleted range', [putOp('b', '1'), deleteOp('a', 'c')]);
    await txn('put at the end of a deleted range', [putOp('c', '1'), deleteOp('a', 'c')]);
    await txn('put and delete from a key on', [putOp('b', '1'), deleteOp('a', '\0')]);
    await txn('put and delete of everything', [putOp('b', '1'), deleteOp('\0', '\0')]);
    await txn('put and delete of an inverted range', [putOp('b', '1'), deleteOp('c', 'a')]);
    await txn('deletes', [deleteOp('a'), deleteOp('a', 'c')]);
    await txn('one key on each branch', [putOp('a', '1')], [putOp('a', '2')]);
    await txn('two puts on the other branch', [], [putOp('a', '1'), putOp('a', '2')]);
    await txn('put and nested put', [putOp('a', '1'), txnOp({ success: [putOp('a', '2')] })]);
    await txn('put and put nested on failure', [putOp('a', '1'), txnOp({ failure: [putOp('a', '2')] })]);
    await txn('put and nested delete', [putOp('a', '1'), txnOp({ success: [deleteOp('a')] })]);
    await txn('delete and nested put', [deleteOp('a'), txnOp({ success: [putOp('a', '2')] })]);
    await txn('one key on both nested branches', [
      txnOp({ success: [putOp('a', '1')], failure: [putOp('a', '2')] }),
    ]);
    await txn('one key in two nested transactions', [
      txnOp({ success: [putOp('a', '1')] }),
      txnOp({ success: [putOp('a', '2')] }),
    ]);
    await txn('nested delete, then nested put', [
      txnOp({ success: [deleteOp('a')] }),
      txnOp({ success: [putOp('a', '2')] }),
    ]);
    await txn('nested put, then nested delete', [
      txnOp({ success: [putOp('a', '1')] }),
      txnOp({ success: [deleteOp('a')] }),
    ]);
    await txn('128 puts', puts(128));
    await txn('129 puts', puts(129));
    await txn('128 with a nested one', [...puts(127), txnOp({ success: [putOp('z', '')] })]);
    await txn('127 with a nested one', [...puts(126), txnOp({ success: [putOp('z', '')] })]);
    await txn('129 on the branch not taken', [], puts(129));
    await script.call('129 compares', KVService.txn, {
      compare: Array.from({ length: 129 }, () => compareOf('a', {})),
    });
    await script.call('revision', KVService.range, { key: bytes('a') });
  },
};

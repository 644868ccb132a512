import {
  KVService,
  LeaseService,
  type RangeRequest,
  RangeRequest_SortOrder as SortOrder,
  RangeRequest_SortTarget as SortTarget,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, rangeOp, toTheEnd } from './requests.js';
import type { Scenario, Script } from './transcript.js';

async function fill(script: Script): Promise<void> {
  const puts: [string, string][] = [
    ['a', '3'],
    ['b', '1'],
    ['b', '9'],
    ['c', '2'],
    ['dir/1', 'x'],
    ['dir/2', 'y'],
    ['a', '5'],
    ['\xff\x00', 'binary'],
  ];
  for (const [position, [key, value]] of puts.entries()) {
    await script.call(`fill ${position}`, KVService.put, { key: bytes(key), value: bytes(value) });
  }
}

export const rangeScenario: Scenario = {
  name: 'ranges',
  // 3.4 dies of them.
  notIn34: ['unknown sort target', 'unknown sort order'],
  async run(script) {
    const range = (step: string, request: Partial<RangeRequest>) =>
      script.call(step, KVService.range, request);
    await range('an empty store', { key: bytes('a') });
    await fill(script);
    const all = { key: toTheEnd, rangeEnd: toTheEnd };
    await range('one key', { key: bytes('a') });
    await range('no such key', { key: bytes('zzz') });
    await range('no key at all', {});
    await range('everything', all);
    await range('from a key on', { key: bytes('c'), rangeEnd: toTheEnd });
    await range('a prefix', { key: bytes('dir/'), rangeEnd: bytes('dir0') });
    await range('an inverted range', { key: bytes('c'), rangeEnd: bytes('a') });
    await range('limit', { ...all, limit: 2 });
    await range('limit of exactly all', { ...all, limit: 6 });
    await range('negative limit', { ...all, limit: -1 });
    await range('keys only', { ...all, keysOnly: true });
    await range('count only', { ...all, countOnly: true });
    await range('count only of one key', { key: bytes('a'), countOnly: true });
    await range('count only with limit', { ...all, countOnly: true, limit: 1 });
    await range('serializable', { key: bytes('a'), serializable: true });
    await range('revision', { ...all, revision: 3 });
    await range('revision with count', { ...all, revision: 3, countOnly: true });
    await range('negative revision', { ...all, revision: -5 });
    await range('future revision', { ...all, revision: 1_000 });
    for (const [targetName, sortTarget] of Object.entries(SortTarget)) {
      for (const [orderName, sortOrder] of Object.entries(SortOrder)) {
        await range(`sort ${targetName} ${orderName}`, { ...all, sortTarget, sortOrder });
        await range(`sort ${targetName} ${orderName} limit`, { ...all, sortTarget, sortOrder, limit: 2 });
      }
    }
    await range('min mod revision', { ...all, minModRevision: 5 });
    await range('max mod revision with limit', { ...all, maxModRevision: 7, limit: 2 });
    await range('min and max create revision', { ...all, minCreateRevision: 3, maxCreateRevision: 5 });
    await script.call('unknown sort target', KVService.range, {
      ...all,
      sortTarget: 9 as SortTarget,
    });
    await script.call('unknown sort order', KVService.range, { ...all, sortOrder: 9 as SortOrder });
  },
};

export const putScenario: Scenario = {
  name: 'puts and deletes',
  async run(script) {
    const key = bytes('k');
    await script.call('no key', KVService.put, { value: bytes('v') });
    await script.call('ignore value of an absent key', KVService.put, { key, ignoreValue: true });
    await script.call('ignore lease of an absent key', KVService.put, { key, ignoreLease: true });
    await script.call('ignore value with a value', KVService.put, {
      key,
      value: bytes('v'),
      ignoreValue: true,
    });
    await script.call('ignore lease with a lease', KVService.put, { key, lease: 7n, ignoreLease: true });
    await script.call('unknown lease', KVService.put, { key, lease: 7n });
    await script.call('create', KVService.put, { key, value: bytes('1'), prevKv: true });
    await script.call('update', KVService.put, { key, value: bytes('2'), prevKv: true });
    await script.call('empty value', KVService.put, { key, prevKv: true });
    await script.call('grant', LeaseService.leaseGrant, { id: 7n, ttl: 600 });
    await script.call('with lease', KVService.put, { key, value: bytes('3'), lease: 7n });
    await script.call('ignore value keeps it', KVService.put, { key, ignoreValue: true, lease: 7n });
    await script.call('ignore lease keeps it', KVService.put, {
      key,
      value: bytes('4'),
      ignoreLease: true,
      prevKv: true,
    });
    await script.call('put without lease', KVService.put, { key, value: bytes('5') });
    await script.call('read', KVService.range, { key });
    await script.call('keys of the lease', LeaseService.leaseTimeToLive, { id: 7n, keys: true });
    await script.call('delete nothing', KVService.deleteRange, { key: bytes('absent') });
    await script.call('delete without key', KVService.deleteRange, {});
    await script.call('put another', KVService.put, { key: bytes('k2'), value: bytes('x') });
    await script.call('delete with prev', KVService.deleteRange, {
      key,
      rangeEnd: bytes('l'),
      prevKv: true,
    });
    await script.call('delete again', KVService.deleteRange, { key, rangeEnd: bytes('l'), prevKv: true });
    await script.call('create anew', KVService.put, { key, value: bytes('6') });
    await script.call('read after it', KVService.range, { key });
    await script.call('delete from a key on', KVService.deleteRange, { key: bytes('a'), rangeEnd: toTheEnd });
    await script.call('too large', KVService.put, { key, value: Buffer.alloc(1_600_000) });
    await script.call('too large for gRPC', KVService.put, { key, value: Buffer.alloc(3_000_000) });
    await script.call('large', KVService.put, { key, value: Buffer.alloc(1_500_000) });
  },
};

export const compactionScenario: Scenario = {
  name: 'compaction',
  async run(script) {
    await fill(script);
    await script.call('delete', KVService.deleteRange, { key: bytes('c') });
    await script.call('compact the future', KVService.compact, { revision: 1_000 });
    await script.call('compact at 0', KVService.compact, { revision: 0 });
    await script.call('compact', KVService.compact, { revision: 5 });
    await script.call('compact again', KVService.compact, { revision: 5 });
    await script.call('compact below', KVService.compact, { revision: 2 });
    const all = { key: toTheEnd, rangeEnd: toTheEnd };
    await script.call('range at it', KVService.range, { ...all, revision: 5 });
    await script.call('range below it', KVService.range, { ...all, revision: 4 });
    await script.call('txn below it', KVService.txn, {
      success: [rangeOp({ key: bytes('a'), revision: 4 })],
    });
    await script.call('physical', KVService.compact, { revision: 10, physical: true });
    await script.call('range after it', KVService.range, all);
    await script.call('put after it', KVService.put, { key: bytes('c'), value: bytes('again') });
    await script.call('range c', KVService.range, { key: bytes('c') });
  },
};

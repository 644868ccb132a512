import {
  AlarmRequest_AlarmAction as AlarmAction,
  AlarmType,
  AuthService,
  ClusterService,
  KVService,
  LeaseService,
  MaintenanceService,
  PutResponse,
} from '../../proto/generated/etcdserverpb.js';
import { HealthService } from '../../proto/generated/grpc.health.v1.js';
import { bytes, deleteOp, putOp, rangeOp, toTheEnd, txnOp } from './requests.js';
import type { Scenario, Script } from './transcript.js';

/** Puts, deletes, a lease and two compactions: enough for every kind of record in the `key` bucket. */
async function history(script: Script): Promise<void> {
  const { client } = script;
  await client.call(LeaseService.leaseGrant, { id: 0x1234n, ttl: 6_000 });
  for (let number = 0; number < 30; number += 1) {
    const key = bytes(`key-${number % 7}`);
    await client.call(KVService.put, {
      key,
      value: bytes(`value ${number}`),
      lease: number % 5 === 0 ? 0x1234n : 0n,
    });
    if (number % 11 === 3) {
      await client.call(KVService.deleteRange, { key: bytes('key-2'), rangeEnd: bytes('key-4') });
    }
  }
  await client.call(KVService.txn, { success: [putOp('t', '1'), deleteOp('key-0')] });
}

export const hashScenario: Scenario = {
  name: 'HashKV',
  // 3.4 does not say at which revision it hashed.
  notIn34: [
    'of nothing',
    'now',
    'at 20',
    'after compaction',
    'above the compacted revision',
    'of all compacted',
  ],
  async run(script) {
    await script.call('of nothing', MaintenanceService.hashKV, {});
    await history(script);
    await script.call('now', MaintenanceService.hashKV, {});
    await script.call('at 20', MaintenanceService.hashKV, { revision: 20 });
    await script.call('future', MaintenanceService.hashKV, { revision: 1_000 });
    await script.call('compact', KVService.compact, { revision: 18, physical: true });
    await script.call('after compaction', MaintenanceService.hashKV, {});
    await script.call('above the compacted revision', MaintenanceService.hashKV, { revision: 19 });
    await script.call('below', MaintenanceService.hashKV, { revision: 17 });
    await script.call('compact all', KVService.compact, { revision: 35, physical: true });
    await script.call('of all compacted', MaintenanceService.hashKV, {});
    await script.call('defragment', MaintenanceService.defragment, {});
    await script.call('everything', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd });
  },
};

/** 3.6 keeps the hashes of its ten newest compactions, also of revisions that later ones took away. */
export const compactionHashesScenario: Scenario = {
  name: 'HashKV of compacted revisions',
  only36: true,
  async run(script) {
    for (let revision = 2; revision < 26; revision += 2) {
      await history(script);
      await script.call(`compact ${revision}`, KVService.compact, { revision, physical: true });
    }
    for (let revision = 1; revision < 28; revision += 1) {
      await script.call(`at ${revision}`, MaintenanceService.hashKV, { revision });
    }
  },
};

export const statusScenario: Scenario = {
  name: 'status, members, alarms',
  // Its answers about alarms have no header, it raises alarms of type NONE, and overlooks nested puts.
  notIn34: [
    ...['errors under it', 'nested put under it'],
    ...['status', 'auth status', 'no alarm', 'raise nothing', 'raise', 'raise again', 'alarms', 'lower'],
    ...['alarms of another type', 'lower again', 'raise corruption', 'lower corruption'],
  ],
  async run(script) {
    const status = await script.client.call(MaintenanceService.status, {});
    if ('response' in status) {
      const { version, dbSizeQuota, errors, isLearner, leader, header } = status.response;
      const leads = leader === header?.memberId;
      script.note('status', { version, dbSizeQuota, errors, isLearner, leads });
    }
    const members = await script.client.call(ClusterService.memberList, { linearizable: true });
    if ('response' in members) {
      script.note(
        'members',
        members.response.members.map(({ name, isLearner }) => ({ name, isLearner })),
      );
      script.note('the header of members', members.response.header);
    }
    const { client } = script;
    const alarm = (step: string, action: AlarmAction, type: AlarmType) =>
      script.call(step, MaintenanceService.alarm, { action, alarm: type, memberID: 42n });
    await alarm('no alarm', AlarmAction.GET, AlarmType.NONE);
    await alarm('raise nothing', AlarmAction.ACTIVATE, AlarmType.NONE);
    await alarm('raise', AlarmAction.ACTIVATE, AlarmType.NOSPACE);
    await alarm('raise again', AlarmAction.ACTIVATE, AlarmType.NOSPACE);
    await alarm('alarms', AlarmAction.GET, AlarmType.NONE);
    await alarm('alarms of another type', AlarmAction.GET, AlarmType.CORRUPT);
    const alarmed = await client.call(MaintenanceService.status, {});
    script.note('errors under it', 'response' in alarmed && alarmed.response.errors);
    await script.call('put under it', KVService.put, { key: bytes('k') });
    await script.call('txn under it', KVService.txn, { success: [putOp('k', '')] });
    await script.call('nested put under it', KVService.txn, {
      failure: [txnOp({ success: [putOp('k', '')] })],
    });
    await script.call('delete in a txn under it', KVService.txn, { success: [deleteOp('k')] });
    await script.call('read in a txn under it', KVService.txn, { success: [rangeOp({ key: bytes('k') })] });
    await script.call('lease under it', LeaseService.leaseGrant, { id: 1n, ttl: 60 });
    await script.call('range under it', KVService.range, { key: bytes('k') });
    await script.call('delete under it', KVService.deleteRange, { key: bytes('k') });
    await alarm('lower', AlarmAction.DEACTIVATE, AlarmType.NOSPACE);
    await alarm('lower again', AlarmAction.DEACTIVATE, AlarmType.NOSPACE);
    await script.call('put after it', KVService.put, { key: bytes('k') });
    await alarm('raise corruption', AlarmAction.ACTIVATE, AlarmType.CORRUPT);
    await script.call('put of the corrupt', KVService.put, { key: bytes('k') });
    await script.call('delete of the corrupt', KVService.deleteRange, { key: bytes('k') });
    await script.call('compact the corrupt', KVService.compact, { revision: 2 });
    await script.call('range of the corrupt', KVService.range, { key: bytes('k') });
    await script.call('read in a txn of the corrupt', KVService.txn, {
      success: [rangeOp({ key: bytes('k') })],
    });
    await alarm('lower corruption', AlarmAction.DEACTIVATE, AlarmType.CORRUPT);
    await script.call('auth status', AuthService.authStatus, {});
    await script.call('move to nobody', MaintenanceService.moveLeader, { targetID: 77n });
    const self = 'response' in status ? (status.response.header?.memberId ?? 0n) : 0n;
    await script.call('move to itself', MaintenanceService.moveLeader, { targetID: self });
  },
};

export const quotaScenario: Scenario = {
  name: 'the quota',
  flags: ['--quota-backend-bytes=2097152'],
  async run(script) {
    const { client } = script;
    const value = Buffer.alloc(200_000);
    let refused: unknown;
    // The size is known anew with each commit of the backend, ten times a second.
    for (let number = 0; number < 400 && refused === undefined; number += 1) {
      const answer = await client.call(KVService.put, { key: bytes(`k${number}`), value });
      refused = 'response' in answer ? undefined : answer;
    }
    script.note('refused', refused);
    await script.call('small put', KVService.put, { key: bytes('small') });
    await script.call('lease', LeaseService.leaseGrant, { id: 1n, ttl: 60 });
    await script.call('txn', KVService.txn, { failure: [putOp('a', '')] });
    const alarms = await client.call(MaintenanceService.alarm, { action: AlarmAction.GET });
    script.note('alarms', 'response' in alarms && alarms.response.alarms);
    const deleted = await client.call(KVService.deleteRange, { key: bytes('k'), rangeEnd: bytes('l') });
    script.note('delete', 'response' in deleted && deleted.response.deleted > 5);
    const read = await client.call(KVService.range, { key: bytes('k'), rangeEnd: bytes('l') });
    script.note('range', 'response' in read && read.response.count);
    if ('response' in read) {
      const revision = read.response.header?.revision ?? 0;
      const compacted = await client.call(KVService.compact, { revision, physical: true });
      script.note('compact', 'response' in compacted);
    }
    await script.call('defragment', MaintenanceService.defragment, {});
    await script.call('still refused', KVService.put, { key: bytes('small') });
    const raised = 'response' in alarms ? alarms.response.alarms : [];
    for (const { memberID, alarm } of raised) {
      await client.call(MaintenanceService.alarm, { action: AlarmAction.DEACTIVATE, memberID, alarm });
    }
    const after = await client.call(KVService.put, { key: bytes('small') });
    script.note('after disarming', 'response' in after);
  },
};

export const protocolScenario: Scenario = {
  name: 'what is not a request',
  async run(script) {
    const raw = async (step: string, path: string, body: Buffer) =>
      script.note(step, await script.client.callPath(path, body, PutResponse));
    await raw('an unknown method', '/etcdserverpb.KV/Nothing', Buffer.alloc(0));
    await raw('an unknown service', '/etcdserverpb.Nothing/Put', Buffer.alloc(0));
    await script.call('health', HealthService.check, {});
    await script.call('health of a service', HealthService.check, { service: 'etcdserverpb.KV' });
    const bad = await script.client.callPath('/etcdserverpb.KV/Put', Buffer.from([0x0a, 0xff]), PutResponse);
    script.note('a broken message', 'code' in bad && bad.code);
    const required = await script.client.call(KVService.range, { key: bytes('k') }, { hasleader: 'true' });
    script.note('with a leader', required);
  },
};

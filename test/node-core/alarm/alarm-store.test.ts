import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlarmStore } from '../../../node-core/alarm/alarm-store.js';
import { AlarmType } from '../../../proto/generated/etcdserverpb.js';
import { temporaryBackend } from '../backend/temporary-backend.js';

const noSpace = (memberID: bigint) => ({ memberID, alarm: AlarmType.NOSPACE });

test('alarms are raised once, lowered one by one, and outlive the process', async (t) => {
  const backend = await temporaryBackend(t);
  const alarms = new AlarmStore(backend);
  assert.equal(alarms.isActive(AlarmType.NOSPACE), false);
  alarms.activate(noSpace(1n));
  alarms.activate(noSpace(1n));
  alarms.activate(noSpace(2n));
  alarms.activate({ memberID: 1n, alarm: AlarmType.CORRUPT });
  assert.equal(new AlarmStore(backend).list(AlarmType.NONE).length, 3);
  assert.deepEqual(alarms.deactivate(noSpace(1n)), noSpace(1n));
  assert.equal(alarms.deactivate(noSpace(1n)), undefined);
  const again = new AlarmStore(backend);
  assert.deepEqual(again.list(AlarmType.NOSPACE), [noSpace(2n)]);
  assert.equal(again.isActive(AlarmType.CORRUPT), true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startNodeCore, startSubject } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { findEtcd } from '../support/etcd-binaries.js';
import { fuzzMessages } from './fuzz-messages.js';
import { fuzzFrames } from './fuzz-rounds.js';

const onRound = () => undefined;

test('hostile frames neither end the server nor keep it from others; wrong messages are refused as by etcd', async (t) => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000_000);
  t.diagnostic(`TEST_SEED=${seed}`);
  const member = await startNodeCore();
  t.after(() => member.stop());
  await fuzzFrames(member, { rounds: 10, seed, onRound });
  if (findEtcd('3.6') === undefined) {
    return;
  }
  const etcd = await startSubject('3.6', []);
  t.after(() => etcd.stop());
  const [ours, theirs] = [new WireClient(member.address), new WireClient(etcd.address)];
  try {
    assert.deepEqual(await fuzzMessages(ours, theirs, { rounds: 5, seed, onRound }), []);
  } finally {
    ours.close();
    theirs.close();
  }
});

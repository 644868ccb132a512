import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import type { Backend } from '../../../node-core/backend/types.js';
import { createLessor } from '../../../node-core/lease/lessor.js';
import { openMvccStore } from '../../../node-core/mvcc/store.js';
import {
  DeleteRangeRequest,
  KVService,
  LeaseService,
  MaintenanceService,
  PutRequest,
  RequestOp,
} from '../../../proto/generated/etcdserverpb.js';
import { WireClient } from '../../conformance/wire-client.js';
import { type EtcdVersion, etcdVersions, haveEtcd } from '../../support/etcd-binaries.js';
import { startEtcd } from '../../support/start-etcd.js';
import { testClock } from '../backend/clocks.js';
import { temporaryBackend } from '../backend/temporary-backend.js';
import { bytesOf } from './byte-strings.js';
import {
  applyToStore,
  nextOperation,
  type Operation,
  type Subject,
  type Write,
} from './random-operations.js';
import { type SeededRandom, seededRandom, testSeed } from './seeded-random.js';

const operations = 150;

for (const version of etcdVersions) {
  test(`HashKV equals etcd ${version}'s after the same operations, at every revision`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const seed = testSeed();
    t.diagnostic(`TEST_SEED=${seed}`);
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const address = new URL(etcd.endpoints[0] ?? '').host;
    const backend = await temporaryBackend(t);
    const subject = openStore(t, backend);
    const random = seededRandom(seed);
    await withClient(address, async (client) => {
      for (let index = 1; index <= operations; index += 1) {
        await step(client, subject, random, index, version);
      }
      await compareHashes(client, subject, version);
    });
    // 3.6 answers of the compacted revision what it hashed while it compacted, until it is started again.
    if (version === '3.6') {
      await subject.store.close();
      const reopened = openStore(t, backend);
      await etcd.kill();
      await etcd.restart();
      await withClient(address, (client) => compareHashes(client, reopened, version));
    }
  });
}

function openStore(t: TestContext, backend: Backend): Subject {
  const lessor = createLessor(backend);
  const store = openMvccStore(backend, lessor, testClock, { compaction: { batchRevisions: 5, pauseMs: 0 } });
  t.after(() => store.close());
  return { store, lessor };
}

async function withClient(address: string, use: (client: WireClient) => Promise<void>): Promise<void> {
  const client = new WireClient(address);
  try {
    await use(client);
  } finally {
    client.close();
  }
}

async function step(
  client: WireClient,
  subject: Subject,
  random: SeededRandom,
  index: number,
  version: EtcdVersion,
): Promise<void> {
  const operation = nextOperation(random, subject);
  const compaction = applyToStore(subject, operation, index);
  await applyToEtcd(client, operation);
  if (compaction !== undefined && random.chance(50)) {
    await compareHashes(client, subject, version);
  }
  await compaction;
}

/** At every revision that is there; 3.4 refuses the compacted one itself. */
async function compareHashes(client: WireClient, subject: Subject, version: EtcdVersion): Promise<void> {
  const from = subject.store.compactRevision + (version === '3.4' ? 1 : 0);
  for (let revision = Math.max(from, 1); revision <= subject.store.revision; revision += 1) {
    const answer = await client.call(MaintenanceService.hashKV, { revision });
    assert.ok('response' in answer, inspect(answer));
    const { hash, compactRevision } = answer.response;
    assert.deepEqual(await subject.store.hashKv(revision), { hash, compactRevision, hashRevision: revision });
  }
}

async function applyToEtcd(client: WireClient, operation: Operation): Promise<void> {
  const answer = await callEtcd(client, operation);
  assert.ok(answer === undefined || 'response' in answer, inspect(answer));
}

function callEtcd(client: WireClient, operation: Operation): Promise<object> | undefined {
  switch (operation.kind) {
    case 'write':
      return client.call(KVService.txn, { success: operation.writes.map(toRequest) });
    case 'compact':
      return client.call(KVService.compact, { revision: operation.revision, physical: true });
    case 'grant':
      return client.call(LeaseService.leaseGrant, { id: operation.lease, ttl: 600 });
    case 'revoke':
      return client.call(LeaseService.leaseRevoke, { id: operation.lease });
    case 'nothing':
      return undefined;
  }
}

function toRequest(write: Write): RequestOp {
  if ('put' in write) {
    const requestPut = PutRequest.create({
      key: bytesOf(write.put),
      value: bytesOf(write.value),
      lease: write.lease,
    });
    return RequestOp.create({ requestPut });
  }
  const requestDeleteRange = DeleteRangeRequest.create({
    key: bytesOf(write.deleteFrom),
    rangeEnd: bytesOf(write.rangeEnd),
  });
  return RequestOp.create({ requestDeleteRange });
}

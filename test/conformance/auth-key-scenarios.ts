import { Permission_Type as PermissionType } from '../../proto/generated/authpb.js';
import {
  KVService,
  LeaseService,
  type RequestOp,
  WatchCreateRequest,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { boundTo, cheap, enableAuth, logIn, permission } from './auth-setup.js';
import { bytes, compareOf, deleteOp, putOp, rangeOp, toTheEnd, txnOp } from './requests.js';
import type { Scenario, Script } from './transcript.js';
import type { Metadata } from './wire-client.js';

const { READ, WRITE, READWRITE } = PermissionType;

/** Ranges that touch, overlap, and lie apart. */
export const authRangesScenario: Scenario = {
  name: 'permitted ranges',
  flags: cheap,
  async run(script) {
    await enableAuth(script, [
      permission(READ, 'b', 'd'),
      permission(READ, 'd', 'f'),
      permission(READ, 'c', 'e'),
      permission(READ, 'h'),
      permission(READ, 'h\0', 'j'),
      permission(READ, 'm', 'n'),
      permission(READWRITE, 'p', 'q'),
      permission(READ, 'x', '\0'),
    ]);
    const alice = await logIn(script, 'alice');
    const ends = ['a', 'b', 'b\0', 'c', 'd', 'f', 'f\0', 'h', 'h\0', 'j', 'm', 'n', 'p', 'pp', 'q', 'x', 'z'];
    for (const key of ends) {
      for (const end of ['', '\0', ...ends.filter((later) => later > key)]) {
        const request = { key: bytes(key), rangeEnd: bytes(end) };
        await script.call(`${key} to "${end}"`, KVService.range, request, alice);
      }
    }
  },
};

const operations: readonly (readonly [name: string, operation: RequestOp])[] = [
  ['range of what is read', rangeOp({ key: bytes('r/1') })],
  ['range of what is written', rangeOp({ key: bytes('w/1') })],
  ['put where it reads', putOp('r/1', 'v')],
  ['put where it writes', putOp('w/1', 'v')],
  ['put where it may both, asking for the old', putOp('b/1', 'v', { prevKv: true })],
  ['put under an own lease', putOp('w/1', 'v', { lease: 2n })],
  ['put under no lease that is there', putOp('w/1', 'v', { lease: 404n })],
  ['delete where it reads', deleteOp('r/', 'r0')],
  ['delete where it writes', deleteOp('w/', 'w0')],
  ['delete where it writes, asking for the old', deleteOp('w/', 'w0', true)],
  ['delete where it may both, asking for the old', deleteOp('b/', 'b0', true)],
  ['delete too much', deleteOp('w/', 'w1')],
];

/** In a transaction, 3.4 lets them happen. */
const slyOperations: typeof operations = [
  ['put where it writes, asking for the old', putOp('w/1', 'v', { prevKv: true })],
  ['put under a lease of others', putOp('w/1', 'v', { lease: 1n })],
];

const mixedPermissions = [
  permission(READ, 'r/', 'r0'),
  permission(WRITE, 'w/', 'w0'),
  permission(READWRITE, 'b/', 'b0'),
];

export const authKeysScenario: Scenario = {
  name: 'keys that not everybody may touch',
  flags: cheap,
  async run(script) {
    const { call } = boundTo(script);
    await enableAuth(script, mixedPermissions);
    const root = await logIn(script, 'root');
    const alice = await logIn(script, 'alice');
    await call('a lease', LeaseService.leaseGrant, { id: 1n, ttl: 600 }, root);
    await call('another lease', LeaseService.leaseGrant, { id: 2n, ttl: 600 }, alice);
    await call('a key of root', KVService.put, { key: bytes('secret'), lease: 1n }, root);
    await call('a key of alice', KVService.put, { key: bytes('w/0'), lease: 2n }, alice);
    const callers = { nobody: {}, alice, guest: await logIn(script, 'guest'), root };
    for (const [who, metadata] of Object.entries(callers)) {
      for (const [name, operation] of operations) {
        await direct(script, `${who}: ${name}`, operation, metadata);
        await inTxn(script, `${who}: ${name}`, operation, metadata);
      }
      const compare = [compareOf('secret', { version: 1 })];
      await call(`${who}: compare a secret`, KVService.txn, { compare }, metadata);
      await call(
        `${who}: serializable`,
        KVService.range,
        { key: bytes('secret'), serializable: true },
        metadata,
      );
      await call(`${who}: no key`, KVService.range, {}, metadata);
      await call(
        `${who}: a revision to come`,
        KVService.range,
        { key: bytes('r/1'), revision: 999 },
        metadata,
      );
    }
    await call('all', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd }, root);
  },
};

async function direct(script: Script, step: string, operation: RequestOp, metadata: Metadata): Promise<void> {
  const { requestRange, requestPut, requestDeleteRange } = operation;
  if (requestRange !== undefined) {
    await script.call(step, KVService.range, requestRange, metadata);
  } else if (requestPut !== undefined) {
    await script.call(step, KVService.put, requestPut, metadata);
  } else if (requestDeleteRange !== undefined) {
    await script.call(step, KVService.deleteRange, requestDeleteRange, metadata);
  }
}

/** On the branch taken and on the other one: permission is asked for on both. */
async function inTxn(script: Script, step: string, operation: RequestOp, metadata: Metadata): Promise<void> {
  const requests = { taken: { success: [operation] }, 'not taken': { failure: [operation] } };
  for (const [place, request] of Object.entries(requests)) {
    await script.call(`${step}, ${place}`, KVService.txn, request, metadata);
  }
}

export const authNestedScenario: Scenario = {
  name: 'keys in nested transactions that not everybody may touch',
  flags: cheap,
  // 3.4 does not look into them.
  only36: true,
  async run(script) {
    await enableAuth(script, mixedPermissions);
    const root = await logIn(script, 'root');
    const callers = { nobody: {}, alice: await logIn(script, 'alice'), root };
    await script.call('a lease', LeaseService.leaseGrant, { id: 1n, ttl: 600 }, root);
    await script.call('a key of root', KVService.put, { key: bytes('secret'), lease: 1n }, root);
    for (const [who, metadata] of Object.entries(callers)) {
      for (const [name, operation] of slyOperations) {
        await direct(script, `${who}: ${name}`, operation, metadata);
        await inTxn(script, `${who}: ${name}, not nested`, operation, metadata);
      }
      for (const [name, operation] of [...operations, ...slyOperations]) {
        await inTxn(script, `${who}: ${name}`, txnOp({ success: [operation] }), metadata);
        await inTxn(script, `${who}: ${name}, other branch`, txnOp({ failure: [operation] }), metadata);
      }
      const secret = txnOp({ compare: [compareOf('secret', { version: 1 })] });
      await inTxn(script, `${who}: compare a secret`, secret, metadata);
    }
  },
};

export const authLeasesScenario: Scenario = {
  name: 'leases that not everybody may touch',
  flags: cheap,
  // 3.4 checks attaching and revoking only.
  only36: true,
  async run(script) {
    const { call } = boundTo(script);
    await enableAuth(script, [permission(READWRITE, 'b/', 'b0'), permission(WRITE, 'w/', 'w0')]);
    const root = await logIn(script, 'root');
    const callers = {
      nobody: {},
      alice: await logIn(script, 'alice'),
      guest: await logIn(script, 'guest'),
      stranger: { token: 'made.up.by.hand' },
      root,
    };
    for (const id of [1n, 2n, 3n, 4n]) {
      await call(`lease ${id}`, LeaseService.leaseGrant, { id, ttl: 600 }, root);
    }
    await call('secret', KVService.put, { key: bytes('secret'), lease: 1n }, root);
    await call('both', KVService.put, { key: bytes('b/1'), lease: 2n }, root);
    await call('write only', KVService.put, { key: bytes('w/1'), lease: 3n }, root);
    for (const [who, metadata] of Object.entries(callers)) {
      for (const id of [1n, 2n, 3n, 4n, 404n]) {
        await call(`${who} asks for ${id}`, LeaseService.leaseTimeToLive, { id }, metadata);
        await call(
          `${who} asks for the keys of ${id}`,
          LeaseService.leaseTimeToLive,
          { id, keys: true },
          metadata,
        );
        await keepAlive(script, `${who} keeps ${id}`, id, metadata);
      }
      await call(`${who} lists`, LeaseService.leaseLeases, {}, metadata);
      await call(`${who} revokes what is not there`, LeaseService.leaseRevoke, { id: 404n }, metadata);
    }
    for (const [who, metadata] of Object.entries(callers)) {
      await call(`${who} grants`, LeaseService.leaseGrant, { id: 100n, ttl: 600 }, metadata);
      for (const id of [1n, 2n, 3n, 4n]) {
        await call(`${who} revokes ${id}`, LeaseService.leaseRevoke, { id }, metadata);
      }
    }
  },
};

async function keepAlive(script: Script, step: string, id: bigint, metadata: Metadata): Promise<void> {
  const stream = script.client.stream(LeaseService.leaseKeepAlive, metadata);
  stream.send({ id });
  const answers = await stream.reached(1);
  script.note(step, { answers: [...answers], ended: stream.ended });
  stream.cancel();
}

export const authWatchScenario: Scenario = {
  name: 'watches that not everybody may open',
  flags: cheap,
  async run(script) {
    await enableAuth(script, [permission(READ, 'r/', 'r0'), permission(WRITE, 'w/', 'w0')]);
    const callers = {
      nobody: {},
      alice: await logIn(script, 'alice'),
      stranger: { token: 'nobody.1' },
      root: await logIn(script, 'root'),
    };
    const ranges = [
      ['r/1', ''],
      ['r/', 'r0'],
      ['r/', 'r1'],
      ['w/', 'w0'],
      ['', ''],
      ['\0', '\0'],
      ['r/2', 'r/1'],
    ] as const;
    for (const [who, metadata] of Object.entries(callers)) {
      const watch = script.client.stream(WatchService.watch, metadata);
      for (const [key, rangeEnd] of ranges) {
        watch.send({
          createRequest: WatchCreateRequest.create({ key: bytes(key), rangeEnd: bytes(rangeEnd) }),
        });
      }
      script.note(`${who} watches`, [...(await watch.reached(ranges.length))]);
      watch.cancel();
    }
  },
};

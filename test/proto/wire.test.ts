import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { skip } from '../support/etcd-binaries.js';
import { parseDefinitions, protoFilesIn, wireFacts } from './definitions.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ours = parseDefinitions(protoFilesIn(path.join(root, 'proto')));

/** The package spells enum values its own way (`Nospace`, `NotEqual`); on the wire they are numbers. */
function plainValue(fact: string): string {
  return fact.startsWith('value ') ? fact.toLowerCase().replaceAll('_', '') : fact;
}

test('everything the etcd3 npm package knows of the wire is the same here', () => {
  const packages = ['mvccpb', 'authpb', 'etcdserverpb'];
  const theirs = wireFacts(
    parseDefinitions(protoFilesIn(path.join(root, 'node_modules/etcd3/proto'))),
    packages,
  );
  const known = new Set(wireFacts(ours, packages).map(plainValue));
  assert.ok(theirs.length > 300, `only ${theirs.length} facts were read from etcd3`);
  const missing = theirs.filter((fact) => !known.has(plainValue(fact)));
  assert.deepEqual(missing, []);
});

/** The pinned etcd's own definition files, where its Go modules are unpacked. */
function pinnedDefinitions(): string[] | undefined {
  let cache: string;
  try {
    cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
  const files = [
    'etcd/api/v3@v3.6.16/mvccpb/kv.proto',
    'etcd/api/v3@v3.6.16/authpb/auth.proto',
    'etcd/api/v3@v3.6.16/etcdserverpb/rpc.proto',
    'etcd/api/v3@v3.6.16/etcdserverpb/raft_internal.proto',
    'etcd/api/v3@v3.6.16/etcdserverpb/etcdserver.proto',
    'etcd/api/v3@v3.6.16/membershippb/membership.proto',
    'etcd/server/v3@v3.6.16/lease/leasepb/lease.proto',
    'etcd/server/v3@v3.6.16/etcdserver/api/v3lock/v3lockpb/v3lock.proto',
    'etcd/server/v3@v3.6.16/etcdserver/api/v3election/v3electionpb/v3election.proto',
    'etcd/server/v3@v3.6.16/storage/wal/walpb/record.proto',
    'raft/v3@v3.6.0/raftpb/raft.proto',
  ].map((file) => path.join(cache, 'go.etcd.io', file));
  return files.every((file) => existsSync(file)) ? files : undefined;
}

/** What etcd 3.7's definition of its client API adds to 3.6, as far as it is of use here. */
const since37 = [
  'message etcdserverpb.RangeStreamResponse',
  'field etcdserverpb.RangeStreamResponse.range_response = 1 RangeResponse',
  'method etcdserverpb.KV.RangeStream(RangeRequest) stream RangeStreamResponse',
];

test('every message, field, value and method of etcd 3.6 is here, and of 3.7 the streamed range', (t) => {
  const files = pinnedDefinitions();
  if (files === undefined) {
    skip(t, 'the Go modules of etcd 3.6 are not on this machine (scripts/build-etcd.sh fetches them)');
    return;
  }
  const packages = [
    'mvccpb',
    'authpb',
    'etcdserverpb',
    'membershippb',
    'leasepb',
    'v3lockpb',
    'v3electionpb',
    'walpb',
    'raftpb',
  ];
  assert.deepEqual(
    wireFacts(ours, packages),
    [...wireFacts(parseDefinitions(files), packages), ...since37].sort(),
  );
});

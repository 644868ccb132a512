import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { parseEtcdctl } from './etcdctl-json.js';
import { runProgram } from './run-program.js';
import { openTerminal } from './terminal.js';

/** Runs a command that must succeed, and gives its JSON. */
async function json(etcd: RunningEtcd, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runProgram([...args, '-w', 'json', ...endpoints(etcd)]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Runs a command that must succeed, and gives its table as cells. */
async function table(etcd: RunningEtcd, ...args: string[]): Promise<readonly (readonly string[])[]> {
  const { code, stdout, stderr } = await runProgram([...args, '-w', 'table', ...endpoints(etcd)]);
  assert.equal(code, 0, stderr);
  return stdout.split('\n').map((line) => line.split(/ {2,}/u));
}

const endpoints = (etcd: RunningEtcd): string[] => ['--endpoints', etcd.endpoints.join(',')];

const hex = (id: string | number): string => BigInt(id).toString(16);

interface EndpointStatus {
  readonly Endpoint: string;
  readonly Status: {
    readonly header: { readonly cluster_id: string; readonly member_id: string; readonly revision: number };
    readonly version: string;
    readonly dbSize: number;
    readonly dbSizeInUse: number;
    readonly leader: string;
    readonly raftTerm: number;
    readonly raftIndex: number;
    readonly raftAppliedIndex: number;
  };
}

async function oneEtcd(t: TestContext, version: (typeof etcdVersions)[number]): Promise<RunningEtcd> {
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  return etcd;
}

/** A terminal that only prints is written lines to, and nothing that would move its cursor. */
async function printsStatus(etcd: RunningEtcd): Promise<void> {
  const terminal = openTerminal(endpoints(etcd), { env: { TERM: 'dumb' } });
  await terminal.see(/only prints \(TERM=dumb\).*MEMBER +ENDPOINT.*leader/s);
  assert.equal(await terminal.exited, 0);
  assert.doesNotMatch(terminal.written(), /\x1b/);
}

for (const version of etcdVersions) {
  test(`etcd ${version}: status says what etcdctl says`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3 });
    t.after(etcd.stop);
    await etcd.etcdctl('put', 'a', 'one');
    await printsStatus(etcd);
    const { ours, theirs } = await eventually('nothing moves while both look', async () => {
      const before = await etcd.etcdctl('endpoint', 'status', '-w', 'json');
      const seen = (await json(etcd, 'status')) as { clusterId: string; members: Record<string, unknown>[] };
      const after = await etcd.etcdctl('endpoint', 'status', '-w', 'json');
      return before === after && { ours: seen, theirs: parseEtcdctl(after) as EndpointStatus[] };
    });
    assert.equal(ours.members.length, 3);
    for (const { Endpoint, Status } of theirs) {
      const member = ours.members.find(({ endpoint }) => endpoint === Endpoint) ?? {};
      assert.equal(ours.clusterId, hex(Status.header.cluster_id));
      assert.equal(member['id'], hex(Status.header.member_id));
      assert.equal(member['role'], Status.leader === Status.header.member_id ? 'leader' : 'follower');
      assert.equal(member['version'], Status.version);
      assert.equal(member['revision'], Status.header.revision);
      assert.equal(member['dbSizeBytes'], Status.dbSize);
      assert.equal(member['dbSizeInUseBytes'], Status.dbSizeInUse);
      assert.equal(member['raftTerm'], Status.raftTerm);
      assert.equal(member['raftIndex'], Status.raftIndex);
      assert.equal(member['raftAppliedIndex'], Status.raftAppliedIndex);
      assert.deepEqual(member['alarms'], []);
    }
    const rows = await table(etcd, 'status');
    assert.deepEqual(rows[0]?.slice(0, 4), ['MEMBER', 'ENDPOINT', 'ROLE', 'VERSION']);
    assert.deepEqual(
      rows.slice(1, 4).map(([name]) => name),
      ['m1', 'm2', 'm3'],
    );
  });

  test(`etcd ${version}: members and health`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3 });
    t.after(etcd.stop);
    const theirs = parseEtcdctl(await etcd.etcdctl('member', 'list', '-w', 'json')) as {
      header: { cluster_id: string };
      members: { ID: string; name: string; peerURLs: string[]; clientURLs: string[] }[];
    };
    const expected = theirs.members.map(({ ID, name, peerURLs, clientURLs }) => ({
      id: hex(ID),
      name,
      peerUrls: peerURLs,
      clientUrls: clientURLs,
      isLearner: false,
    }));
    assert.deepEqual(await json(etcd, 'members'), {
      clusterId: hex(theirs.header.cluster_id),
      members: expected,
    });
    const rows = await table(etcd, 'members');
    assert.deepEqual(rows[0], ['ID', 'STATE', 'NAME', 'PEER URLS', 'CLIENT URLS', 'LEARNER']);
    assert.deepEqual(
      rows.slice(1, 4),
      expected.map(({ id, name, peerUrls, clientUrls }) => [
        id,
        'started',
        name,
        peerUrls.join(','),
        clientUrls.join(','),
        'false',
      ]),
    );

    await etcd.kill(1);
    // The killed member may have led: the others are well once they have elected another.
    const health = await eventually('the two others are healthy', async () => {
      const { code, stdout } = await runProgram(['health', '-w', 'json', ...endpoints(etcd)]);
      assert.equal(code, 1);
      const answers = JSON.parse(stdout) as { endpoint: string; healthy: boolean; error?: string }[];
      return answers.filter(({ healthy }) => healthy).length === 2 ? answers : undefined;
    });
    assert.deepEqual(
      health.map(({ endpoint, healthy }) => [endpoint, healthy]),
      etcd.endpoints.map((endpoint, index) => [endpoint, index !== 1]),
    );
    assert.match(health[1]?.error ?? '', /refuses connections/u);
  });

  test(`etcd ${version}: get`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    const lease = /lease ([0-9a-f]+) granted/u.exec(await etcd.etcdctl('lease', 'grant', '600'))?.[1] ?? '';
    await etcd.etcdctl('put', '/p/a', 'first');
    await etcd.etcdctl('put', '/p/a', 'second');
    await etcd.etcdctl('put', '/p/b', 'two\nlines', '--lease', lease);
    await etcd.etcdctl('put', '/q', 'else');
    const theirs = parseEtcdctl(await etcd.etcdctl('get', '--prefix', '/p/', '-w', 'json')) as {
      header: { revision: number };
      kvs: Record<'key' | 'value' | 'create_revision' | 'mod_revision' | 'version', string>[];
      count: number;
    };
    const text = (base64: string): string => Buffer.from(base64, 'base64').toString();
    assert.deepEqual(await json(etcd, 'get', '--prefix', '/p/'), {
      kvs: theirs.kvs.map((kv, index) => ({
        key: text(kv.key),
        createRevision: kv.create_revision,
        modRevision: kv.mod_revision,
        version: kv.version,
        ...(index === 1 ? { lease } : {}),
        value: text(kv.value),
      })),
      count: theirs.count,
      revision: theirs.header.revision,
    });
    for (const args of [
      ['--prefix', '/p/'],
      ['/p/a'],
      ['/p/a', '/p/b'],
      ['--from-key', '/p/b'],
      ['--prefix', '', '--keys-only'],
      ['--prefix', '', '--limit', '2', '--order', 'DESCEND', '--sort-by', 'MODIFY'],
      ['/p/b', '--print-value-only'],
      ['/p/a', '--rev', '2'],
      ['/absent'],
    ]) {
      const plain = await runProgram(['get', ...args, '-w', 'simple', ...endpoints(etcd)]);
      // etcdctl ends each key with an empty line where values are left out.
      const expected = await etcd.etcdctl('get', ...args);
      const withoutBlanks = args.includes('--keys-only') ? expected.replaceAll('\n\n', '\n') : expected;
      assert.equal(plain.stdout, withoutBlanks, args.join(' '));
    }
    const rows = await table(etcd, 'get', '--prefix', '/p/');
    assert.deepEqual(rows[0], ['KEY', 'MOD REVISION', 'VERSION', 'SIZE', 'VALUE']);
    assert.deepEqual(rows[1], ['/p/a', '3', '2', '6', 'second']);
  });

  test(`etcd ${version}: tree`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    const keys = ['/r/pods/default/a', '/r/pods/default/b', '/r/pods/other/c', '/r/single', 'beside'];
    for (const key of keys) {
      await etcd.etcdctl('put', key, 'x');
    }
    assert.deepEqual(await json(etcd, 'tree', '/r/', '--depth', '2'), {
      entries: [
        {
          path: '/r/pods/',
          kind: 'directory',
          keys: 3,
          children: {
            entries: [
              { path: '/r/pods/default/', kind: 'directory', keys: 2 },
              { path: '/r/pods/other/', kind: 'directory', keys: 1 },
            ],
            complete: true,
          },
        },
        { path: '/r/single', kind: 'key', modRevision: 5 },
      ],
      complete: true,
    });
    const { stdout } = await runProgram(['tree', '/r/', ...endpoints(etcd)]);
    assert.equal(stdout, 'pods/  3 keys\nsingle\n');
  });
}

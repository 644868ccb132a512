import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import { diffCommand } from '../../source/commands/diff.js';
import { historyCommand } from '../../source/commands/history.js';
import { KeyHistory } from '../../source/history/key-history.js';
import type { RangeFunction } from '../../source/tree/listing.js';
import { bytes, connect } from '../client/connect.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { portsOf, randomFrom } from '../tree/fake-range.js';
import { runCommand } from './run-command.js';

const rangeOf =
  (client: EtcdClient): RangeFunction =>
  (request, options) =>
    client.kv.range(request, options);

async function stepsOf(history: KeyHistory): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let step = await history.next(); step !== undefined; step = await history.next()) {
    if (step.kind === 'deleted') lines.push(`${step.revision} deleted`);
    else lines.push(`${step.kv.modRevision} v${step.kv.version} ${Buffer.from(step.kv.value)}`);
  }
  return lines;
}

/** Random writes of `k` among those of another key; what happened to `k`, newest first. */
async function live(client: EtcdClient, random: () => number, changes: number): Promise<readonly string[]> {
  const lines: string[] = [];
  let version = 0;
  for (let count = 0; count < changes; count += 1) {
    if (random() < 0.4) {
      await client.kv.put({ key: bytes('other'), value: bytes('x') });
    } else if (random() < 0.2) {
      const { header, deleted } = await client.kv.deleteRange({ key: bytes('k') });
      if (deleted > 0) lines.unshift(`${header?.revision} deleted`);
      version = 0;
    } else {
      const { header } = await client.kv.put({ key: bytes('k'), value: bytes(`value ${count}`) });
      version += 1;
      lines.unshift(`${header?.revision} v${version} value ${count}`);
    }
  }
  return lines;
}

const revisionOf = (line: string): number => Number(line.split(' ')[0]);

for (const version of etcdVersions) {
  test(`etcd ${version}: a history is what was written, up to the edge of compaction`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const seed = randomInt(2 ** 31);
    t.diagnostic(`seed ${seed}`);
    const expected = await live(client, randomFrom(seed), 60);
    const history = new KeyHistory({ key: 'k', requestsMax: 5_000 }, portsOf(rangeOf(client)));
    assert.deepEqual(await stepsOf(history), expected, `seed ${seed}`);
    assert.deepEqual(history.end, { kind: 'created', oldest: 1, unseen: 0 });

    // Compacted while it is read: what was told is true, and the edge is the new one.
    const second = new KeyHistory({ key: 'k', requestsMax: 5_000 }, portsOf(rangeOf(client)));
    await second.next();
    const compacted = 40;
    await client.kv.compact({ revision: compacted });
    const rest = await stepsOf(second);
    assert.ok(second.end !== undefined && second.end.kind !== 'stopped');
    assert.equal(second.end.oldest, compacted);
    // The state at the edge is still there, whenever it was written; a deletion before it is not seen any more.
    const after = expected.slice(1).filter((line) => revisionOf(line) > compacted);
    const atEdge = expected.find((line) => revisionOf(line) <= compacted);
    const kept = atEdge === undefined || atEdge.endsWith('deleted') ? after : [...after, atEdge];
    assert.deepEqual(
      rest,
      kept.filter((line) => line !== expected[0]),
      `seed ${seed}`,
    );
  });

  test(`etcd ${version}: history and diff on the command line`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const client = connect(t, { endpoints: etcd.endpoints });
    const put = async (key: string, value: string | Uint8Array): Promise<number> => {
      const { header } = await client.kv.put({
        key: bytes(key),
        value: typeof value === 'string' ? bytes(value) : value,
      });
      return header?.revision ?? 0;
    };
    const hostile = '/config/\x1b[31m\u202e';
    const first = await put('/config/limits', '{"rate":200,"burst":50}');
    await put('/config/limits', '{"rate":300,"burst":50}');
    await put('/config/limits', '{"rate":300,"burst":50}');
    await put('/config/gone', 'x');
    await client.kv.deleteRange({ key: bytes('/config/gone') });
    await put(hostile, 'one\x1b[2J\ntwo\n');
    const last = await put(hostile, 'one\x1b[2J\n2\n');
    await put('/registry/secrets/default/token', '{"token":"hunter2"}');
    await put('/registry/secrets/default/token', '{"token":"hunter3"}');

    const json = JSON.parse(
      (await runCommand(historyCommand, etcd, '/config/limits', '-w', 'json')).stdout,
    ) as unknown;
    assert.deepEqual(json, {
      key: '/config/limits',
      revisions: [
        { revision: 4, version: 3, createRevision: 2, sizeBytes: 23, change: 'same value written again' },
        { revision: 3, version: 2, createRevision: 2, sizeBytes: 23, change: 'rate: 200 → 300' },
        { revision: 2, version: 1, createRevision: 2, sizeBytes: 23, change: 'created' },
      ],
      end: { kind: 'created', oldestRevision: 1, revisionsNotLookedAt: 0 },
    });
    const table = await runCommand(historyCommand, etcd, '/config/gone');
    assert.deepEqual(
      table.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ {2,}/u)),
      [
        ['REVISION', 'VERSION', 'SIZE', 'LEASE', 'CHANGE'],
        ['6', '–', '–', '–', 'deleted'],
        ['5', '1', '1 B', '–', 'created'],
        ['history is whole'],
      ],
    );
    const limited = await runCommand(historyCommand, etcd, '/config/limits', '--limit', '1', '-w', 'simple');
    assert.equal(
      limited.stdout,
      '4\t3\t23 B\t–\tsame value written again\nthere is more (--limit shows more)\n',
    );
    const none = await runCommand(historyCommand, etcd, '/nowhere', '-w', 'simple');
    assert.equal(none.stdout, 'there is no such key; history is whole\n');
    const secret = await runCommand(historyCommand, etcd, '/registry/secrets/default/token');
    assert.match(secret.stdout, /another value, masked/u);
    assert.doesNotMatch(secret.stdout, /hunter/u);

    const same = await runCommand(diffCommand, etcd, '/config/limits');
    assert.deepEqual([same.code, same.stdout], [0, '']);
    const older = await runCommand(diffCommand, etcd, '/config/limits', '--from', String(first), '--to', '4');
    assert.equal(older.code, 1);
    assert.equal(
      older.stdout,
      '--- /config/limits  rev 2  version 1  23 B\n+++ /config/limits  rev 4  version 3  23 B\n~ rate: 200 → 300\n',
    );
    const text = await runCommand(diffCommand, etcd, hostile);
    assert.equal(text.code, 1);
    assert.doesNotMatch(text.stdout, /[\x00-\x09\x0b-\x1f\u202e]/u);
    const masked = await runCommand(diffCommand, etcd, '/registry/secrets/default/token');
    assert.equal(masked.code, 1);
    assert.doesNotMatch(masked.stdout, /hunter/u);
    const shown = await runCommand(diffCommand, etcd, '/registry/secrets/default/token', '--show-secrets');
    assert.match(shown.stdout, /^~ token: "hunter2" → "hunter3"$/mu);
    const gone = await runCommand(diffCommand, etcd, '/config/gone');
    assert.deepEqual([gone.code, gone.stdout], [2, '']);
    assert.match(gone.stderr, /there is no \/config\/gone at revision/u);

    const prefix = await runCommand(
      diffCommand,
      etcd,
      '--prefix',
      '/config/',
      '--from',
      '5',
      '--to',
      String(last),
    );
    assert.equal(prefix.code, 1);
    assert.deepEqual(prefix.stdout.trimEnd().split('\n'), [
      '+ /config/\\x1b[31m\\u{202e}  rev 8',
      '- /config/gone  rev 5',
    ]);
    assert.match(prefix.stderr, /^rev 5 to 8: 1 added, 1 removed, 0 changed, 1 the same$/mu);
    const prefixJson = await runCommand(
      diffCommand,
      etcd,
      '--prefix',
      '/config/l',
      '--from',
      '2',
      '-w',
      'json',
    );
    assert.deepEqual(JSON.parse(prefixJson.stdout), {
      prefix: '/config/l',
      from: 2,
      to: 10,
      changes: [
        {
          key: '/config/limits',
          change: 'changed',
          before: { createRevision: 2, modRevision: 2, version: 1 },
          after: { createRevision: 2, modRevision: 4, version: 3 },
        },
      ],
      unchanged: 0,
      complete: true,
    });
    const still = await runCommand(diffCommand, etcd, '--prefix', '/config/l', '--from', '4');
    assert.equal(still.code, 0);

    await client.kv.compact({ revision: 4 });
    const lost = await runCommand(diffCommand, etcd, '/config/limits', '--from', '3');
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /\/config\/limits was at revision 3 is compacted/u);
    const edge = await runCommand(historyCommand, etcd, '/config/limits', '-w', 'simple');
    assert.equal(
      edge.stdout,
      '4\t3\t23 B\t–\twhat it was before is compacted\nhistory from rev 4 (compacted before)\n',
    );
    const prefixLost = await runCommand(diffCommand, etcd, '--prefix', '/config/', '--from', '3');
    assert.equal(prefixLost.code, 2);
    assert.match(prefixLost.stderr, /compacted/u);
  });
}

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findCommand } from '../../source/commands/registry.js';
import { runCommandWith } from '../history/run-command.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';

/**
 * The names that scripts rely on (README: `-w json` has stable names). One that is added is added here; one that is
 * taken away or becomes another breaks somebody's script.
 */
const names: readonly (readonly [line: string, fields: string])[] = [
  [
    'status',
    `clusterId members[]
     members[]: id name endpoint reachable role version revision dbSizeBytes dbSizeInUseBytes quotaUsed raftTerm
       raftIndex raftAppliedIndex lag latencyMs alarms[] errors[]`,
  ],
  ['health', '[]: endpoint healthy tookMs'],
  ['members', 'clusterId members[] members[]: id name peerUrls[] clientUrls[] isLearner'],
  ['triage --all', 'verdict findings[] findings[]: rule severity subject title why evidence next'],
  ['get --prefix /', 'kvs[] count revision kvs[]: key createRevision modRevision version value lease'],
  ['tree', 'entries[] complete entries[]: path kind keys'],
  [
    'du --by kind',
    `by prefix revision keys bytes bytesError sampled groups[]
     groups[]: kind keys bytes bytesError sampled exact`,
  ],
  ['search web', 'key score matches searched of complete revision compactedRevisions[]'],
  [
    'watch / --rev 1 --max-events 7',
    `type revision endpoint time resource namespace name replayed changes[] writer kv previous key modRevision
     kv: key createRevision modRevision version value lease masked valueBytes
     previous: key createRevision modRevision version value lease`,
  ],
  ['top --interval 1s --once', 'time seconds by eventsPerSecond bytesPerSecond names rows[]'],
  [
    'history /config/gone',
    `key revisions[] end
     revisions[]: revision deleted change version createRevision sizeBytes lease
     end: kind oldestRevision revisionsNotLookedAt`,
  ],
  [
    'diff /config/a',
    `key from to different kind lines[] changes[]
     from: revision exists createRevision modRevision version sizeBytes
     to: revision exists createRevision modRevision version sizeBytes
     changes[]: path before after`,
  ],
  [
    'diff /registry/secrets/shop/token',
    `key from to different masked
     from: revision exists
     to: revision exists createRevision modRevision version sizeBytes`,
  ],
  [
    'diff --prefix / --from 3',
    `prefix from to changes[] unchanged complete
     changes[]: key change before after
     changes[].before: createRevision modRevision version
     changes[].after: createRevision modRevision version`,
  ],
  ['snapshot save FILE', 'path bytes'],
  ['snapshot status FILE', 'hash revision totalKey totalSize version entries hasSha256'],
  ['snapshot verify FILE', 'path sound sha256 hash revision totalKey totalSize version entries'],
  ['snapshot restore FILE --data-dir DIR', 'dataDir revision keys leases member cluster skippedBuckets[]'],
  ['context save prod', ''],
  ['context use prod', ''],
  ['context list', 'current contexts[] contexts[]: name endpoints[]'],
  ['context show', 'name current endpoints[]'],
  ['compact 6 --dry-run', 'action title happens[] sameAs[] checks[] undo checks[]: result text'],
  [
    'compact 5 --yes',
    `outcome message auditLog steps[]
     steps[]: outcome message durationMs sizes[]
     steps[].sizes[]: member dbSizeBytesBefore dbSizeBytesAfter inUseBytesBefore inUseBytesAfter`,
  ],
];

/** Each place in a JSON value, `members[]`, with the names that it has anywhere; lists are `name[]`. */
function fieldsOf(values: readonly unknown[]): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  const look = (value: unknown, place: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) look(item, `${place}[]`);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const found = places.get(place) ?? new Set();
    places.set(place, found);
    for (const [name, inner] of Object.entries(value)) {
      found.add(Array.isArray(inner) ? `${name}[]` : name);
      look(inner, place === '' ? name : `${place}.${name}`);
    }
  };
  for (const value of values) look(value, '');
  return places;
}

/** `a b[] b[]: c`, where what ends in a colon is the place of the names after it. */
function fieldsIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  let place = '';
  for (const word of text.split(/\s+/u).filter((each) => each !== '')) {
    if (word.endsWith(':')) place = word.slice(0, -1);
    else places.set(place, new Set([...(places.get(place) ?? []), word]));
  }
  return places;
}

/** JSON Lines, or one JSON text. */
function parsed(text: string, isLines: boolean): readonly unknown[] {
  const texts = isLines ? text.split('\n') : [text];
  return texts.filter((each) => each !== '').map((each): unknown => JSON.parse(each));
}

/** What is told as it comes, an object a line. */
const linesOf: ReadonlySet<string> = new Set(['search', 'watch', 'top']);

async function fill({ etcdctl }: RunningEtcd): Promise<void> {
  const pod = (phase: string, time: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        managedFields: [{ manager: 'kubelet', operation: 'Update', time }],
      },
      status: { phase },
    });
  const lease = (await etcdctl('lease', 'grant', '600')).split(' ')[1] ?? '';
  await etcdctl('put', '/registry/pods/shop/web-1', pod('Pending', '2026-01-01T00:00:00Z'));
  await etcdctl('put', '/config/a', '{"a":1}');
  await etcdctl('put', `--lease=${lease}`, '/config/gone', 'x');
  await etcdctl(
    'put',
    `--lease=${lease}`,
    '/registry/pods/shop/web-1',
    pod('Running', '2026-01-01T00:00:01Z'),
  );
  await etcdctl('put', '/registry/secrets/shop/token', 'hidden');
  await etcdctl('put', '/config/a', '{"a":2}');
  await etcdctl('del', '/config/gone');
}

test('the names in the JSON of every command are those that scripts rely on', async (t) => {
  if (!haveEtcd(t, '3.4')) return;
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-json-'));
  t.after(() => rm(directory, { recursive: true }));
  await fill(etcd);
  const env = { XDG_CONFIG_HOME: directory, XDG_STATE_HOME: directory };
  const files: Readonly<Record<string, string>> = {
    FILE: path.join(directory, 'backup.db'),
    DIR: path.join(directory, 'data'),
  };
  for (const [line, fields] of names) {
    const [name = '', ...argv] = line.split(' ').map((word) => files[word] ?? word);
    const command = await findCommand(name)?.load();
    assert.ok(command, line);
    const { stdout, stderr } = await runCommandWith(env, command, etcd, ...argv, '-w', 'json');
    assert.deepEqual(
      fieldsOf(parsed(stdout, linesOf.has(name))),
      fieldsIn(fields),
      `${line}: ${stderr}${stdout}`,
    );
  }
});

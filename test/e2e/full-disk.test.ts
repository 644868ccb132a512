import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { bundle } from '../support/bundle.js';
import { skip } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { freePorts } from '../support/free-ports.js';

const run = promisify(execFile);

/** A file system of its own, with room for three segments of the log. */
const onSmallDisk = 'mount -t tmpfs -o size=200m small "$0" && exec "$@"';

const value = Buffer.alloc(1_000_000, 'x');
const putsMax = 200;

interface Small {
  readonly child: ChildProcess;
  readonly client: EtcdClient;
  /** Of the member's disk, seen from here. */
  readonly ballast: string;
}

async function startOnSmallDisk(t: TestContext): Promise<Small> {
  const mountPoint = await mkdtemp(path.join(tmpdir(), 'etcdscope-full-'));
  const [client = 0, peer = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${client}`;
  const flags = [
    `--data-dir=${path.join(mountPoint, 'data')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
  ];
  const inside = ['bash', '-c', onSmallDisk, mountPoint, process.execPath, bundle, 'node', ...flags];
  const child = spawn('unshare', ['-rm', ...inside], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-10_000);
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await rmdir(mountPoint);
  });
  await eventually('the member serves', () => {
    assert.equal(child.exitCode, null, stderr);
    return stderr.includes('ready to serve client requests');
  });
  const etcd = createEtcdClient(localConnection(url), systemEnvironment);
  t.after(() => etcd.close());
  return { child, client: etcd, ballast: path.join(`/proc/${child.pid}/root`, mountPoint, 'ballast') };
}

/** Takes all that is left of a disk. */
async function takeRest(file: string): Promise<void> {
  await run('bash', ['-c', 'cat /dev/zero > "$0" 2>/dev/null || true', file]);
}

/** Puts until one is refused. @returns how many were acknowledged */
async function fill({ kv }: EtcdClient): Promise<number> {
  for (let count = 0; count < putsMax; count++) {
    const wasTaken = await kv.put({ key: Buffer.from(`fill-${count}`), value }, { timeoutMs: 3_000 }).then(
      () => true,
      () => false,
    );
    if (!wasTaken) return count;
  }
  return assert.fail('the disk never got full');
}

test('a member whose disk is full lives, goes on once there is space, has lost nothing, and ends when told', async (t) => {
  if (!(await canMount())) {
    skip(t, 'this system lets nobody mount a file system of his own');
    return;
  }
  const { child, client, ballast } = await startOnSmallDisk(t);
  await takeRest(ballast);
  const acknowledged = await fill(client);
  assert.ok(acknowledged > 0);
  const { kvs } = await client.kv.range({ key: Buffer.from('fill-0'), serializable: true });
  assert.deepEqual(kvs[0]?.value, value, 'serializable reads are answered');
  assert.equal(child.exitCode, null, 'it lives');

  await rm(ballast);
  await eventually('writes are taken again', () =>
    client.kv.put({ key: Buffer.from('afterwards'), value: Buffer.from('1') }, { timeoutMs: 3_000 }).then(
      () => true,
      () => false,
    ),
  );
  const { count } = await client.kv.range({
    key: Buffer.from('fill-'),
    rangeEnd: Buffer.from('fill.'),
    countOnly: true,
  });
  assert.ok(count >= acknowledged, `${count} of ${acknowledged}`);

  await takeRest(ballast);
  await fill(client);
  child.kill('SIGTERM');
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, null, 'it ends by itself while the disk is full again');
});

function canMount(): Promise<boolean> {
  return run('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).then(
    () => true,
    () => false,
  );
}

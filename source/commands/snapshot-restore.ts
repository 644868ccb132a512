import type { SnapshotFile } from '../archive/snapshot-file.js';
import { counted, grouped, hexId } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { type FlagValues, type Invocation, UsageError } from './command.js';
import { countFlag } from './numbers.js';
import { outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { write } from './output/write.js';
import { withSnapshot } from './snapshot-file.js';
import { ProgressLine } from './snapshot-progress.js';

/** `snapshot restore FILE`: etcdutl's flags, a data directory for `etcdscope node`. */
export async function runRestore(invocation: Invocation, path: string): Promise<number> {
  const { io, flags } = invocation;
  const founder = readFounder(flags);
  const bumpRevision = readBump(flags);
  const dataDirectory = textFlag(flags, 'data-dir') ?? `${founder.name}.etcd`;
  const walDirectory = textFlag(flags, 'wal-dir');
  const restored = await withSnapshot(path, (file) =>
    restore(file, invocation, { founder, bumpRevision, dataDirectory, walDirectory }),
  );
  const { revision, keys, leases, skippedBuckets } = restored;
  const member = hexId(restored.memberId);
  const cluster = hexId(restored.clusterId);
  if (outputFormat(flags, 'simple') === 'json') {
    const { dataDirectory: directory } = restored;
    await write(
      io.stdout,
      `${jsonText({ dataDir: directory, revision, keys, leases, member, cluster, skippedBuckets })}\n`,
    );
    return 0;
  }
  const where = safeText(restored.dataDirectory);
  const skipped =
    skippedBuckets.length === 0
      ? ''
      : `; left out what etcd does not know: ${skippedBuckets.map(safeText).join(', ')}`;
  await write(
    io.stdout,
    `restored ${counted(keys, 'key')} and ${counted(leases, 'lease')} at revision ${grouped(revision)} into ${where}, ` +
      `as member ${member} of cluster ${cluster}${skipped}\n` +
      `start it with: etcdscope node --data-dir ${where}${walFlag(walDirectory)} --name ${safeText(founder.name)}\n`,
  );
  return 0;
}

function walFlag(walDirectory: string | undefined): string {
  return walDirectory === undefined ? '' : ` --wal-dir ${safeText(walDirectory)}`;
}

interface Target {
  readonly founder: Founder;
  readonly bumpRevision: number;
  readonly dataDirectory: string;
  readonly walDirectory: string | undefined;
}

interface Founder {
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clusterToken: string;
}

async function restore(file: SnapshotFile, { io, flags }: Invocation, target: Target) {
  // The server is loaded here only: restoring writes its kind of data.
  const [{ restoreDataDirectory }, { realClock }, { realDisk }] = await Promise.all([
    import('../../node-core/restore/restore.js'),
    import('../../node-core/ports/real-clock.js'),
    import('../../node-core/ports/real-disk.js'),
  ]);
  const progress = new ProgressLine(io);
  try {
    if (!flags.has('skip-hash-check')) {
      await file.checkHash(io.signal, (bytes) => progress.bytes('checking', bytes, file.fileBytes));
    }
    return await restoreDataDirectory({
      ...target,
      database: file.database,
      clock: realClock,
      disk: realDisk,
      signal: io.signal,
      onProgress: (entries) => progress.show(`restoring: ${grouped(entries)} entries`),
    });
  } finally {
    progress.end();
  }
}

function readFounder(flags: FlagValues): Founder {
  const name = textFlag(flags, 'name') ?? 'default';
  const peerUrls = (textFlag(flags, 'initial-advertise-peer-urls') ?? 'http://localhost:2380')
    .split(',')
    .map((url) => url.trim());
  const wrong = peerUrls.find((url) => !/^https?:\/\/[^/?#@]+:\d+$/u.test(url));
  if (wrong !== undefined) {
    throw new UsageError(
      `--initial-advertise-peer-urls must be URLs such as http://localhost:2380, not ${JSON.stringify(wrong)}`,
    );
  }
  const expected = peerUrls.map((url) => `${name}=${url}`);
  const cluster = textFlag(flags, 'initial-cluster');
  if (cluster !== undefined && cluster.split(',').sort().join() !== [...expected].sort().join()) {
    throw new UsageError(
      `etcdscope node runs clusters of one member: --initial-cluster must be ${expected.join()}, or left out`,
    );
  }
  return { name, peerUrls, clusterToken: textFlag(flags, 'initial-cluster-token') ?? 'etcd-cluster' };
}

function readBump(flags: FlagValues): number {
  const bump = countFlag(flags, 'bump-revision', 0);
  if (bump > 0 !== flags.has('mark-compacted')) {
    throw new UsageError(
      '--bump-revision N and --mark-compacted go together: one without the other is unsafe',
    );
  }
  return bump;
}

function textFlag(flags: FlagValues, name: string): string | undefined {
  const value = flags.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

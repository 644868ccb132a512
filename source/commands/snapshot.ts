import { type Command, type Invocation, UsageError } from './command.js';
import { formatFlag } from './output/format.js';

export const snapshotCommand: Command = {
  name: 'snapshot',
  summary: 'save a snapshot, look into one, check it, make a data directory of it',
  operands: 'save FILE | status FILE | verify FILE | restore FILE',
  minOperands: 2,
  maxOperands: 2,
  connects: true,
  flags: [
    {
      name: 'data-dir',
      type: 'string',
      placeholder: 'DIR',
      description: 'restore: where the data directory is made; must not be there, or be empty',
    },
    {
      name: 'wal-dir',
      type: 'string',
      placeholder: 'DIR',
      description: 'restore: where its write-ahead log is made; in the data directory when it is not given',
    },
    {
      name: 'name',
      type: 'string',
      placeholder: 'NAME',
      description: 'restore: the name of the member (default)',
    },
    {
      name: 'initial-advertise-peer-urls',
      type: 'string',
      placeholder: 'URLS',
      description: 'restore: its peer URLs (http://localhost:2380)',
    },
    {
      name: 'initial-cluster',
      type: 'string',
      placeholder: 'NAME=URL',
      description: 'restore: the cluster, which is this member alone',
    },
    {
      name: 'initial-cluster-token',
      type: 'string',
      placeholder: 'TOKEN',
      description: 'restore: the token its ids are made with (etcd-cluster)',
    },
    {
      name: 'skip-hash-check',
      type: 'boolean',
      description:
        'restore, verify: take a database that was copied from a data directory, which has no SHA-256',
    },
    {
      name: 'bump-revision',
      type: 'string',
      placeholder: 'N',
      description:
        'restore: raise the revision by N, above all that clients have seen; with --mark-compacted',
    },
    {
      name: 'mark-compacted',
      type: 'boolean',
      description:
        'restore: mark the history before the raised revision compacted, so that watchers start anew',
    },
    formatFlag,
  ],
  examples: [
    { line: 'etcdscope snapshot save backup.db', does: 'stream a snapshot of the cluster into backup.db' },
    { line: 'etcdscope snapshot status backup.db -w json', does: 'its hash, revision, keys and size' },
    { line: 'etcdscope snapshot verify backup.db', does: 'check its SHA-256 and read every page of it' },
    {
      line: 'etcdscope snapshot restore backup.db --data-dir ./restored',
      does: 'make a data directory of it, for: etcdscope node --data-dir ./restored',
    },
  ],
  run: runSnapshot,
};

const restoreFlags = [
  'data-dir',
  'wal-dir',
  'name',
  'initial-advertise-peer-urls',
  'initial-cluster',
  'initial-cluster-token',
  'bump-revision',
  'mark-compacted',
];

async function runSnapshot(invocation: Invocation): Promise<number> {
  const [action = '', path = ''] = invocation.operands;
  switch (action) {
    case 'save':
      refuseFlags(invocation, action, [...restoreFlags, 'skip-hash-check']);
      return (await import('./snapshot-save.js')).runSave(invocation, path);
    case 'status':
      refuseFlags(invocation, action, [...restoreFlags, 'skip-hash-check']);
      return (await import('./snapshot-status.js')).runStatus(invocation, path);
    case 'verify':
      refuseFlags(invocation, action, restoreFlags);
      return (await import('./snapshot-verify.js')).runVerify(invocation, path);
    case 'restore':
      return (await import('./snapshot-restore.js')).runRestore(invocation, path);
    default:
      throw new UsageError(
        `snapshot cannot ${JSON.stringify(action)}; write: etcdscope snapshot ${snapshotCommand.operands}`,
      );
  }
}

function refuseFlags({ flags }: Invocation, action: string, names: readonly string[]): void {
  const wrong = names.find((name) => flags.has(name));
  if (wrong !== undefined) {
    throw new UsageError(`--${wrong} means nothing to snapshot ${action}; leave it out`);
  }
}

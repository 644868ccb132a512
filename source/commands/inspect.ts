import type { EtcdClient } from '../client/api.js';
import { lateClient } from '../client/late-client.js';
import { loadSettings, saveSettings, settingsPath } from '../config/settings-file.js';
import { userHome } from '../files/user-home.js';
import { clustersOf } from './clusters.js';
import type { Command, Invocation } from './command.js';
import { type ConnectionTarget, findCluster, openClient } from './connection.js';
import { inspectFlags } from './inspect-flags.js';
import { write } from './output/write.js';

/** What need not be there for the first frame may wait so long. */
const startedMs = 1_000;

/** `etcdscope` alone. */
export const inspectCommand: Command = {
  name: '',
  summary: 'open the inspector',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: true,
  flags: inspectFlags,
  examples: [
    { line: 'etcdscope', does: "on a master: find this host's etcd and its certificates" },
    { line: 'etcdscope --endpoints 127.0.0.1:2379', does: 'look, change nothing' },
    {
      line: 'etcdscope --endpoints https://10.0.0.1:2379 --cacert ca.crt --cert client.crt --key client.key',
      does: 'over TLS with a client certificate',
    },
    { line: 'etcdscope local --demo', does: 'a cluster of its own, to try it out' },
  ],
  run: inspectFound,
};

/** The first frame stands before the client is loaded. */
async function inspectFound(invocation: Invocation): Promise<number> {
  const target = await findCluster(invocation);
  const client = lateClient(target.options.endpoints, () => openClient(target.options), invocation.io.now);
  try {
    return await inspect(client, invocation, target);
  } finally {
    client.close();
  }
}

/** A terminal that only prints has no place for a screen. */
const dumbSentence =
  'This terminal only prints (TERM=dumb), so here is the status; etcdscope tree, get, watch and triage print as well.\n';

/** The inspector where there is a terminal; the status where there is none, as for a pipe, or one that only prints. */
export async function inspect(
  client: EtcdClient,
  invocation: Invocation,
  target: ConnectionTarget,
): Promise<number> {
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const isDumb = invocation.io.env['TERM'] === 'dumb';
  if (!isTerminal || isDumb) {
    if (isTerminal) await write(invocation.io.stderr, dumbSentence);
    const { status } = await import('./status.js');
    return status(client, invocation);
  }
  setTimeout(() => void boundHeapLater(), startedMs).unref();
  // Ink is only loaded when it draws.
  const { runInspector } = await import('../app/run.js');
  const file = settingsPath(invocation.io.env, userHome());
  const kept = await loadSettings(file);
  return runInspector({
    client,
    contextName: target.contextName,
    source: target.source,
    notes: target.notes,
    readCertificates: target.readCertificates,
    registryRoot: target.registryRoot,
    clusters: clustersOf(target, invocation.flags, invocation.io),
    writable: invocation.flags.has('write'),
    stdin,
    stdout,
    stderr: process.stderr,
    environment: invocation.io.env,
    keeping: { file, ...kept, save: (settings) => saveSettings(file, settings) },
  });
}

async function boundHeapLater(): Promise<void> {
  try {
    const { boundHeap } = await import('../heap-bounds.js');
    boundHeap();
  } catch {
    // The program's files were replaced meanwhile: it takes more memory, and nothing else changes.
  }
}

import { removeTemporaryData } from '../local/temporary-data.js';
import type { Command, Invocation } from './command.js';
import { exampleSection } from './help.js';
import { write } from './output/write.js';

/** `etcdscope node`: a member in the foreground, with etcd's own flags. */
export const nodeCommand: Command = {
  name: 'node',
  summary: "run one etcd-compatible member in the foreground, with etcd's flags",
  operands: "[etcd's flags]",
  minOperands: 0,
  maxOperands: Number.POSITIVE_INFINITY,
  flags: [],
  connects: false,
  raw: true,
  examples: [
    {
      line: 'etcdscope node --data-dir ./default.etcd',
      does: 'serve on 127.0.0.1:2379 and keep the data in ./default.etcd',
    },
    {
      line: 'etcdscope node --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379',
      does: 'serve on another port',
    },
  ],
  run: runNodeCommand,
};

const helpFlags: readonly string[] = ['-h', '-help', '--help'];

async function runNodeCommand({ rest, io }: Invocation): Promise<number> {
  // Only here does the inspector's program load the server.
  const { runNode } = await import('../../node-core/main.js');
  const stop = new AbortController();
  io.signal.addEventListener('abort', () => stop.abort(), { once: true });
  if (io.env['ETCDSCOPE_NODE_LIFETIME'] === 'stdin') {
    io.stdin
      .once('end', () => stop.abort())
      .once('close', () => stop.abort())
      .resume();
  }
  const code = await runNode(rest, io.env, { stderr: io.stderr, stdout: io.stdout, signal: stop.signal });
  if (rest.some((word) => helpFlags.includes(word))) {
    await write(io.stdout, `\n${exampleSection(nodeCommand.examples)}\n`);
  }
  const directory = rest.find((flag) => flag.startsWith('--data-dir='))?.slice('--data-dir='.length);
  if (io.env['ETCDSCOPE_NODE_DATA'] === 'temporary' && directory !== undefined) {
    // `etcdscope local` may be gone by now, so its member cleans up.
    await removeTemporaryData(directory);
  }
  return code;
}

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { EtcdClient } from '../client/api.js';
import { createEtcdClient } from '../client/client.js';
import { systemEnvironment } from '../client/environment.js';
import { connectionFlags as flagTable } from '../connect/flags.js';
import type { ConnectOptions } from '../connect/options.js';
import { parseConnection } from '../connect/parse-connection.js';
import { safeText } from '../presentation/text.js';
import type { CommandIo, FlagSpec, Invocation } from './command.js';

/** The flags of every command that connects. */
export const connectionFlags: readonly FlagSpec[] = flagTable;

/** Connects as flags and environment say, runs `use`, and closes the connection whatever happens. */
export async function withClient<T>(
  { flags, io }: Invocation,
  use: (client: EtcdClient) => Promise<T>,
): Promise<T> {
  const options = await parseConnection({
    flags,
    env: io.env,
    readFile: (path) => readFile(path),
    nowMs: io.now(),
    askPassword: io.stdin.isTTY === true ? (user) => askPassword(user, io) : undefined,
  });
  const client = createEtcdClient(options, systemEnvironment);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** A member that this program started on loopback. */
export function localConnection(clientUrl: string): ConnectOptions {
  return {
    endpoints: [clientUrl],
    tls: undefined,
    user: undefined,
    dialTimeoutMs: 2_000,
    commandTimeoutMs: 5_000,
    keepaliveTimeMs: 10_000,
    keepaliveTimeoutMs: 6_000,
  };
}

/** How a cluster is called that has no name of its own: its first endpoint without the scheme. */
export function contextName(client: EtcdClient): string {
  return safeText((client.endpoints[0] ?? '').replace(/^https?:\/\//u, ''));
}

/** Asks without showing what is typed. */
async function askPassword(user: string, io: CommandIo): Promise<string> {
  await new Promise((done) => io.stderr.write(`Password of ${safeText(user)}: `, done));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    return await prompt.question('', { signal: io.signal });
  } finally {
    prompt.close();
    io.stderr.write('\n');
  }
}

import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';

/** Values near what an etcd with a raised limit takes; a word that is searched for stands near their end. */

export const needle = 'needle-in-the-hay';

/** An etcd that takes them. */
export const bigValueFlags: readonly string[] = ['--max-request-bytes=33554432'];

const bytes = 15_000_000;

export function bigJson(): Buffer {
  const item = (index: number) => ({ index, name: `item ${index}`, labels: { app: 'web' }, list: [1, 2, 3] });
  const count = Math.floor(bytes / (JSON.stringify(item(123_456)).length + 1));
  const items = Array.from({ length: count }, (_, index) => item(index));
  return Buffer.from(JSON.stringify([...items, { name: needle }]));
}

export function bigText(): Buffer {
  const line = 'a line of a log that is neither long nor short, 漢字 included\n';
  return Buffer.from(`${line.repeat(Math.floor(bytes / Buffer.byteLength(line)))}${needle}\n`);
}

/** Puts keys with their values. */
export async function putValues(
  endpoint: string,
  values: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const connection = { ...localConnection(endpoint), commandTimeoutMs: 60_000 };
  const client = createEtcdClient(connection, systemEnvironment);
  try {
    for (const [key, value] of Object.entries(values)) {
      await client.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
    }
  } finally {
    client.close();
  }
}

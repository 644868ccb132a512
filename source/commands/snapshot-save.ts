import { type SnapshotChunk, saveSnapshot } from '../archive/save-snapshot.js';
import type { EtcdClient } from '../client/api.js';
import { byteSize } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Invocation } from './command.js';
import { withClient } from './connection.js';
import { outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { write } from './output/write.js';
import { ProgressLine } from './snapshot-progress.js';

/** `snapshot save FILE`: of whichever endpoint answers first. */
export function runSave(invocation: Invocation, path: string): Promise<number> {
  return withClient(invocation, (client) => save(client, path, invocation));
}

async function save(client: EtcdClient, path: string, { io, flags }: Invocation): Promise<number> {
  const progress = new ProgressLine(io);
  const source = new Source();
  let bytes: number;
  try {
    bytes = await saveSnapshot(source.read(client, io.signal), path, ({ receivedBytes, remainingBytes }) =>
      progress.bytes('saving', receivedBytes, receivedBytes + remainingBytes),
    );
  } finally {
    progress.end();
  }
  const { version } = source;
  const text =
    outputFormat(flags, 'simple') === 'json'
      ? jsonText({ path, bytes, ...(version === '' ? {} : { version }) })
      : `Snapshot saved at ${safeText(path)}: ${byteSize(bytes)}, SHA-256 checked`;
  await write(io.stdout, `${text}\n`);
  return 0;
}

/** The stream's chunks, and what they say about where they come from. */
class Source {
  /** The version of the member's storage; empty before etcd 3.6. */
  version = '';

  async *read(client: EtcdClient, signal: AbortSignal): AsyncGenerator<SnapshotChunk, void, void> {
    for await (const chunk of client.maintenance.snapshot({ signal })) {
      this.version = chunk.version === '' ? this.version : chunk.version;
      yield chunk;
    }
  }
}

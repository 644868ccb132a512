import { KVService, WatchCreateRequest, WatchService } from '../../proto/generated/etcdserverpb.js';
import { toTheEnd } from '../conformance/requests.js';
import type { Metadata, WireClient } from '../conformance/wire-client.js';
import { eventually } from '../support/eventually.js';

export interface History {
  readonly revision: number;
  readonly compactRevision: number;
  /** By revision: `put a=1, put b=2`, `delete a`. */
  readonly events: ReadonlyMap<number, string>;
}

/** All that a watch is told of what is not compacted. */
export async function readHistory(client: WireClient, caller: Metadata): Promise<History> {
  const everything = { key: toTheEnd, rangeEnd: toTheEnd, countOnly: true };
  const answer = await client.call(KVService.range, everything, caller);
  const revision = 'response' in answer ? (answer.response.header?.revision ?? 0) : 0;
  const stream = client.stream(WatchService.watch, caller);
  const create = (startRevision: number) =>
    stream.send({
      createRequest: WatchCreateRequest.create({ key: toTheEnd, rangeEnd: toTheEnd, startRevision }),
    });
  const told = () => stream.received.flatMap(({ events }) => events);
  const compacted = () => stream.received.find(({ compactRevision }) => compactRevision > 0)?.compactRevision;
  const isComplete = () => (told().at(-1)?.kv?.modRevision ?? 1) >= revision;
  create(1);
  await eventually('the watch is complete, or compacted', () => compacted() !== undefined || isComplete());
  const compactRevision = compacted() ?? 0;
  if (compactRevision > 0 && compactRevision < revision) {
    create(compactRevision + 1);
    await eventually('the watch is complete', isComplete);
  }
  stream.cancel();
  const events = new Map<number, string>();
  for (const { type, kv } of told()) {
    const key = text(kv?.key);
    const event = type === 0 ? `put ${key}=${text(kv?.value)}` : `delete ${key}`;
    const at = kv?.modRevision ?? 0;
    const before = events.get(at);
    events.set(at, before === undefined ? event : `${before}, ${event}`);
  }
  return { revision, compactRevision, events };
}

function text(field: Uint8Array | undefined): string {
  return Buffer.from(field ?? []).toString('latin1');
}

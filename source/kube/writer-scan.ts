import { describeValue } from './describe.js';
import { isKubernetesProtobuf, readEnvelope } from './envelope.js';
import { textOf } from './text.js';
import { timeText } from './time.js';
import { eachField, int64, type Range, type WireField } from './wire.js';
import { latestManager, managersOf, writerOf } from './writer.js';

/** Fields by their numbers in ObjectMeta, ManagedFieldsEntry and Time. */
const fieldNumbers = {
  metadata: 1,
  managedFields: 17,
  manager: 1,
  operation: 2,
  time: 4,
  subresource: 8,
  seconds: 1,
} as const;

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fieldsIn(bytes: Buffer, ranges: readonly Range[], number: number): readonly WireField[] {
  const found: WireField[] = [];
  for (const range of ranges) {
    eachField(bytes, range, (field) => {
      if (field.number === number) found.push(field);
    });
  }
  return found;
}

function textIn(bytes: Buffer, range: Range, number: number): string {
  const field = fieldsIn(bytes, [range], number).at(-1);
  return field?.wireType === 2 ? textOf(bytes, field) : '';
}

function timeIn(bytes: Buffer, entry: Range): string {
  const times = fieldsIn(bytes, [entry], fieldNumbers.time).filter(({ wireType }) => wireType === 2);
  const seconds = fieldsIn(bytes, times, fieldNumbers.seconds).at(-1);
  return seconds?.wireType === 0 ? timeText(int64(bytes, seconds)) : '';
}

/** The managers of an object, found without reading the rest of it. */
function managersIn(bytes: Buffer, raw: Range) {
  const isMessage = ({ wireType }: WireField): boolean => wireType === 2;
  const metadata = fieldsIn(bytes, [raw], fieldNumbers.metadata).filter(isMessage);
  const entries = fieldsIn(bytes, metadata, fieldNumbers.managedFields).filter(isMessage);
  return managersOf(
    entries.map((entry) => ({
      manager: textIn(bytes, entry, fieldNumbers.manager),
      operation: textIn(bytes, entry, fieldNumbers.operation),
      subresource: textIn(bytes, entry, fieldNumbers.subresource),
      time: timeIn(bytes, entry),
    })),
  );
}

/** Kinds that say themselves where they come from, outside their managedFields. */
const selfSaying: ReadonlySet<string> = new Set(['Event']);

/** As `writerOf` says it of two values that are whole, read whole. */
function decodedWriter(before: Uint8Array | undefined, after: Uint8Array): string {
  const now = describeValue(after);
  if (now.kind !== 'object') return '';
  const old = before === undefined ? undefined : describeValue(before);
  return writerOf(old?.kind === 'object' ? old.tree : undefined, now.tree) ?? '';
}

/**
 * Who probably wrote `after`, as `writerOf` says it; empty when nobody can be named. Of protobuf only the
 * managedFields are read, which is several times cheaper than decoding both values.
 */
export function writerOfValues(before: Uint8Array | undefined, after: Uint8Array): string {
  if (!isKubernetesProtobuf(after)) return decodedWriter(before, after);
  const envelope = readEnvelope(after);
  if (typeof envelope === 'string') return '';
  if (selfSaying.has(envelope.kind) || envelope.contentType.endsWith('json'))
    return decodedWriter(before, after);
  const old = before !== undefined && isKubernetesProtobuf(before) ? readEnvelope(before) : undefined;
  const oldManagers =
    before === undefined || old === undefined || typeof old === 'string'
      ? undefined
      : managersIn(bufferOf(before), old.raw);
  return latestManager(oldManagers, managersIn(bufferOf(after), envelope.raw));
}

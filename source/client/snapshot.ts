import { MaintenanceService, type SnapshotResponse } from '../../proto/generated/etcdserverpb.js';
import type { CallOptions } from './api.js';
import { type Attempt, serializer } from './attempt.js';
import { callFailure, isServiceError } from './call-failure.js';
import { localRead } from './call-policy.js';
import type { Caller } from './caller.js';
import { EtcdError } from './errors.js';

const policy = localRead('snapshot');

/**
 * Streams the backend file, as fast as the chunks are taken. `timeoutMs` bounds all of it; without it only
 * the first chunk is bounded, by the command timeout, as a large database takes its time.
 */
export async function* streamSnapshot(
  caller: Caller,
  options: CallOptions = {},
): AsyncGenerator<SnapshotResponse, void, void> {
  const opened = await caller.call(policy, options, (attempt) => openSnapshot(attempt, options));
  const { chunks, endpoint, cancel } = opened;
  const enders = [caller.closed, ...(options.signal === undefined ? [] : [options.signal])];
  for (const ender of enders) {
    ender.addEventListener('abort', cancel);
  }
  try {
    let chunk = opened.first;
    while (chunk.done !== true) {
      yield chunk.value;
      chunk = await chunks.next();
    }
  } catch (error) {
    throw readFailure(error, endpoint, enders);
  } finally {
    for (const ender of enders) {
      ender.removeEventListener('abort', cancel);
    }
    cancel();
  }
}

interface OpenSnapshot {
  readonly endpoint: string;
  readonly first: IteratorResult<SnapshotResponse, void>;
  readonly chunks: AsyncIterator<SnapshotResponse, void>;
  cancel(): void;
}

async function openSnapshot(attempt: Attempt, options: CallOptions): Promise<OpenSnapshot> {
  const stream = attempt.client.makeServerStreamRequest(
    MaintenanceService.snapshot.path,
    serializer(MaintenanceService.snapshot.request),
    MaintenanceService.snapshot.response.decode,
    {},
    attempt.metadata,
    options.timeoutMs === undefined ? {} : { deadline: attempt.deadlineMs },
  );
  const cancel = () => stream.cancel();
  attempt.signal.addEventListener('abort', cancel);
  stream.on('error', () => {});
  const chunks: AsyncIterator<SnapshotResponse, void> = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  return { endpoint: attempt.endpoint, first, chunks, cancel };
}

function readFailure(error: unknown, endpoint: string, enders: readonly AbortSignal[]): unknown {
  if (enders.some((ender) => ender.aborted)) {
    return new EtcdError('cancelled', 'snapshot was cancelled.', 'aborted', endpoint);
  }
  return isServiceError(error) ? callFailure(error, policy, endpoint).error : error;
}

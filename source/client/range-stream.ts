import { type Client as GrpcClient, status as grpcStatus } from '@grpc/grpc-js';
import { KVService, type RangeRequest, RangeResponse } from '../../proto/generated/etcdserverpb.js';
import type { CallOptions } from './api.js';
import { type Attempt, serializer } from './attempt.js';
import { isServiceError } from './call-failure.js';
import { localRead, quorumRead } from './call-policy.js';
import type { Caller } from './caller.js';
import { EtcdError } from './errors.js';

const { rangeStream } = KVService;

/** Ranges that a member sends in chunks (etcd 3.7, node-core): it neither makes them in one piece nor walks past their limit. */
export class RangeStreams {
  readonly #caller: Caller;
  /** Connections to members that do not know the call; they are asked once. */
  readonly #without = new WeakSet<GrpcClient>();

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The chunks put together. @throws EtcdError `unimplemented` where the member is older */
  read(request: Partial<RangeRequest>, options: CallOptions = {}): Promise<RangeResponse> {
    const policy = request.serializable === true ? localRead('get') : quorumRead('get');
    return this.#caller.call(policy, options, (attempt) => this.#attempt(request, attempt));
  }

  async #attempt(request: Partial<RangeRequest>, attempt: Attempt): Promise<RangeResponse> {
    const { client, endpoint } = attempt;
    if (this.#without.has(client)) {
      const message = `get at ${endpoint} is not known to this server as a stream: its version is too old for it.`;
      throw new EtcdError('unimplemented', message, 'asked before', endpoint);
    }
    try {
      return await readChunks(request, attempt);
    } catch (error) {
      if (isServiceError(error) && error.code === grpcStatus.UNIMPLEMENTED) this.#without.add(client);
      throw error;
    }
  }
}

async function readChunks(request: Partial<RangeRequest>, attempt: Attempt): Promise<RangeResponse> {
  const stream = attempt.client.makeServerStreamRequest(
    rangeStream.path,
    serializer(rangeStream.request),
    rangeStream.response.decode,
    request,
    attempt.metadata,
    { deadline: attempt.deadlineMs },
  );
  const cancel = () => stream.cancel();
  attempt.signal.addEventListener('abort', cancel, { once: true });
  const kvs: RangeResponse['kvs'][number][] = [];
  let last = RangeResponse.create();
  try {
    for await (const { rangeResponse } of stream) {
      last = rangeResponse ?? last;
      for (const kv of rangeResponse?.kvs ?? []) kvs.push(kv);
    }
  } finally {
    attempt.signal.removeEventListener('abort', cancel);
  }
  return { ...last, kvs };
}

import { type ClientUnaryCall, type Client as GrpcClient, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { MessageCodec, MethodDefinition } from '../../proto/wire.js';
import type { Endpoint } from './api.js';
import type { CallPolicy } from './call-policy.js';

/** One call on one channel; throws grpc-js's ServiceError. */
export interface Attempt {
  readonly endpoint: Endpoint;
  readonly client: GrpcClient;
  readonly metadata: Metadata;
  /** Wall time. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export function callMetadata(policy: Pick<CallPolicy, 'needsLeader'>, token: string | undefined): Metadata {
  const metadata = new Metadata();
  if (policy.needsLeader) {
    metadata.set('hasleader', 'true');
  }
  if (token !== undefined) {
    metadata.set('token', token);
  }
  return metadata;
}

/** The codec's bytes as the Buffer that grpc-js wants, without a copy. */
export function serializer<T>(codec: MessageCodec<T>): (message: Partial<T>) => Buffer {
  return (message) => {
    const bytes = codec.encode(message);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}

export function unaryAttempt<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  request: Partial<Request>,
  attempt: Attempt,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const answer = (error: ServiceError | null, response: Response | undefined) => {
      attempt.signal.removeEventListener('abort', cancel);
      if (error === null && response !== undefined) {
        resolve(response);
      } else {
        reject(error);
      }
    };
    const call: ClientUnaryCall = attempt.client.makeUnaryRequest(
      definition.path,
      serializer(definition.request),
      definition.response.decode,
      request,
      attempt.metadata,
      { deadline: attempt.deadlineMs },
      answer,
    );
    const cancel = () => call.cancel();
    attempt.signal.addEventListener('abort', cancel, { once: true });
  });
}

/** Sends one request on a stream of both directions and takes the first answer. */
export function exchangeAttempt<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  request: Partial<Request>,
  attempt: Attempt,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const stream = attempt.client.makeBidiStreamRequest(
      definition.path,
      serializer(definition.request),
      definition.response.decode,
      attempt.metadata,
      { deadline: attempt.deadlineMs },
    );
    const cancel = () => stream.cancel();
    attempt.signal.addEventListener('abort', cancel, { once: true });
    stream.on('error', (error) => {
      attempt.signal.removeEventListener('abort', cancel);
      reject(error);
    });
    stream.once('data', (response: Response) => {
      resolve(response);
      stream.end();
      stream.cancel();
    });
    stream.write(request);
  });
}

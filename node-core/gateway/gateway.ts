import {
  AuthService,
  ClusterService,
  KVService,
  LeaseService,
  MaintenanceService,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { ElectionService } from '../../proto/generated/v3electionpb.js';
import { LockService } from '../../proto/generated/v3lockpb.js';
import { JsonMessageError, messageFromJson, messageToJson } from '../../proto/json.js';
import type { HttpHandler, HttpReply, HttpRequest } from '../http/request.js';
import type { MethodHandler, StreamReceiver } from '../rpc/call.js';
import type { GrpcOptions } from '../rpc/grpc-stream.js';
import { RpcError, StatusCode } from '../rpc/status.js';
import { GatewayCall } from './gateway-call.js';
import { JsonTooLargeError, jsonValues } from './json-values.js';
import { answerReply, emptyStreamReply, errorReply, streamError, streamErrorReply } from './replies.js';

/** A method as the gateway sees it, whatever its messages are. */
interface GatewayMethod {
  readonly path: string;
  readonly httpPaths?: readonly string[];
  readonly request: { readonly typeName: string; encode(message: object): Uint8Array };
  readonly response: { readonly typeName: string; decode(bytes: Uint8Array): object };
}

const methods: readonly GatewayMethod[] = [
  KVService,
  WatchService,
  LeaseService,
  ClusterService,
  MaintenanceService,
  AuthService,
  LockService,
  ElectionService,
].flatMap((service): GatewayMethod[] => Object.values(service));

/**
 * etcd's JSON gateway: every method that has an HTTP path takes POSTs of its request as JSON and answers in
 * JSON, a stream line by line. It calls the services as gRPC does, with the rights of the token that the request
 * brings.
 */
export function jsonGateway(options: GrpcOptions): HttpHandler {
  const routes = new Map(
    methods.flatMap((method) => (method.httpPaths ?? []).map((path) => [path, method] as const)),
  );
  return async (request) => {
    const method = routes.get(request.path);
    const handler = options.services.get(method?.path ?? '');
    if (method === undefined || handler === undefined) {
      return errorReply(new RpcError(StatusCode.NOT_FOUND, 'Not Found'));
    }
    if (request.method !== 'POST') {
      return errorReply(new RpcError(StatusCode.UNIMPLEMENTED, 'Method Not Allowed'));
    }
    return serve(method, handler, request, options);
  };
}

async function serve(
  method: GatewayMethod,
  handler: MethodHandler,
  request: HttpRequest,
  options: GrpcOptions,
): Promise<HttpReply> {
  const call = new GatewayCall(request, options.clock, options.toStatus);
  const requests = requestsOf(method, request, options.maxReceiveBytes);
  try {
    if (handler.kind === 'bidirectional') {
      void forward(requests, handler.handle(call));
      return await streamReply(method, call);
    }
    const first = await requests.next();
    const message = first.done === true ? method.request.encode({}) : first.value;
    if (handler.kind === 'server-stream') {
      handler.handle(message, call);
      return await streamReply(method, call);
    }
    Promise.resolve(handler.handle(message, call))
      .then((answer) => call.send(answer))
      .catch((error: unknown) => call.finish(error));
    const answer = await call.next();
    call.finish();
    return answerReply(answer === undefined ? '' : JSON.stringify(toJson(method, answer)));
  } catch (error) {
    call.finish(error);
    return errorReply(options.toStatus(error));
  }
}

/** Hands on what the client sends. JSON that cannot be read ends its side of the call, as in etcd. */
async function forward(requests: AsyncIterable<Uint8Array>, receiver: StreamReceiver): Promise<void> {
  try {
    for await (const message of requests) {
      receiver.message(message);
    }
  } catch {
    // The stream's answers go on.
  }
  receiver.end();
}

/** The reply begins with the first message, so that a call which fails at once has its status. */
async function streamReply(method: GatewayMethod, call: GatewayCall): Promise<HttpReply> {
  try {
    const first = await call.next();
    return first === undefined ? emptyStreamReply : answerReply(lines(method, call, first));
  } catch (error) {
    if (error instanceof RpcError) {
      return streamErrorReply(error);
    }
    throw error;
  }
}

async function* lines(method: GatewayMethod, call: GatewayCall, first: Uint8Array): AsyncGenerator<string> {
  try {
    for (let message: Uint8Array | undefined = first; message !== undefined; message = await call.next()) {
      yield `${JSON.stringify({ result: toJson(method, message) })}\n`;
    }
  } catch (error) {
    if (!(error instanceof RpcError)) {
      throw error;
    }
    yield streamError(error);
  }
}

/** @throws RpcError for a body that is not the method's message */
async function* requestsOf(
  { request: codec }: GatewayMethod,
  { body }: HttpRequest,
  maxReceiveBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    // Base64 makes four letters of three bytes.
    for await (const text of jsonValues(body, 2 * maxReceiveBytes)) {
      const message = codec.encode(messageFromJson(codec.typeName, text.trimStart()));
      if (message.length > maxReceiveBytes) {
        throw new JsonTooLargeError(`(${message.length} vs. ${maxReceiveBytes})`);
      }
      yield message;
    }
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof JsonTooLargeError) {
    const message = `grpc: received message larger than max ${error.message}`;
    return new RpcError(StatusCode.RESOURCE_EXHAUSTED, message);
  }
  if (error instanceof JsonMessageError) {
    return new RpcError(StatusCode.INVALID_ARGUMENT, `proto: ${error.message}`);
  }
  return error instanceof SyntaxError ? new RpcError(StatusCode.INVALID_ARGUMENT, error.message) : error;
}

function toJson({ response }: GatewayMethod, answer: Uint8Array): Record<string, unknown> {
  return messageToJson(response.typeName, response.decode(answer));
}

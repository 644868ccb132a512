import type { HttpReply } from '../http/request.js';
import { type RpcError, StatusCode } from '../rpc/status.js';

const json = { 'content-type': 'application/json' };
const answered = { ...json, 'grpc-metadata-content-type': 'application/grpc' };

/** grpc-gateway's HTTP status for each code of gRPC. */
const httpStatuses: Readonly<Record<StatusCode, number>> = {
  [StatusCode.OK]: 200,
  [StatusCode.CANCELLED]: 499,
  [StatusCode.UNKNOWN]: 500,
  [StatusCode.INVALID_ARGUMENT]: 400,
  [StatusCode.DEADLINE_EXCEEDED]: 504,
  [StatusCode.NOT_FOUND]: 404,
  [StatusCode.PERMISSION_DENIED]: 403,
  [StatusCode.RESOURCE_EXHAUSTED]: 429,
  [StatusCode.FAILED_PRECONDITION]: 400,
  [StatusCode.ABORTED]: 409,
  [StatusCode.OUT_OF_RANGE]: 400,
  [StatusCode.UNIMPLEMENTED]: 501,
  [StatusCode.INTERNAL]: 500,
  [StatusCode.UNAVAILABLE]: 503,
  [StatusCode.DATA_LOSS]: 500,
  [StatusCode.UNAUTHENTICATED]: 401,
};

export function answerReply(body: HttpReply['body']): HttpReply {
  return { status: 200, headers: answered, body };
}

/** Of a stream that ended before its first message. */
export const emptyStreamReply: HttpReply = { status: 200, headers: {}, body: '' };

export function errorReply(error: RpcError): HttpReply {
  return failedReply(error, JSON.stringify(errorBody(error)));
}

/** A stream that failed before its first message. */
export function streamErrorReply(error: RpcError): HttpReply {
  return failedReply(error, streamError(error));
}

/** The last line of a stream that failed. */
export function streamError(error: RpcError): string {
  return JSON.stringify({ error: errorBody(error) });
}

function failedReply({ code, message }: RpcError, body: string): HttpReply {
  const challenge = code === StatusCode.UNAUTHENTICATED ? { 'www-authenticate': message } : {};
  return { status: httpStatuses[code], headers: { ...json, ...challenge }, body };
}

function errorBody({ code, message }: RpcError): { readonly code: number; readonly message: string } {
  return { code, message };
}

import type { RequestHeaders } from '../http2/request-headers.js';
import { base64Flaw } from './binary-metadata.js';
import { goQuote } from './go-quote.js';
import { parseTimeoutMs, RpcError, StatusCode, timeoutProblem } from './status.js';

const grpcContentType = 'application/grpc';

/** What stands in a call's headers, and what is wrong with them, in grpc-go's words and its order. */
export class CallHeaders {
  readonly #headers: RequestHeaders;
  /** The content type's, without the sign before it; undefined when it is not gRPC's. */
  readonly subtype: string | undefined;
  readonly timeout: string | undefined;
  readonly #contentType: string;
  readonly #hosts: number;
  readonly #hasAuthority: boolean;
  readonly #flaw: string | undefined;

  constructor(headers: RequestHeaders) {
    this.#headers = headers;
    let subtype: string | undefined;
    let contentType = '';
    let timeout: string | undefined;
    let flaw: string | undefined;
    let hosts = 0;
    let hasAuthority = false;
    for (const { name, value, isBinary } of headers.fields) {
      switch (name) {
        case 'content-type':
          subtype = contentSubtype(value) ?? subtype;
          contentType = value;
          break;
        case 'grpc-timeout':
          timeout = value;
          flaw = timeoutFlaw(value) ?? flaw;
          break;
        case 'host':
          hosts += 1;
          break;
        case ':authority':
          hasAuthority = true;
          break;
        default:
          flaw = (isBinary ? binaryFlaw(name, value) : undefined) ?? flaw;
      }
    }
    this.subtype = subtype;
    this.timeout = timeout;
    this.#contentType = contentType;
    this.#hosts = hosts;
    this.#hasAuthority = hasAuthority;
    this.#flaw = flaw;
  }

  /** @throws RpcError with the HTTP status that goes with it */
  check(): void {
    if (this.#hosts > 1) {
      const authorities = this.#hasAuthority ? 1 : 0;
      throw badRequest(
        `num values of :authority: ${authorities}, num values of host: ${this.#hosts}, ` +
          'both must only have 1 value as per HTTP/2 spec',
      );
    }
    if (this.subtype === undefined) {
      const message = `invalid gRPC request content-type ${goQuote(this.#contentType)}`;
      throw new RpcError(StatusCode.INVALID_ARGUMENT, message, 415);
    }
    if (this.#flaw !== undefined) {
      throw badRequest(this.#flaw);
    }
    if (!this.#hasAuthority && this.#hosts === 0) {
      throw badRequest('no host or :authority header present');
    }
    const { method } = this.#headers;
    if (method !== 'POST') {
      const message = `Received a HEADERS frame with :method ${goQuote(method)} which should be POST`;
      throw new RpcError(StatusCode.INTERNAL, message, 405);
    }
  }
}

export function isGrpcCall(headers: RequestHeaders): boolean {
  return headers.fields.some(
    ({ name, value }) => name === 'content-type' && contentSubtype(value) !== undefined,
  );
}

/** @returns what stands behind the sign; undefined when the type is not gRPC's */
function contentSubtype(contentType: string): string | undefined {
  if (contentType === grpcContentType) {
    return '';
  }
  const isGrpc =
    contentType.startsWith(`${grpcContentType}+`) || contentType.startsWith(`${grpcContentType};`);
  return isGrpc ? contentType.slice(grpcContentType.length + 1) : undefined;
}

/** The content type of an answer to a call of that subtype. */
export function contentTypeOf(subtype: string): string {
  return subtype === '' ? grpcContentType : `${grpcContentType}+${subtype}`;
}

function timeoutFlaw(value: string): string | undefined {
  return parseTimeoutMs(value) === undefined ? `malformed grpc-timeout: ${timeoutProblem(value)}` : undefined;
}

function binaryFlaw(name: string, value: string): string | undefined {
  const at = base64Flaw(value);
  return at === undefined
    ? undefined
    : `malformed binary metadata ${goQuote(value)} in header ${goQuote(name)}: illegal base64 data at input byte ${at}`;
}

function badRequest(message: string): RpcError {
  return new RpcError(StatusCode.INTERNAL, message, 400);
}

import { goQuote } from './go-quote.js';

/** gRPC status codes, by their numbers on the wire. */
export const StatusCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

/** The end of a failed call as the client sees it. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: StatusCode;
  /** What HTTP/2 shows beside it: 200, unless the request was not one of gRPC at all. */
  readonly httpStatus: number;

  constructor(code: StatusCode, message: string, httpStatus = 200) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** The codes as Go's gRPC prints them. */
export const printedCodes: Readonly<Record<StatusCode, string>> = {
  [StatusCode.OK]: 'OK',
  [StatusCode.CANCELLED]: 'Canceled',
  [StatusCode.UNKNOWN]: 'Unknown',
  [StatusCode.INVALID_ARGUMENT]: 'InvalidArgument',
  [StatusCode.DEADLINE_EXCEEDED]: 'DeadlineExceeded',
  [StatusCode.NOT_FOUND]: 'NotFound',
  [StatusCode.PERMISSION_DENIED]: 'PermissionDenied',
  [StatusCode.RESOURCE_EXHAUSTED]: 'ResourceExhausted',
  [StatusCode.FAILED_PRECONDITION]: 'FailedPrecondition',
  [StatusCode.ABORTED]: 'Aborted',
  [StatusCode.OUT_OF_RANGE]: 'OutOfRange',
  [StatusCode.UNIMPLEMENTED]: 'Unimplemented',
  [StatusCode.INTERNAL]: 'Internal',
  [StatusCode.UNAVAILABLE]: 'Unavailable',
  [StatusCode.DATA_LOSS]: 'DataLoss',
  [StatusCode.UNAUTHENTICATED]: 'Unauthenticated',
};

/** A status as Go's gRPC prints it where an error stands in a text. */
export function describeStatus({ code, message }: RpcError): string {
  return `rpc error: code = ${printedCodes[code]} desc = ${message}`;
}

const encoder = new TextEncoder();

/** Percent-encodes a status message for the `grpc-message` trailer (gRPC over HTTP/2: printable ASCII but `%`). */
export function encodeStatusMessage(message: string): string {
  let encoded = '';
  for (const byte of encoder.encode(message)) {
    encoded +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

const timeoutUnitMs: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/**
 * Milliseconds of a `grpc-timeout` header: at most eight digits and a unit.
 * @returns undefined for anything else.
 */
export function parseTimeoutMs(header: string): number | undefined {
  const unit = timeoutUnitMs[header.slice(-1)];
  const digits = header.slice(0, -1);
  return unit === undefined || !/^\d{1,8}$/.test(digits) ? undefined : Number(digits) * unit;
}

/** What is wrong with a `grpc-timeout` header that cannot be read, in grpc-go's words. */
export function timeoutProblem(header: string): string {
  if (header.length < 2) {
    return `transport: timeout string is too short: ${goQuote(header)}`;
  }
  if (header.length > 9) {
    return `transport: timeout string is too long: ${goQuote(header)}`;
  }
  return timeoutUnitMs[header.slice(-1)] === undefined
    ? `transport: timeout unit is not recognized: ${goQuote(header)}`
    : `strconv.ParseUint: parsing ${goQuote(header.slice(0, -1))}: invalid syntax`;
}

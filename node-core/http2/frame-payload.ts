import { ConnectionError, ErrorCode, Flag } from './protocol.js';

const priorityBytes = 5;

/** Of DATA and HEADERS (RFC 9113 §6.1). @throws ConnectionError when it is nothing but padding, and more. */
export function withoutPadding(flags: number, payload: Buffer): Buffer {
  if ((flags & Flag.PADDED) === 0) {
    return payload;
  }
  const padding = payload[0];
  if (padding === undefined) {
    throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, 'a padded frame is empty');
  }
  if (padding >= payload.length) {
    throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, 'the padding is larger than its frame');
  }
  return payload.subarray(1, payload.length - padding);
}

/** Of HEADERS: clients may still send priorities, which mean nothing any more (§5.3.2). */
export function withoutPriority(flags: number, payload: Buffer): Buffer {
  if ((flags & Flag.PRIORITY) === 0) {
    return payload;
  }
  if (payload.length < priorityBytes) {
    throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, 'HEADERS are too short for their priority');
  }
  return payload.subarray(priorityBytes);
}

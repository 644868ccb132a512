import { ConnectionError, ErrorCode, FrameType } from './protocol.js';

interface FrameRule {
  readonly name: string;
  /** Whether it is of a stream or of the connection; absent: it may be either. */
  readonly isOfStream?: boolean;
  /** Absent: any. */
  readonly payloadBytes?: number;
  readonly minPayloadBytes?: number;
}

/** What RFC 9113 §6 says of a frame before its content is looked at. */
const rules: ReadonlyMap<number, FrameRule> = new Map<number, FrameRule>([
  [FrameType.DATA, { name: 'DATA', isOfStream: true }],
  [FrameType.HEADERS, { name: 'HEADERS', isOfStream: true }],
  [FrameType.PRIORITY, { name: 'PRIORITY', isOfStream: true }],
  [FrameType.RST_STREAM, { name: 'RST_STREAM', isOfStream: true, payloadBytes: 4 }],
  [FrameType.SETTINGS, { name: 'SETTINGS', isOfStream: false }],
  [FrameType.PING, { name: 'PING', isOfStream: false, payloadBytes: 8 }],
  [FrameType.GOAWAY, { name: 'GOAWAY', isOfStream: false, minPayloadBytes: 8 }],
  [FrameType.WINDOW_UPDATE, { name: 'WINDOW_UPDATE', payloadBytes: 4 }],
]);

/** @throws ConnectionError when the frame is of the wrong stream or size. */
export function checkFrame(type: number, streamId: number, payload: Buffer): void {
  const rule = rules.get(type);
  if (rule === undefined) {
    return;
  }
  const { name, isOfStream, payloadBytes = payload.length, minPayloadBytes = 0 } = rule;
  if (isOfStream !== undefined && isOfStream !== (streamId !== 0)) {
    throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, `${name} of stream ${streamId}`);
  }
  if (payload.length !== payloadBytes || payload.length < minPayloadBytes) {
    throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, `${name} of ${payload.length} bytes`);
  }
}

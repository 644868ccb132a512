import {
  ConnectionError,
  defaultMaxFrameBytes,
  ErrorCode,
  largestMaxFrameBytes,
  largestWindowBytes,
  SettingId,
} from './protocol.js';

const settingBytes = 6;

/** What a SETTINGS frame changes for the sender of answers; absent: as it was. */
export interface PeerSettings {
  readonly headerTableBytes?: number;
  readonly initialWindowBytes?: number;
  readonly maxFrameBytes?: number;
}

/**
 * The values that come last count (RFC 9113 §6.5.3); unknown settings are ignored.
 * @throws ConnectionError for values that may not be.
 */
export function parseSettings(payload: Buffer): PeerSettings {
  if (payload.length % settingBytes !== 0) {
    throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, `SETTINGS of ${payload.length} bytes`);
  }
  let settings: PeerSettings = {};
  for (let at = 0; at < payload.length; at += settingBytes) {
    settings = { ...settings, ...setting(payload.readUInt16BE(at), payload.readUInt32BE(at + 2)) };
  }
  return settings;
}

function setting(id: number, value: number): PeerSettings {
  switch (id) {
    case SettingId.HEADER_TABLE_SIZE:
      return { headerTableBytes: value };
    case SettingId.ENABLE_PUSH:
      check(value <= 1, ErrorCode.PROTOCOL_ERROR, id, value);
      return {};
    case SettingId.INITIAL_WINDOW_SIZE:
      check(value <= largestWindowBytes, ErrorCode.FLOW_CONTROL_ERROR, id, value);
      return { initialWindowBytes: value };
    case SettingId.MAX_FRAME_SIZE:
      check(
        value >= defaultMaxFrameBytes && value <= largestMaxFrameBytes,
        ErrorCode.PROTOCOL_ERROR,
        id,
        value,
      );
      return { maxFrameBytes: value };
    default:
      return {};
  }
}

function check(isAllowed: boolean, code: ErrorCode, id: number, value: number): void {
  if (!isAllowed) {
    throw new ConnectionError(code, `setting ${id} may not be ${value}`);
  }
}

/** What one connection may ask of the server. */
export interface ConnectionLimits {
  /** Streams open at once; more are refused, which clients take as "try again". */
  readonly maxStreams: number;
  /** Receive window of the connection, in bytes. */
  readonly connectionWindowBytes: number;
  /** Receive window of each stream, in bytes. */
  readonly streamWindowBytes: number;
  /** Fields of one request, counted as RFC 9113 §6.5.2 does. */
  readonly maxHeaderListBytes: number;
  /** A field block as it travels, before it is decoded. */
  readonly maxHeaderBlockBytes: number;
  /** Frames that one field block may be cut into. */
  readonly maxHeaderBlockFrames: number;
  /** Answers that the client has not taken; above it new streams are refused. */
  readonly maxQueuedBytes: number;
  /** What one stream may hold back before its sender is told to wait. */
  readonly streamQueueBytes: number;
  /** What may be framed and not written before DATA waits in its stream. */
  readonly outputBytes: number;
  /** Streams that the client may cancel, or make the server reset, at once and then per second. */
  readonly resets: RateBound;
  /** PING, SETTINGS, PRIORITY, unknown and empty DATA frames, at once and then per second. */
  readonly controlFrames: RateBound;
}

export interface RateBound {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Generous for one client with much to do, and bounded for one that means harm. Clients cancel calls in
 * masses, when a context ends, and grpc-go measures its bandwidth with a ping for every round trip.
 */
export const defaultLimits: ConnectionLimits = {
  maxStreams: 65_536,
  connectionWindowBytes: 4 << 20,
  streamWindowBytes: 1 << 20,
  maxHeaderListBytes: 64 << 10,
  maxHeaderBlockBytes: 128 << 10,
  maxHeaderBlockFrames: 128,
  maxQueuedBytes: 1 << 30,
  streamQueueBytes: 64 << 10,
  outputBytes: 256 << 10,
  resets: { burst: 100_000, perSecond: 10_000 },
  controlFrames: { burst: 100_000, perSecond: 10_000 },
};

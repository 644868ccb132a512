import { FieldReader } from './field-reader.js';
import { FrameParser } from './frame-parser.js';
import { withoutPadding } from './frame-payload.js';
import { checkFrame } from './frame-rules.js';
import type { FieldList } from './hpack-decoder.js';
import type { ConnectionLimits } from './limits.js';
import { parseSettings } from './peer-settings.js';
import { PrefaceReader } from './preface.js';
import {
  ConnectionError,
  defaultMaxFrameBytes,
  defaultWindowBytes,
  ErrorCode,
  Flag,
  FrameType,
  largestStreamId,
  SettingId,
} from './protocol.js';
import { RateLimit } from './rate-limit.js';
import { ReceiveWindow } from './receive-window.js';
import { areTrailers, parseRequest } from './request-headers.js';
import { Sender } from './sender.js';
import { ServerStream, type StreamHost } from './stream.js';
import { StreamTable } from './stream-table.js';

export interface ConnectionOptions {
  readonly limits: ConnectionLimits;
  readonly nowMs: () => number;
  /** A request has begun: it must be listened to at once. */
  readonly onRequest: (stream: ServerStream) => void;
  /** There is something to take and write; may be said more than once. */
  readonly onOutput: () => void;
}

const drainPing = Buffer.from('goodbye.');
const keepalivePing = Buffer.from('anybody?');

/**
 * The server's side of an HTTP/2 connection (RFC 9113) without the socket: bytes go into `receive`, what must be
 * written comes out of `takeOutput`, requests become streams.
 */
export class Connection implements StreamHost {
  readonly #limits: ConnectionLimits;
  readonly #onRequest: (stream: ServerStream) => void;
  readonly #onOutput: () => void;
  readonly #preface = new PrefaceReader();
  readonly #parser: FrameParser;
  readonly #fieldReader: FieldReader;
  readonly #sender: Sender;
  readonly #receiveWindow: ReceiveWindow;
  readonly #resets: RateLimit;
  readonly #controlFrames: RateLimit;
  readonly #streams = new StreamTable();
  /** Answered before the client had said everything: reset before the next write, unless it has by then. */
  #answeredEarly: ServerStream[] = [];
  #hasSettings = false;
  /** Streams above it are not served any more. */
  #lastServedId = largestStreamId;
  #isDraining = false;
  #isFinished = false;

  constructor({ limits, nowMs, onRequest, onOutput }: ConnectionOptions) {
    this.#limits = limits;
    this.#onRequest = onRequest;
    this.#onOutput = onOutput;
    this.#parser = new FrameParser(defaultMaxFrameBytes, (type, flags, streamId, payload) =>
      this.#frame(type, flags, streamId, payload),
    );
    this.#fieldReader = new FieldReader(limits, (streamId, endStream, list) =>
      this.#fields(streamId, endStream, list),
    );
    this.#sender = new Sender(limits.outputBytes);
    this.#receiveWindow = new ReceiveWindow(limits.connectionWindowBytes);
    this.#resets = new RateLimit(limits.resets, nowMs);
    this.#controlFrames = new RateLimit(limits.controlFrames, nowMs);
    this.#greet();
  }

  /** Nothing more will be sent once the output is written: the socket can be closed. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  get outputBytes(): number {
    return this.#sender.frames.byteLength;
  }

  receive(chunk: Buffer): void {
    if (this.#isFinished) {
      return;
    }
    try {
      const rest = this.#preface.strip(chunk);
      if (rest.length > 0) {
        this.#parser.push(rest);
      }
    } catch (error) {
      if (!(error instanceof ConnectionError)) {
        throw error;
      }
      this.#fail(error);
    }
  }

  /** What is to be written now. Taking it makes room for more, so take until there is nothing. */
  takeOutput(): Buffer[] {
    const early = this.#answeredEarly;
    this.#answeredEarly = [];
    for (const stream of early) {
      if (!stream.isClosed) {
        this.#reset(stream, ErrorCode.NO_ERROR);
      }
    }
    const output = this.#sender.frames.take();
    this.#sender.pump();
    return output;
  }

  /** Whether the socket takes no more for now. */
  setBlocked(isBlocked: boolean): void {
    this.#sender.setBlocked(isBlocked);
    this.#announceOutput();
  }

  /** Asks the client for a sign of life. */
  ping(): void {
    this.#sender.frames.ping(keepalivePing, false);
    this.#onOutput();
  }

  /**
   * Lets the open calls finish and takes no new ones, but for those that the client sends before it hears of
   * it (§6.8): its answer to a ping shows that it has.
   */
  drain(): void {
    if (!this.#isDraining && !this.#isFinished) {
      this.#isDraining = true;
      this.#sender.frames.goAway(largestStreamId, ErrorCode.NO_ERROR, '');
      this.#sender.frames.ping(drainPing, false);
      this.#onOutput();
    }
  }

  /** The socket is gone. */
  abort(): void {
    this.#isFinished = true;
    for (const stream of this.#streams.values()) {
      stream.close();
    }
    this.#streams.clear();
  }

  sendHeaders(stream: ServerStream, block: Uint8Array, endStream: boolean): void {
    this.#sender.headers(stream.id, block, endStream);
    this.#onOutput();
  }

  queued(bytes: number): void {
    this.#sender.queued(bytes);
  }

  schedule(stream: ServerStream): void {
    this.#sender.schedule(stream);
    this.#announceOutput();
  }

  caughtUp(stream: ServerStream): void {
    this.#giveBack(stream);
  }

  localEnded(stream: ServerStream): void {
    if (stream.remoteEnded) {
      this.#close(stream);
    } else {
      this.#answeredEarly.push(stream);
    }
  }

  #greet(): void {
    const { maxStreams, streamWindowBytes, maxHeaderListBytes, connectionWindowBytes } = this.#limits;
    this.#sender.frames.settings([
      [SettingId.MAX_CONCURRENT_STREAMS, maxStreams],
      [SettingId.INITIAL_WINDOW_SIZE, streamWindowBytes],
      [SettingId.MAX_HEADER_LIST_SIZE, maxHeaderListBytes],
    ]);
    if (connectionWindowBytes > defaultWindowBytes) {
      this.#sender.frames.windowUpdate(0, connectionWindowBytes - defaultWindowBytes);
    }
  }

  #frame(type: number, flags: number, streamId: number, payload: Buffer): void {
    if (this.#isFinished) {
      return;
    }
    if (!this.#hasSettings && (type !== FrameType.SETTINGS || (flags & Flag.ACK) !== 0)) {
      throw protocolError('the first frame is not SETTINGS');
    }
    this.#fieldReader.checkOrder(type);
    checkFrame(type, streamId, payload);
    this.#dispatch(type, flags, streamId, payload);
  }

  #dispatch(type: number, flags: number, streamId: number, payload: Buffer): void {
    switch (type) {
      case FrameType.DATA:
        this.#data(flags, streamId, payload);
        break;
      case FrameType.HEADERS:
        this.#fieldReader.headers(flags, streamId, payload);
        break;
      case FrameType.PRIORITY:
        this.#priority(streamId, payload);
        break;
      case FrameType.RST_STREAM:
        this.#resetByClient(streamId);
        break;
      case FrameType.SETTINGS:
        this.#settings(flags, payload);
        break;
      case FrameType.PUSH_PROMISE:
        throw protocolError('a client cannot push');
      case FrameType.PING:
        this.#ping(flags, payload);
        break;
      case FrameType.GOAWAY:
        // The client opens no more streams, and closes the connection when it has its answers.
        this.#countControlFrame();
        break;
      case FrameType.WINDOW_UPDATE:
        this.#windowUpdate(streamId, payload);
        break;
      case FrameType.CONTINUATION:
        this.#fieldReader.continuation(flags, streamId, payload);
        break;
      default:
        this.#countControlFrame();
    }
  }

  #data(flags: number, streamId: number, payload: Buffer): void {
    const stream = this.#streams.find(streamId, 'DATA');
    if (!this.#receiveWindow.receive(payload.length)) {
      throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, 'more DATA than the connection allows');
    }
    const chunk = withoutPadding(flags, payload);
    if (stream !== undefined) {
      this.#receiveData(stream, payload.length, chunk, (flags & Flag.END_STREAM) !== 0);
    } else if (!this.#streams.wasClosedHere(streamId)) {
      this.#resetId(streamId, ErrorCode.STREAM_CLOSED);
    }
    this.#receiveWindow.consume(payload.length);
    const increment = this.#receiveWindow.takeIncrement();
    if (increment > 0) {
      this.#sender.frames.windowUpdate(0, increment);
      this.#onOutput();
    }
  }

  #receiveData(stream: ServerStream, sizeBytes: number, chunk: Buffer, isLast: boolean): void {
    if (chunk.length === 0 && !isLast) {
      this.#countControlFrame();
    }
    if (stream.remoteEnded) {
      this.#breach(stream, ErrorCode.STREAM_CLOSED);
    } else if (!stream.receiveWindow.receive(sizeBytes)) {
      this.#breach(stream, ErrorCode.FLOW_CONTROL_ERROR);
    } else if (!stream.countBody(chunk.length, isLast)) {
      this.#breach(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      this.#deliver(stream, chunk, isLast);
      stream.receiveWindow.consume(sizeBytes);
      this.#giveBack(stream);
    }
  }

  #deliver(stream: ServerStream, chunk: Buffer, isLast: boolean): void {
    if (chunk.length > 0) {
      stream.receive(chunk);
    }
    if (isLast) {
      this.#remoteEnd(stream);
    }
  }

  /** Lets the client send more of a stream, but not while it does not take the answers. */
  #giveBack(stream: ServerStream): void {
    const hasNoUse = stream.isClosed || stream.remoteEnded || stream.isBackedUp;
    const increment = hasNoUse ? 0 : stream.receiveWindow.takeIncrement();
    if (increment > 0) {
      this.#sender.frames.windowUpdate(stream.id, increment);
      this.#onOutput();
    }
  }

  #fields(streamId: number, endStream: boolean, list: FieldList): void {
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) {
      this.#trailers(stream, endStream, list);
    } else if (streamId > this.#streams.lastId) {
      this.#open(streamId, endStream, list);
    } else if (!this.#streams.wasClosedHere(streamId)) {
      throw new ConnectionError(ErrorCode.STREAM_CLOSED, `HEADERS for stream ${streamId}, which is closed`);
    }
  }

  #trailers(stream: ServerStream, endStream: boolean, list: FieldList): void {
    if (stream.remoteEnded) {
      this.#breach(stream, ErrorCode.STREAM_CLOSED);
    } else if (!endStream || !areTrailers(list.fields) || !stream.countBody(0, true)) {
      this.#breach(stream, ErrorCode.PROTOCOL_ERROR);
    } else {
      this.#remoteEnd(stream);
    }
  }

  #open(streamId: number, endStream: boolean, list: FieldList): void {
    this.#streams.begin(streamId);
    if (streamId > this.#lastServedId) {
      this.#countReset();
      this.#streams.closeHere(streamId);
      return;
    }
    const refusal = this.#refusal(list);
    const headers = refusal === undefined ? parseRequest(list.fields) : undefined;
    if (headers === undefined) {
      this.#resetId(streamId, refusal ?? ErrorCode.PROTOCOL_ERROR);
      return;
    }
    const windows = {
      sendBytes: this.#sender.initialStreamWindow,
      receiveBytes: this.#limits.streamWindowBytes,
      queueBytes: this.#limits.streamQueueBytes,
    };
    const stream = new ServerStream(streamId, headers, windows, this);
    this.#streams.add(stream);
    if (!stream.countBody(0, endStream)) {
      this.#breach(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    this.#onRequest(stream);
    if (endStream) {
      this.#remoteEnd(stream);
    }
  }

  #refusal(list: FieldList): ErrorCode | undefined {
    const { maxStreams, maxQueuedBytes } = this.#limits;
    if (this.#streams.size >= maxStreams || this.#sender.queuedBytes > maxQueuedBytes) {
      return ErrorCode.REFUSED_STREAM;
    }
    return list.isTooLarge ? ErrorCode.ENHANCE_YOUR_CALM : undefined;
  }

  #remoteEnd(stream: ServerStream): void {
    if (!stream.isClosed && stream.remoteEnd()) {
      this.#close(stream);
    }
  }

  #priority(streamId: number, payload: Buffer): void {
    if (payload.length !== 5) {
      const stream = this.#streams.get(streamId);
      if (stream === undefined) {
        throw frameSizeError('PRIORITY', payload);
      }
      this.#breach(stream, ErrorCode.FRAME_SIZE_ERROR);
    }
    this.#countControlFrame();
  }

  #resetByClient(streamId: number): void {
    const stream = this.#streams.find(streamId, 'RST_STREAM');
    this.#countReset();
    if (stream !== undefined) {
      this.#close(stream);
    }
  }

  #settings(flags: number, payload: Buffer): void {
    this.#hasSettings = true;
    this.#countControlFrame();
    if ((flags & Flag.ACK) !== 0) {
      if (payload.length > 0) {
        throw frameSizeError('an acknowledgement of SETTINGS', payload);
      }
      return;
    }
    if (!this.#sender.apply(parseSettings(payload), this.#streams.values())) {
      throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, 'the initial window makes a window too large');
    }
    this.#sender.frames.settingsAck();
    this.#onOutput();
  }

  #ping(flags: number, payload: Buffer): void {
    this.#countControlFrame();
    if ((flags & Flag.ACK) === 0) {
      this.#sender.frames.ping(payload, true);
      this.#onOutput();
    } else if (this.#isDraining && payload.equals(drainPing)) {
      this.#lastServedId = this.#streams.lastId;
      this.#sender.frames.goAway(this.#lastServedId, ErrorCode.NO_ERROR, '');
      this.#onOutput();
      this.#finishWhenIdle();
    }
  }

  #windowUpdate(streamId: number, payload: Buffer): void {
    const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
    if (streamId === 0) {
      this.#widenConnection(increment);
    } else {
      const stream = this.#streams.find(streamId, 'WINDOW_UPDATE');
      if (stream !== undefined) {
        this.#widenStream(stream, increment);
      }
    }
    this.#announceOutput();
  }

  #widenConnection(increment: number): void {
    if (increment === 0) {
      throw protocolError('WINDOW_UPDATE by nothing');
    }
    if (!this.#sender.widenAll(increment)) {
      throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, 'the window of the connection is too large');
    }
  }

  #widenStream(stream: ServerStream, increment: number): void {
    if (increment === 0) {
      this.#breach(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (!this.#sender.widen(stream, increment)) {
      this.#breach(stream, ErrorCode.FLOW_CONTROL_ERROR);
    }
  }

  /** The client broke a rule of one stream (§5.4.2): the others go on. */
  #breach(stream: ServerStream, code: ErrorCode): void {
    this.#countReset();
    if (!stream.isClosed) {
      this.#reset(stream, code);
    }
  }

  #reset(stream: ServerStream, code: ErrorCode): void {
    this.#sender.frames.resetStream(stream.id, code);
    this.#streams.closeHere(stream.id);
    this.#onOutput();
    this.#close(stream);
  }

  /** Resets a stream that was never served, or is no more. */
  #resetId(streamId: number, code: ErrorCode): void {
    this.#countReset();
    this.#streams.closeHere(streamId);
    this.#sender.frames.resetStream(streamId, code);
    this.#onOutput();
  }

  #close(stream: ServerStream): void {
    this.#streams.delete(stream.id);
    this.#sender.forget(stream);
    stream.close();
    this.#finishWhenIdle();
  }

  #finishWhenIdle(): void {
    if (this.#lastServedId !== largestStreamId && this.#streams.size === 0) {
      this.#isFinished = true;
      this.#onOutput();
    }
  }

  #fail(error: ConnectionError): void {
    this.#sender.frames.goAway(this.#streams.lastId, error.code, error.message);
    this.abort();
    this.#onOutput();
  }

  #announceOutput(): void {
    if (this.outputBytes > 0) {
      this.#onOutput();
    }
  }

  #countReset(): void {
    if (!this.#resets.take()) {
      throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, 'too many streams were reset');
    }
  }

  #countControlFrame(): void {
    if (!this.#controlFrames.take()) {
      throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, 'too many frames that ask for nothing');
    }
  }
}

function protocolError(message: string): ConnectionError {
  return new ConnectionError(ErrorCode.PROTOCOL_ERROR, message);
}

function frameSizeError(frame: string, payload: Buffer): ConnectionError {
  return new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, `${frame} of ${payload.length} bytes`);
}

import type { Credentials } from '../auth/types.js';
import type { Message } from './message.js';

/** What a service sees of a call: bytes, metadata and who makes it, nothing of HTTP/2. */
export interface CallContext extends Credentials {
  /** Runs once when nobody waits for the answer any more: cancelled, cut off, past its deadline, answered. */
  onClose(listener: () => void): void;
}

/** A call whose answer is a stream. */
export interface StreamContext extends CallContext {
  /** @returns false when the client is slow: wait for `onWritable` before sending more. */
  send(message: Message): boolean;
  /** Sets what runs each time the client has caught up after a `send` that returned false. */
  onWritable(listener: () => void): void;
  /** Ends the call with status OK, or with the error's status. Sending after it has no effect. */
  finish(error?: unknown): void;
}

/** What a service does with the client's side of a bidirectional stream. */
export interface StreamReceiver {
  message(bytes: Uint8Array): void;
  /** The client will send nothing more. */
  end(): void;
}

export type UnaryHandler = (request: Uint8Array, context: CallContext) => Message | Promise<Message>;
export type ServerStreamHandler = (request: Uint8Array, context: StreamContext) => void;
export type BidirectionalHandler = (context: StreamContext) => StreamReceiver;

export type MethodHandler =
  | { readonly kind: 'unary'; readonly handle: UnaryHandler }
  | { readonly kind: 'server-stream'; readonly handle: ServerStreamHandler }
  | { readonly kind: 'bidirectional'; readonly handle: BidirectionalHandler };

/** Handlers by HTTP/2 path, such as `/etcdserverpb.KV/Range`. */
export type ServiceTable = ReadonlyMap<string, MethodHandler>;

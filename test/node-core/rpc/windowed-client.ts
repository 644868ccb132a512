import type { StreamContext } from '../../../node-core/rpc/call.js';
import { joinMessage, type Message } from '../../../node-core/rpc/message.js';
import type { MessageCodec } from '../../../proto/wire.js';

/** A client that takes `window` messages, and more when it is asked to. */
export class WindowedClient<Response> implements StreamContext {
  readonly received: Response[] = [];
  readonly #codec: MessageCodec<Response>;
  #window: number;
  #writable: () => void = () => undefined;
  #close: () => void = () => undefined;

  constructor(codec: MessageCodec<Response>, window: number) {
    this.#codec = codec;
    this.#window = window;
  }

  metadata(): undefined {}

  commonName(): undefined {}

  onClose(listener: () => void): void {
    this.#close = listener;
  }

  onWritable(listener: () => void): void {
    this.#writable = listener;
  }

  send(message: Message): boolean {
    this.received.push(this.#codec.decode(joinMessage(message)));
    this.#window -= 1;
    return this.#window > 0;
  }

  finish(): void {}

  takeMore(window: number): void {
    this.#window = window;
    this.#writable();
  }

  leave(): void {
    this.#close();
  }
}

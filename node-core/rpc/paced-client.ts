import type { StreamContext } from './call.js';

/** A stream's client, which is sent no more than it takes. */
export class PacedClient {
  readonly #context: StreamContext;
  #isGone = false;
  #proceed: () => void = () => undefined;

  constructor(context: StreamContext) {
    this.#context = context;
    context.onWritable(() => this.#proceed());
    context.onClose(() => {
      this.#isGone = true;
      this.#proceed();
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Resolves when the client can take more, or is gone. */
  send(message: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#proceed = resolve;
      if (this.#context.send(message) || this.#isGone) {
        resolve();
      }
    });
  }
}

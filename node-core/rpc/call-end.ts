import type { Clock, Timer } from '../ports/clock.js';
import { RpcError, StatusCode } from './status.js';

/** That a call ends once, who is told of it, and the deadline that ends it. */
export class CallEnd {
  #isOver = false;
  #listeners: (() => void)[] = [];
  #deadline: Timer | undefined;

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Called at once when the call is over. */
  onClose(listener: () => void): void {
    if (this.#isOver) {
      listener();
    } else {
      this.#listeners.push(listener);
    }
  }

  /** @param finish ends the call with that error, when it has not ended after `timeoutMs` */
  startDeadline(clock: Clock, timeoutMs: number, finish: (error: RpcError) => void): void {
    this.#deadline = clock.startTimer(timeoutMs, () => finish(deadlineExceeded()));
  }

  /** Tells the listeners, the first time. */
  close(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#deadline?.cancel();
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) {
      listener();
    }
  }
}

export function deadlineExceeded(): RpcError {
  return new RpcError(StatusCode.DEADLINE_EXCEEDED, 'context deadline exceeded');
}

import type { Services } from './services.js';

/** Waits on the session's clock; rejects when the signal is aborted before the time is over. */
export function sleepOn(services: Services) {
  return (delayMs: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      const end = (): void => {
        cancel();
        reject(new Error('The reading was stopped.'));
      };
      const cancel = services.after(delayMs, () => {
        signal?.removeEventListener('abort', end);
        resolve();
      });
      if (signal?.aborted === true) end();
      else signal?.addEventListener('abort', end, { once: true });
    });
}

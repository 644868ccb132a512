import type { EtcdClient, WatchMessage } from '../../client/api.js';
import { grouped } from '../../presentation/quantities.js';

/** Events wait here while the reader of our output is slow; more than this ends the command. */
const waitingEventsMax = 500_000;

const eventsIn = (message: WatchMessage): number => (message.kind === 'events' ? message.events.length : 0);

/** A message, and how many events wait behind it. */
export interface Queued {
  readonly message: WatchMessage;
  readonly behind: number;
}

/** Turns the client's callbacks into an async sequence that ends with `signal`. */
export async function* messageQueue(
  client: EtcdClient,
  options: Parameters<EtcdClient['watch']>[0],
  signal: AbortSignal,
): AsyncGenerator<Queued> {
  const queue: WatchMessage[] = [];
  let waiting = 0;
  let wake = (): void => undefined;
  const subscription = client.watch(options, (message) => {
    queue.push(message);
    waiting += eventsIn(message);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const message = queue.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (waiting > waitingEventsMax) {
        throw new Error(
          `${grouped(waiting)} events wait to be written: the reader of the output is too slow; ` +
            'write to a file, or follow a smaller prefix',
        );
      } else {
        waiting -= eventsIn(message);
        yield { message, behind: waiting };
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    subscription.cancel();
  }
}

/** What the client takes from the machine besides its sockets. */
export interface ClientEnvironment {
  /** Wall time in milliseconds. */
  nowMs(): number;
  /** Calls back once after `delayMs`, unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Node fires a longer timer at once. */
const delayMsMax = 2 ** 31 - 1;

/** The machine's own clock. Its timers keep the process alive, as a client does until it is closed. */
export const systemEnvironment: ClientEnvironment = {
  nowMs: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, delayMsMax));
    return () => clearTimeout(timer);
  },
};

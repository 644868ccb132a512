import { type ChildProcess, spawn } from 'node:child_process';

/** One running etcd. */
export interface EtcdProcess {
  readonly pid: number;
  /** The end of what it wrote, for a failed test's message. */
  log(): string;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const readyText = 'ready to serve client requests';
const readyBoundMs = 30_000;
const logCharactersMax = 16_384;
const logCharactersShown = 2_000;

/** Ends with the test process, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

/** Starts etcd and waits until it says that it is ready. */
export async function spawnEtcd(binary: string, args: readonly string[]): Promise<EtcdProcess> {
  const child = spawn(binary, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    const forget = () => {
      running.delete(child);
      resolve();
    };
    child.once('exit', forget);
    child.once('error', forget);
  });
  let log = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    log = (log + text).slice(-logCharactersMax);
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  try {
    await waitUntilReady(child, () => log);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { pid: child.pid ?? 0, log: () => log, end };
}

function waitUntilReady(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`etcd ${why}:\n${log().slice(-logCharactersShown)}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${readyBoundMs} ms`), readyBoundMs);
    child.once('error', (error) => fail(`cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code} before it was ready`));
    child.stderr?.on('data', () => {
      if (log().includes(readyText)) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
}

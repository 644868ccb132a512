import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A node-core member that runs as a child of this process. */
export interface MemberProcess {
  readonly name: string;
  readonly clientUrl: string;
  readonly pid: number;
  /** A sentence, when the member has ended without having been asked to. */
  obituary(): string | undefined;
  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>;
}

/** The member did not become ready; `message` says why, with what it said last. */
export class MemberStartError extends Error {
  override readonly name = 'MemberStartError';
}

export interface MemberOptions {
  readonly name: string;
  readonly dataDirectory: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly readyTimeoutMs: number;
  /** The member removes its data when it ends, also when this process was killed. */
  readonly temporary: boolean;
}

const readyLine = 'ready to serve client requests';
const keptLogCharacters = 16_384;

/**
 * Starts `etcdscope node` from the running program and waits until it serves.
 * @throws MemberStartError when it ends, or is not ready within `readyTimeoutMs`.
 */
export async function startMember(options: MemberOptions): Promise<MemberProcess> {
  const clientUrl = `http://127.0.0.1:${options.clientPort}`;
  const child = spawn(process.execPath, [...ownProgram(), 'node', ...memberFlags(options, clientUrl)], {
    // The member ends when this pipe closes, so it never outlives a killed inspector.
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ETCDSCOPE_NODE_LIFETIME: 'stdin',
      ...(options.temporary ? { ETCDSCOPE_NODE_DATA: 'temporary' } : {}),
    },
    detached: true,
  });
  const log = keepTail(child);
  await ready(child, log, options);
  return running(child, log, options.name, clientUrl);
}

/** How this very program was started: the bundle, or the sources under a loader. */
function ownProgram(): string[] {
  return [...process.execArgv, process.argv[1] ?? ''];
}

function memberFlags(options: MemberOptions, clientUrl: string): string[] {
  const peerUrl = `http://127.0.0.1:${options.peerPort}`;
  return [
    `--name=${options.name}`,
    `--data-dir=${options.dataDirectory}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=${options.name}=${peerUrl}`,
  ];
}

/** The newest part of what the member logs; the pipe is always drained, so the member never waits. */
interface LogTail {
  text(): string;
  onText: () => void;
}

function keepTail(child: ChildProcess): LogTail {
  let text = '';
  const tail: LogTail = { text: () => text, onText: () => undefined };
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-keptLogCharacters);
    tail.onText();
  });
  return tail;
}

function ready(child: ChildProcess, log: LogTail, options: MemberOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.off('error', onError).off('exit', onExit);
      log.onText = () => undefined;
    };
    const fail = (why: string): void => {
      settle();
      child.kill('SIGKILL');
      reject(new MemberStartError(`the local member ${options.name} ${why}${lastWords(log)}`));
    };
    const onError = (error: Error): void => fail(`could not be started: ${error.message}`);
    const onExit = (code: number | null, signal: string | null): void =>
      fail(`ended before it was ready (${code ?? signal})`);
    const timer = setTimeout(
      () => fail(`was not ready after ${options.readyTimeoutMs / 1000} s`),
      options.readyTimeoutMs,
    );
    child.once('error', onError).once('exit', onExit);
    log.onText = () => {
      if (log.text().includes(readyLine)) {
        settle();
        resolve();
      }
    };
  });
}

function running(child: ChildProcess, log: LogTail, name: string, clientUrl: string): MemberProcess {
  let asked = false;
  const gone =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve([]);
  return {
    name,
    clientUrl,
    pid: child.pid ?? 0,
    obituary: () =>
      asked || (child.exitCode === null && child.signalCode === null)
        ? undefined
        : `the local member ${name} ended (${child.exitCode ?? child.signalCode})${lastWords(log)}`,
    async stop(graceMs = 5_000) {
      asked = true;
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** The member's last log line, for the sentence that says why it failed. */
function lastWords(log: LogTail): string {
  const line = log.text().trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : `; it said last: ${line.slice(0, 500)}`;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Log } from './server/log.js';

const run = promisify(execFile);
const boundMs = 5_000;

/**
 * Tells systemd about a service of `Type=notify`. Its socket takes datagrams, which Node cannot send, so
 * `systemd-notify` sends them, which is wherever that socket is. For a service that does not run as root the
 * unit needs `NotifyAccess=all`, as the message then comes from a child of its main process.
 */
export interface ServiceManager {
  ready(): Promise<void>;
  stopping(): Promise<void>;
}

/** @param environment has `NOTIFY_SOCKET` when there is somebody to tell */
export function serviceManager(
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): ServiceManager {
  const socket = environment['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') {
    return { ready: async () => undefined, stopping: async () => undefined };
  }
  const tell = async (state: string) => {
    try {
      const env = { PATH: environment['PATH'] ?? '/usr/bin:/bin', NOTIFY_SOCKET: socket };
      await run('systemd-notify', [`--pid=${process.pid}`, state], { env, timeout: boundMs });
    } catch (error) {
      log('warn', 'systemd could not be told: is systemd-notify there, and NotifyAccess=all in the unit?', {
        state,
        error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      });
    }
  };
  return { ready: () => tell('READY=1'), stopping: () => tell('STOPPING=1') };
}

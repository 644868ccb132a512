import { mkdir, open } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Actor, AuditError, type AuditLog } from './audit.js';

/** The part of `node:fs/promises` the log needs. */
export interface AuditFiles {
  makeDirectory(path: string): Promise<void>;
  /** Appends the text to the file and makes it durable; creates it readable by its owner only. */
  appendDurably(path: string, text: string): Promise<void>;
}

export const machineFiles: AuditFiles = {
  makeDirectory: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  appendDurably: async (path, text) => {
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** XDG base directories: state that outlives a run. A relative XDG_STATE_HOME does not count. */
export function auditPath(environment: Environment, home: string): string {
  const state = environment['XDG_STATE_HOME'];
  const base = state?.startsWith('/') === true ? state : join(home, '.local', 'state');
  return join(base, 'etcdscope', 'audit.log');
}

export function openAuditLog(path: string, files: AuditFiles): AuditLog {
  return {
    path,
    append: async (line) => {
      try {
        await files.makeDirectory(dirname(path));
        await files.appendDurably(path, `${line}\n`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AuditError(
          `the audit log ${path} cannot be written (${reason}): make room or set XDG_STATE_HOME to a directory that can be written`,
        );
      }
    },
  };
}

/** Of a user that a container made up the machine knows the number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}

export function machineActor(environment: Environment): Actor {
  return {
    user: userName(),
    sudoUser: environment['SUDO_USER'],
    host: hostname(),
    processId: process.pid,
  };
}

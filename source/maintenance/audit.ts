import { hexId } from '../presentation/quantities.js';

/** Who acts, as the operating system knows it. */
export interface Actor {
  readonly user: string;
  /** Who became `user` with sudo. */
  readonly sudoUser: string | undefined;
  readonly host: string;
  readonly processId: number;
}

/**
 * One thing that was done, or not done, to a cluster. Never holds a secret: no value, no password, no private
 * key. The name of a key that is written is told: a log of changes that does not say of what is none.
 */
export interface AuditEntry {
  readonly atMs: number;
  readonly action: 'confirm' | 'compact' | 'defragment' | 'move-leader' | 'put' | 'delete';
  readonly context: string;
  readonly clusterId: bigint;
  readonly member: string | undefined;
  readonly endpoint: string | undefined;
  readonly outcome: 'confirmed' | 'done' | 'failed';
  /** What was asked and what came of it, in numbers and short texts. */
  readonly details: Readonly<Record<string, string | number>>;
}

/** Durable when the promise is. Rejects with an AuditError. */
export interface AuditLog {
  readonly path: string;
  append(line: string): Promise<void>;
}

/** The audit log cannot be written; `message` says where and what to do. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
}

/** One line of JSON, without its line end. */
export function auditLine(actor: Actor, entry: AuditEntry): string {
  return JSON.stringify({
    time: new Date(entry.atMs).toISOString(),
    user: actor.user,
    ...(actor.sudoUser === undefined ? {} : { sudo_user: actor.sudoUser }),
    host: actor.host,
    pid: actor.processId,
    context: entry.context,
    cluster: hexId(entry.clusterId),
    action: entry.action,
    ...(entry.member === undefined ? {} : { member: entry.member }),
    ...(entry.endpoint === undefined ? {} : { endpoint: entry.endpoint }),
    outcome: entry.outcome,
    ...entry.details,
  });
}

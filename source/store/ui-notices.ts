import type { ConnectionState } from '../client/api.js';

/** What the operator was told. */
export interface Notice {
  readonly tone: 'ok' | 'warning' | 'critical';
  readonly text: string;
  /** Wall time it came up, in milliseconds. */
  readonly sinceMs: number;
}

/** Older ones are forgotten. */
export const noticesMax = 200;

/** Oldest first. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices, notice].slice(-noticesMax);
}

/** What a change of the connection leaves among the notices; nothing while it stays as it was. */
export function noticeOf(before: ConnectionState, after: ConnectionState, nowMs: number): Notice | undefined {
  if (after.kind === 'down' && before.kind !== 'down') {
    return { tone: 'critical', text: after.error.message, sinceMs: after.sinceMs };
  }
  if (after.kind === 'ready' && before.kind === 'down') {
    return { tone: 'ok', text: `Connected again, to ${after.endpoint}.`, sinceMs: nowMs };
  }
  return undefined;
}

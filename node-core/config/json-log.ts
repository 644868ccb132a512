import type { LogConfig, NodeLogLevel } from './node-config.js';
import { nodeLogLevels } from './node-config.js';

type Fields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Writes log lines as etcd does: one JSON object a line, `level`, `ts`, `msg`, then what varies; or for the
 * console the same with tabs between.
 */
export function jsonLog(
  write: (line: string) => void,
  { level: least, format }: Pick<LogConfig, 'level' | 'format'>,
  wallMs: () => number,
): (level: NodeLogLevel, message: string, fields?: Fields) => void {
  const threshold = nodeLogLevels.indexOf(least);
  const line = format === 'json' ? jsonLine : consoleLine;
  return (level, message, fields = {}) => {
    if (nodeLogLevels.indexOf(level) >= threshold) {
      write(`${line(new Date(wallMs()).toISOString(), level, message, fields)}\n`);
    }
  };
}

function jsonLine(ts: string, level: NodeLogLevel, msg: string, fields: Fields): string {
  return JSON.stringify({ level, ts, msg, ...fields });
}

function consoleLine(ts: string, level: NodeLogLevel, message: string, fields: Fields): string {
  const varying = Object.keys(fields).length === 0 ? [] : [JSON.stringify(fields)];
  return [ts, level.toUpperCase(), message, ...varying].join('\t');
}

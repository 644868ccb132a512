import { type NodeLogLevel, nodeLogLevels } from './node-config.js';

type Fields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Writes log lines as etcd does: one JSON object a line, `level`, `ts`, `msg`, then what varies. */
export function jsonLog(
  write: (line: string) => void,
  least: NodeLogLevel,
  wallMs: () => number,
): (level: NodeLogLevel, message: string, fields?: Fields) => void {
  const threshold = nodeLogLevels.indexOf(least);
  return (level, message, fields = {}) => {
    if (nodeLogLevels.indexOf(level) >= threshold) {
      const ts = new Date(wallMs()).toISOString();
      write(`${JSON.stringify({ level, ts, msg: message, ...fields })}\n`);
    }
  };
}

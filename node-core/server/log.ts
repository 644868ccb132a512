export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'panic' | 'fatal';

/** Values that may stand in a log line; 64-bit ids are written as hexadecimal text by the caller. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Structured log lines. `message` is a fixed text; what varies is in the fields. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

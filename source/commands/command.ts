import type { Readable, Writable } from 'node:stream';

/** A flag as data: parsing, `--help` and shell completion are made from it. */
export interface FlagSpec {
  /** Without dashes, in etcdctl's spelling: `write-out`. */
  readonly name: string;
  readonly short?: string;
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help: `REVISION`. */
  readonly placeholder?: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** The environment variable that is read when the flag is not given. */
  readonly environment?: string;
}

/** Values by flag name; only flags that were given are there. */
export type FlagValues = ReadonlyMap<string, string | boolean>;

/** The outside of a command: everything it reads, writes or waits for. */
export interface CommandIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the operator asks the command to stop (Ctrl-C, SIGTERM, SIGHUP, a closed pipe). */
  readonly signal: AbortSignal;
  /** Wall time, milliseconds. */
  readonly now: () => number;
}

export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: FlagValues;
  /** What followed the command's name, unparsed: for commands that keep another program's flags. */
  readonly rest: readonly string[];
  readonly io: CommandIo;
}

export interface Example {
  readonly line: string;
  readonly does: string;
}

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for the list of commands. */
  readonly summary: string;
  /** `KEY [RANGE_END]`; empty when it takes none. */
  readonly operands: string;
  readonly minOperands: number;
  readonly maxOperands: number;
  /** Its own flags; those of the connection are added when it connects. */
  readonly flags: readonly FlagSpec[];
  readonly connects: boolean;
  /** Takes what follows as it is, without parsing. */
  readonly raw?: boolean;
  readonly examples: readonly Example[];
  /** @returns the exit code. Failures that end the command are thrown. */
  run(invocation: Invocation): Promise<number>;
}

/** The operator's words cannot be followed; `message` says what to write instead. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * A program is a list of steps as plain JSON, so that it can be generated, cut down, printed and played again.
 * In it, bytes are text of one character a byte (or a text repeated), ids are numbers, and a revision is a
 * number, or a text such as `+3`: so many after the revision the program began at.
 */
export type Value = string | number | boolean | readonly Value[] | Fields;
export interface Fields {
  readonly [name: string]: Value;
}

export interface CallStep {
  /** A name in `methods`. */
  readonly call: string;
  readonly request: Fields;
  /** The user whose last login goes along. */
  readonly as?: string;
}

/** A request on a watch stream that is opened when it is first named. */
export type WatchStep =
  | { readonly watch: string; readonly create: Fields }
  | { readonly watch: string; readonly cancel: number }
  | { readonly watch: string; readonly progress: true };

export interface KeepAliveStep {
  /** The id of a lease. */
  readonly keepAlive: number;
}

export interface LoginStep {
  readonly login: string;
  readonly password: string;
}

export type Step = CallStep | WatchStep | KeepAliveStep | LoginStep;

export type Program = readonly Step[];

/** One step a line, as `--replay` reads it. */
export function printProgram(program: Program): string {
  return `[\n${program.map((step) => `  ${JSON.stringify(step)}`).join(',\n')}\n]\n`;
}
